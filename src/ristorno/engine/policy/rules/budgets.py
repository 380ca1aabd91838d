"""Budgets: at most so much is spent of each, whatever is ordered."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.policy.caps import most_in_window, windows_inside
from ristorno.engine.policy.example import AFTER, Example, Given, day_of, purchase
from ristorno.engine.policy.verdict import Block, Verdict
from ristorno.engine.policy.worst import Meeting
from ristorno.engine.populate import populate
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.money import Budget
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import ONE, ZERO, Exact, times, total
from ristorno.kernel.period import LAST_DAY, Period

_ASSUMED: Final = ("what is given for other facts than purchases is not looked at",)
_TRIED: Final = tuple(ONE.scaleb(power) for power in range(13))
"""Purchases of such amounts are tried: 1, 10, ... a trillion."""


def budgets(calculations: Sequence[Calculation], found: Sequence[Meeting], days: Period) -> Iterator[Verdict]:
    """Yield whether each budget of each program can be passed.

    Offers are cut to what is left as they are priced, and clauses are where the budget says so. One that is only told
    of (``alert_only``) is passed unless what draws on it is bounded.
    """
    for calculation in calculations:
        program = calculation.program.id
        spans = [span for span in calculation.common().spans if span.days.cut(days).days > 0]
        said = dict.fromkeys((name, budget) for span in spans for name, budget in _budgets(span.rules.terms.budgets))
        for name, budget in said:
            yield _verdict(calculation, found, f"{program}.{name}", name, budget)


def _budgets(held: dict[str, Budget]) -> Iterator[tuple[str, Budget]]:
    yield from sorted(held.items())


def _verdict(calculation: Calculation, found: Sequence[Meeting], title: str, name: str, budget: Budget) -> Verdict:
    drawing = dict.fromkeys(each for each, clause in calculation.clauses if clause.budget == name)
    unit = calculation.program.terms.fact_currency or ""
    if budget.on_exhausted != "alert_only" or not drawing:
        bound = budget.amount
        return Verdict(rule="budget", name=title, unit=unit, limit=bound, word="proved", bound=bound, assumed=())
    unit = next(terms.unit_of(clause) for terms, clause in _drawing(calculation, name))
    most, blocks = _most(calculation, name, budget)
    if most is not None and most <= budget.amount:
        return Verdict(
            rule="budget", name=title, unit=unit, limit=budget.amount, word="proved", bound=most, assumed=_ASSUMED
        )
    for meeting in (each for each in found if any(promise.name in drawing for promise in each.promises)):
        example = _example(calculation, meeting, name, budget)
        if example is not None:
            return Verdict(
                rule="budget",
                name=title,
                unit=unit,
                limit=budget.amount,
                word="broken",
                bound=most,
                worst=meeting,
                example=example,
            )
    return Verdict(
        rule="budget", name=title, unit=unit, limit=budget.amount, word="undecided", bound=most, blocks=blocks
    )


def _drawing(calculation: Calculation, name: str) -> Iterator[tuple[Terms, Clause]]:
    """Yield the clauses that draw on a budget, in every version."""
    for terms in calculation.all_terms:
        yield from ((terms, clause) for clause in terms.clauses.values() if clause.budget == name)


def _most(calculation: Calculation, name: str, budget: Budget) -> tuple[Exact | None, tuple[Block, ...]]:
    """Return the most that is drawn in a window of a budget; None with what has no bound."""
    found: dict[str, Exact] = {}
    blocks: dict[Block, None] = {}
    for terms in calculation.all_terms:
        for clause_name, clause in terms.clauses.items():
            if clause.budget == name:
                most = _of_clause(terms, clause, budget)
                if most is None:
                    why = "neither what it gives a member is bounded (`limits: {cap: ...}`) nor who the members are"
                    blocks[Block(f"{terms.program}.{clause_name}", why)] = None
                else:
                    found[clause_name] = max(found.get(clause_name, ZERO), most)
    return (None, tuple(blocks)) if blocks else (total(found.values()), ())


def _of_clause(terms: Terms, clause: Clause, budget: Budget) -> Exact | None:
    """Return the most that the members whom a clause names are given in a window of a budget, in its unit."""
    most, windows, members = most_in_window(terms, clause), windows_inside(budget.window, clause), clause.who.members
    if most is None or windows is None or members is None or clause.reward.apart:
        return None
    return times(most, ONE * windows * len(members))


def _example(calculation: Calculation, meeting: Meeting, name: str, budget: Budget) -> Example | None:
    """Return a purchase that alone brings more than a budget has; None where none of those tried does."""
    for amount in _TRIED:
        order = purchase(meeting, amount, meeting.day)
        given = tuple(_drawn(calculation, order, name))
        spent = total(each.money for each in given)
        if spent > budget.amount:
            return Example((), order, given, spent)
    return None


def _drawn(calculation: Calculation, order: Fact, name: str) -> Iterator[Given]:
    """Yield what the clauses that draw on a budget give for a purchase of somebody who is alone."""
    moment = Moment(min(day_of(order) + AFTER, LAST_DAY))

    def logs() -> Iterable[tuple[str, Iterable[Fact]]]:
        return [(order.member, [order])]

    answer = calculation.answer(order.member, [order], moment, populate(calculation, logs, moment))
    drawing = {each for each, clause in calculation.clauses if clause.budget == name}
    for each in answer.accruals:
        if each.clause in drawing and each.held > 0:
            yield Given(f"{calculation.program.id}.{each.clause}", each.held, each.unit, each.held, "later")
