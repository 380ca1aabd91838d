"""A program with its agreements becomes a plan: steps that end with what everybody is owed, and what is left aside."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from ristorno.bulk.counting import grains
from ristorno.bulk.counting.clauses import NAMED, Compiling, holders_table
from ristorno.bulk.counting.ground import Ground, Holdings
from ristorno.bulk.counting.holders import Holders, holders_of
from ristorno.bulk.counting.narrow import narrow_clause
from ristorno.bulk.counting.sorts import Look
from ristorno.bulk.counting.wide import wide_clause
from ristorno.bulk.plan.expressions import col
from ristorno.bulk.plan.numbers import TooLarge
from ristorno.bulk.plan.relations import Join, Relation, Rows, Step, Table, select, union
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation

OWED = "owed"
"""The relation of everything that is owed, not rounded away to nothing."""
Looks: TypeAlias = Callable[[Sequence[str]], Sequence[Look]]
"""Tells all combinations of some fields that facts have."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A clause of a contract that is counted member by member, and why."""

    agreement: str
    clause: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps in order; the last one, ``owed``, is the answer. Amounts are integers with ``decimals`` decimals."""

    steps: tuple[Step, ...]
    decimals: int
    compiled: tuple[tuple[str, str], ...]
    """Contract and clause of everything that the steps count."""
    beside: tuple[Beside, ...]


def compile_program(calculation: Calculation, moment: Moment, holdings: Holdings, looks: Looks) -> Plan:
    """Return the plan of a program for a question, over facts of which so much is known."""
    holders = holders_of(calculation, moment, holdings.first_day)
    decimals, beside = _decimals(holders), dict[tuple[str, str], str]()
    _pass(Ground(holdings), holders, decimals, beside)  # to learn what is not compiled, and asks for nothing
    ground = Ground(holdings)
    _pass(ground, holders, decimals, beside)
    ground.settle(looks(sorted(ground.sorts.fields)))
    steps = _pass(ground, holders, decimals, beside)
    compiled = [key for key in _keys(holders) if key not in beside]
    found = (*_members(holders), *grains.steps(ground), *steps, _everything(steps))
    told = tuple(Beside(*key, why) for key, why in sorted(beside.items()))
    return Plan(found, decimals, tuple(compiled), told)


def _pass(ground: Ground, holders: Sequence[Holders], decimals: int, beside: dict[tuple[str, str], str]) -> list[Step]:
    """Return the steps of all clauses; what they need is asked of the ground."""
    return list(_clauses(ground, holders, decimals, beside))


def _keys(holders: Sequence[Holders]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((each.agreement, name) for each in holders for name in each.clauses()))


def _clauses(
    ground: Ground, holders: Sequence[Holders], decimals: int, beside: dict[tuple[str, str], str]
) -> Iterator[Step]:
    """Yield a step for every clause of every timeline; what is not compiled is noted with the reason."""
    alone = all(each.members is None for each in holders)
    for each in holders:
        for name in each.clauses():
            key = each.agreement, name
            if key in beside:
                continue
            try:
                relation = _clause(Compiling(ground, each, name, decimals, alone))
            except NotCompiled as reason:
                beside[key] = reason.what
            except TooLarge:
                beside[key] = "numbers beyond 128 bits"
            else:
                if relation is not None:
                    yield Step(f"owed by {name}, {each.number}", relation, f"Clause {name} of {each.agreement}")


def _clause(compiling: Compiling) -> Relation | None:
    shapes = {clause.window.narrow for _, clause in compiling.holders.spans(compiling.name)}
    if len(shapes) > 1:
        raise NotCompiled("windows that become documents")
    return narrow_clause(compiling) if shapes == {True} else wide_clause(compiling)


def _members(holders: Sequence[Holders]) -> Iterator[Step]:
    """Yield the members of every timeline that does not belong to everybody."""
    named = [each for each in holders if each.members is not None]
    for each in named:
        yield Step(holders_table(each), _of_members(each.members or ()), f"Members under {each.agreement}")
    if named:
        everyone = sorted({member for each in named for member in each.members or ()})
        yield Step(NAMED, _of_members(everyone), "Members that agreements name")


def _of_members(ids: Sequence[str]) -> Relation:
    listed = Rows((("id", "text"),), tuple((each,) for each in ids))
    return select(Join(Table("members"), listed, ("id",)), {"member": col("member")})


def _decimals(holders: Sequence[Holders]) -> int:
    """Return the decimals of the finest unit."""
    steps = [step for each in holders for span in each.timeline.spans for step in span.rules.terms.steps.values()]
    return max((_places(step) for step in steps), default=0)


def _places(step: Decimal) -> int:
    exponent = step.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)


NOTHING_OWED = Rows(
    (
        ("member", "integer"),
        ("contact", "integer"),
        ("party", "text"),
        ("document", "integer"),
        ("line", "text"),
        ("agreement", "text"),
        ("clause", "text"),
        ("unit", "text"),
        ("label", "text"),
        ("start", "day"),
        ("last", "day"),
        ("amount", "integer"),
        ("status", "text"),
        ("low", "integer"),
        ("high", "integer"),
    ),
    (),
)
"""The columns of what is owed."""


def _everything(steps: Sequence[Step]) -> Step:
    columns = {name: col(name) for name, _ in NOTHING_OWED.columns}
    parts: list[Relation] = [NOTHING_OWED, *(select(Table(step.name), columns) for step in steps)]
    return Step(OWED, union(parts), "What everybody is owed")
