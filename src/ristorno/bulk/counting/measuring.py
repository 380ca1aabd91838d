"""What a measure takes from facts that have been summed already.

What adds up is summed from a grain. Products, brands, persons and the like are counted once in each window, so they
are found among the things that lie in it.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ristorno.bulk.counting.grains import things_of
from ristorno.bulk.counting.ground import FIELDS, Field, Grain, Ground
from ristorno.bulk.counting.things import thing_of
from ristorno.bulk.plan.expressions import FALSE, NULL, TRUE, Column, Expression, call, col, every, some, value, when
from ristorno.bulk.plan.numbers import Number
from ristorno.bulk.plan.relations import Relation, Summed, Table, aggregate, select
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.measures.count import Count
from ristorno.engine.measures.early import DaysEarly
from ristorno.engine.measures.sum import Sum
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.sets import FactSet

_PLAIN: Mapping[str, Field] = {name: name for name in FIELDS}


class Judge(NamedTuple):
    """A set that tells which facts count, with the terms it belongs to; rows say by number which one judges them."""

    rules: Rules
    facts: FactSet


class Judges:
    """The sets that judge the rows of a relation: those that say the same, for the same purpose, are one."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._numbers: dict[tuple[object, str], int] = {}
        self.all: list[Judge] = []

    def number(self, rules: Rules, facts: FactSet, purpose: object = None) -> int:
        """Return the number of the judge, from 1."""
        key = purpose, self._ground.sorts.key(rules, facts)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self.all.append(Judge(rules, facts))
        return self._numbers[key]

    def of(self, purpose: object) -> list[int]:
        """Return the numbers of the judges for a purpose."""
        return [number for (each, _), number in self._numbers.items() if each == purpose]

    def purposes(self) -> set[object]:
        """Return what there are judges for."""
        return {purpose for purpose, _ in self._numbers}


def judge_column(judges: Sequence[Judge], number: int) -> Expression:
    """Return whether a row is judged by the judge of a number, counted from 1."""
    return TRUE if len(judges) == 1 else call("=", col("judge"), value(number))


def holding(ground: Ground, judges: Sequence[Judge]) -> Expression:
    """Return whether a row lies in the set of whoever judges it."""
    flags = [ground.holds(judge.rules, judge.facts) for judge in judges]
    if len(set(flags)) == 1:
        return flags[0]
    return some([every([judge_column(judges, number), flag]) for number, flag in enumerate(flags, start=1)])


def number_of(ground: Ground, grain: Grain, measure: MeasureKind) -> Number:
    """Return a measure as a number, however it is taken: how many decimals it has, and what it cannot pass."""
    if isinstance(measure, Count):
        return Number(NULL, 0, ground.holdings.lines)
    return _summed(ground, grain, measure)


def once(ground: Ground, measure: MeasureKind) -> bool:
    """Return whether a window may hold what is counted many times; documents too, where they count in parts."""
    return counts_values(measure) or (
        bool(ground.seen.days) and isinstance(measure, Count) and measure.count == "documents"
    )


def counts_values(measure: MeasureKind) -> bool:
    """Return whether what lines say is counted: products, persons and the like."""
    return isinstance(measure, Count) and measure.count not in {"facts", "documents"}


def taken(ground: Ground, grain: Grain, measure: MeasureKind, judges: Sequence[Judge]) -> tuple[Expression, Expression]:
    """Return what a row of a grain brings to a measure that adds up, and how many of its lines say it."""
    if once(ground, measure):
        raise NotCompiled(f"the measure {measure.phrase} for single facts")
    if grain == "act" and isinstance(measure, Count) and measure.count == "documents":
        raise NotCompiled("documents by who acted in them")
    if not isinstance(measure, Count):
        number = _summed(ground, grain, measure)
        if grain == "line":
            return number.expression, when(call("is null", number.expression), value(0), value(1))
        assert isinstance(number.expression, Column)
        return number.expression, ground.counted(grain, f"{number.expression.name}_known").expression
    if grain == "line":
        return when(ground.bought(), value(1), value(0)), value(1)
    lines = ground.counted(grain, "facts").expression
    if measure.count == "facts":
        return when(ground.bought(), lines, value(0)), lines
    columns = [ground.documents(grain, judge.rules, judge.facts).expression for judge in judges]
    documents = columns[-1]
    for judge, column in reversed(list(enumerate(columns[:-1], start=1))):
        documents = when(judge_column(judges, judge), column, documents)
    return documents, lines


