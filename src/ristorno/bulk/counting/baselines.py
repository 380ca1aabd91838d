"""What growth is measured against, for all members at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.measuring import Judges, holding, number_of, sums
from ristorno.bulk.plan.expressions import FALSE, TRUE, Expression, call, col, every, negated, some, value
from ristorno.bulk.plan.numbers import ZERO, Number, chosen, constant
from ristorno.bulk.plan.relations import Join, Relation, Rows, Summed, aggregate
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.counting.frame import Frame
from ristorno.engine.counting.slots import Slot
from ristorno.engine.terms.clause import Baseline, NewMembers


@dataclass(frozen=True, slots=True)
class Compared:
    """A baseline: the number, whether there is one, and whether the terms would have to say more."""

    number: Number
    known: Expression
    unclear: Expression = FALSE


def compared(terms: Baseline, measured: Number | None, *, relative: bool) -> Compared:
    """Return the baseline of a window; ``measured`` is the column with what the earlier window measured."""
    if measured is None:
        assert terms.number is not None
        return _positive(terms, constant(terms.number), relative=relative)
    old = _positive(terms, measured, relative=relative)
    if not asks_who_is_new(terms, relative=relative):
        return old
    is_new = call("or", call("is null", col("first_day")), call(">=", col("first_day"), col("earlier_end")))
    if isinstance(terms.new_members, NewMembers):
        fixed = constant(terms.new_members.fixed)
        return Compared(
            chosen([(is_new, fixed)], old.number),
            some([is_new, old.known]),
            every([negated(is_new), old.unclear]),
        )
    return Compared(old.number, every([negated(is_new), old.known]), every([negated(is_new), old.unclear]))


def asks_who_is_new(terms: Baseline, *, relative: bool) -> bool:
    """Return whether a member without history is told from one that bought nothing in the earlier window."""
    return not (relative and terms.new_members == "none" and terms.if_not_positive == "nothing")


def _positive(terms: Baseline, number: Number, *, relative: bool) -> Compared:
    holds = number.above(ZERO) if relative else number.reaches(ZERO)
    if isinstance(terms.if_not_positive, NewMembers):
        return Compared(chosen([(holds, number)], constant(terms.if_not_positive.fixed)), TRUE)
    unclear = FALSE if terms.if_not_positive == "nothing" else negated(holds)
    return Compared(number, holds, unclear)


def with_earlier(
    compiling: Compiling, measured: Relation, slots: Sequence[tuple[int, Slot, Frame]]
) -> tuple[Relation, Number]:
    """Return rows by member and slot with what was measured in the earlier window, and since when there are facts."""
    ground = compiling.ground
    judges, rows = Judges(ground), list[tuple[int, int, int]]()
    ends: list[tuple[int, object]] = []
    for number, slot, frame in slots:
        terms = frame.clause.baseline
        assert terms is not None
        if terms.new_members == "prorated":
            raise NotCompiled("a baseline scaled up for who began inside of it")
        assert terms.window is not None
        period = frame.clause.judged.earlier(slot.whole, terms.window, slot.term)
        days = compiling.held_days(frame.rules, frame.clause.earn_on, period)
        judge = judges.number(frame.rules, frame.clause.earn_on)
        rows += [(stretch, number, judge) for stretch in ground.stretches(days)]
        ends.append((number, period.end))
    if len({ground.holds(*judge) for judge in judges.all}) > 1:
        raise NotCompiled("a baseline over sets that change")
    measure = slots[0][2].clause.measure
    shape = number_of(ground, "period", measure)
    mapping = Rows((("stretch", "integer"), ("slot", "integer"), ("judge", "integer")), tuple(rows))
    facts = Join(compiling.measured(measure, "period"), mapping, ("stretch",))
    found = sums(ground, facts, "period", measure, judges.all, ("member", "slot"), {"earlier": TRUE}, {})
    joined = Join(measured, found, ("member", "slot"), "left")
    earlier = Number(call("coalesce", col("earlier"), value(0)), shape.decimals, shape.most)
    if not any(_asks_who_is_new(frame) for _, _, frame in slots):
        return joined, earlier
    held = holding(ground, judges.all[:1])
    first_days = {"first_day": Summed("least", col("first_day"))}
    firsts = aggregate(compiling.facts("period"), {"member": col("member")}, first_days, held)
    ending = Rows((("slot", "integer"), ("earlier_end", "day")), tuple(ends))  # type: ignore[arg-type]
    ground.use("period", "first_day")
    return Join(Join(joined, firsts, ("member",), "left"), ending, ("slot",), "left"), earlier


def _asks_who_is_new(frame: Frame) -> bool:
    assert frame.clause.baseline is not None
    return asks_who_is_new(frame.clause.baseline, relative=frame.clause.mechanic.relative)
