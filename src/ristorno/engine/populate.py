"""The step of settling that puts together what depends on others: all members in, a frozen population out.

It goes through the members one by one and keeps sums and relations only, so memory grows with the number of members
and windows, never with the number of facts. Only what the terms ask for is kept. The order of members, and of their
facts, changes nothing; two runs over the same facts give populations with the same version.

    population = populate(calculation, lambda: logs_by_member, moment)
    answer = calculation.answer(member, logs_by_member[member], moment, population)
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TypeAlias

from ristorno.engine.accrual import MemberAnswer, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.counting.contributing import Contribution, contributions, standings
from ristorno.engine.counting.uses import used
from ristorno.engine.fact import Fact
from ristorno.engine.granting.budgets import asked, claims
from ristorno.engine.history.book import Book
from ristorno.engine.population.budgets import BudgetKey, Budgets, Claim
from ristorno.engine.population.pools import Brought, PoolKey, Pools
from ristorno.engine.population.relations import relations_of
from ristorno.engine.population.standing import Field, StandingKey, Standings
from ristorno.engine.population.uses import NOTHING_USED, Uses
from ristorno.engine.population.value import Population
from ristorno.kernel.number import ZERO, exactly

Logs: TypeAlias = Callable[[], Iterable[tuple[str, Iterable[Fact]]]]
"""Gives the log of every member, anew whenever it is called: each step that the terms ask for goes through all once."""


def populate(calculation: Calculation, logs: Logs, moment: Moment) -> Population:
    """Return what is known of all members together at a moment."""
    with exactly():
        together = calculation.counts_together
        population = Population(moment, relations_of(_books(calculation, logs, moment) if together else ()))
        population = replace(population, pools=_pools(calculation, logs, population))
        population = replace(population, uses=_uses(calculation, logs, population))
        population = replace(population, standings=_standings(calculation, logs, population))
        return replace(population, budgets=_budgets(calculation, logs, population))


def answer_all(calculation: Calculation, logs: Logs, moment: Moment) -> Iterator[MemberAnswer]:
    """Yield the answer for every member that has facts or an agreement, each with its population."""
    population = populate(calculation, logs, moment) if calculation.needs_population else None
    for member, facts in everybody(calculation, logs):
        yield calculation.answer(member, facts, moment, population)


def everybody(calculation: Calculation, logs: Logs) -> Iterator[tuple[str, Iterable[Fact]]]:
    """Yield every member with its log, those last that have an agreement and no facts."""
    seen: set[str] = set()
    for member, facts in logs():
        seen.add(member)
        yield member, facts
    yield from ((member, ()) for member in calculation.members() if member not in seen)


def _books(calculation: Calculation, logs: Logs, moment: Moment) -> Iterator[Book]:
    for member, facts in everybody(calculation, logs):
        yield calculation.opened(member, facts, moment)


def _pools(calculation: Calculation, logs: Logs, population: Population) -> Pools:
    """Return what every member brought to what is counted together."""
    brought: dict[PoolKey, list[Contribution]] = {}
    for book in _books(calculation, logs, population.moment) if calculation.counts_together else ():
        for context in calculation.contexts(book, population.moment, population):
            for found in contributions(context):
                brought.setdefault(found.key, []).append(found)
    return Pools({key: tuple(_summed(found)) for key, found in brought.items()})


def _uses(calculation: Calculation, logs: Logs, population: Population) -> Uses:
    """Return which facts of all members have used up how often something counts."""
    most: dict[str, Decimal] = {}
    for name, clause in calculation.clauses:
        if clause.limits.times is not None and clause.limits.times.of_all:
            most[name] = max(most.get(name, ZERO), clause.limits.times.n)
    taken = NOTHING_USED
    for book in _books(calculation, logs, population.moment) if most else ():
        for context in calculation.contexts(book, population.moment, population)[:1]:
            for name, number in most.items():
                taken = taken.taking(used(context, name, of_all=True), number)
    return taken


def _standings(calculation: Calculation, logs: Logs, population: Population) -> Standings:
    """Return how all members stand in every window of the clauses that compare them."""
    fields: dict[StandingKey, dict[str, Decimal]] = {}
    for book in _books(calculation, logs, population.moment) if calculation.compares else ():
        for context in calculation.contexts(book, population.moment, population):
            for key, measured in standings(context):
                field = fields.setdefault(key, {})
                field[book.member] = field.get(book.member, ZERO) + measured
    return Standings({key: Field(field) for key, field in fields.items()})


def _budgets(calculation: Calculation, logs: Logs, population: Population) -> Budgets:
    """Return what all members are entitled to by the clauses that draw on budgets."""
    fields: dict[BudgetKey, dict[str, Decimal]] = {}
    single: dict[BudgetKey, list[Claim]] = {}
    for book in _books(calculation, logs, population.moment) if calculation.has_budgets else ():
        owed = calculation.owed(book, population.moment, population)
        for key, own in asked(owed).items():
            if own > 0:
                fields.setdefault(key, {})[book.member] = own
        for key, each in claims(book.member, owed, calculation.budgets_in_order).items():
            single.setdefault(key, []).extend(each)
    return Budgets(
        {key: Field(field) for key, field in fields.items()}, {key: tuple(sorted(own)) for key, own in single.items()}
    )


def _summed(found: Iterable[Contribution]) -> Iterator[Brought]:
    """Yield the sums by member and day, in order."""
    sums: dict[tuple[str, object], Brought] = {}
    for one in found:
        before = sums.get((one.member, one.day), Brought(one.member, one.day, ZERO))
        sums[one.member, one.day] = before._replace(value=before.value + one.value)
    yield from sorted(sums.values())