def sums(
    ground: Ground,
    facts: Relation,
    grain: Grain,
    measure: MeasureKind,
    judges: Sequence[Judge],
    keys: Sequence[str],
    wanted: Mapping[str, Expression],
    known: Mapping[str, Expression],
    *,
    alone: bool = False,
) -> Relation:
    """Return one row for every combination of keys: what was measured, by column, where a condition holds.

    ``known`` counts the lines that say what is measured. ``alone``: no combination of keys has more than one row as
    long as all facts are of one sort, so that everything may be summed already.
    """
    where = holding(ground, judges)
    by = {name: col(name) for name in keys}
    if once(ground, measure):
        return _counted_once(ground, facts, where, by, wanted, known)
    of_row, lines = taken(ground, grain, measure, judges)
    if alone and ground.summed_alone and not known and set(wanted.values()) == {TRUE}:
        return select(facts, {**by, **dict.fromkeys(wanted, of_row)}, _unless_all(where))
    values = {name: Summed("sum", of_row, _unless_all(held)) for name, held in wanted.items()}
    values |= {name: Summed("sum", lines, _unless_all(held)) for name, held in known.items()}
    return aggregate(facts, by, values, _unless_all(where))


def source(ground: Ground, grain: Grain, measure: MeasureKind) -> Table | None:
    """Return the relation of the things that a measure counts once; None for a measure that adds up."""
    if not once(ground, measure):
        return None
    if grain == "act":
        raise NotCompiled(f"the measure {measure.phrase} by who acted")
    assert isinstance(measure, Count)
    thing = thing_of(measure)
    ground.things.add((thing, grain))
    ground.use(grain)
    ground.bought()
    return things_of(ground, thing, grain)


def _counted_once(
    ground: Ground,
    things: Relation,
    where: Expression,
    by: Mapping[str, Expression],
    wanted: Mapping[str, Expression],
    known: Mapping[str, Expression],
) -> Relation:
    """Return how many things there are: each counts where it was named first, as facts stand in order of time."""
    several = any(held not in {TRUE, FALSE} for held in wanted.values())
    bought = ground.bought()
    first = Summed("least", col("judge") if several else value(1), _unless_all(bought))
    lines = {name: Summed("sum", col("lines"), _unless_all(held)) for name, held in known.items()}
    each = aggregate(things, {**by, "thing": col("thing")}, {"judge": first, **lines}, _unless_all(where))
    there = call("not", call("is null", col("judge")))
    values = {name: Summed("sum", value(1), every([there, held if several else TRUE])) for name, held in wanted.items()}
    values |= {name: Summed("sum", col(name)) for name in known}
    return aggregate(each, by, values)


def _summed(ground: Ground, grain: Grain, measure: MeasureKind) -> Number:
    if isinstance(measure, DaysEarly):
        return ground.days_early(grain, measure.days_early.at_most)
    if not isinstance(measure, Sum):
        raise NotCompiled(f"the measure {measure.phrase}")
    if measure.draws.clauses:
        raise NotCompiled("what other clauses give")
    if measure.counted_in is not None and measure.counted_in.unit is not None:
        return ground.quantity(grain, measure.counted_in.unit, measure.conversions)
    if measure.sum in _PLAIN:
        return ground.summed(grain, _PLAIN[measure.sum])
    return ground.expression(grain, measure.sum, measure.expression.tree)


def _unless_all(condition: Expression) -> Expression | None:
    return None if condition == TRUE else condition
