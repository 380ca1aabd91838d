"""What growth is measured against, for all members at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ristorno.bulk.counting.acting import Parting, of_whose_past
from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.gathered import Numbered
from ristorno.bulk.counting.ground import Grain
from ristorno.bulk.counting.measuring import Judges, holding, number_of, sums
from ristorno.bulk.plan.expressions import FALSE, TRUE, Expression, call, col, every, negated, some, value
from ristorno.bulk.plan.numbers import ZERO, Number, chosen, constant
from ristorno.bulk.plan.relations import Join, Relation, Rows, Summed, aggregate
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.counting.frame import Frame
from ristorno.engine.terms.clause import Baseline, NewMembers
from ristorno.kernel.period import ALWAYS


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
    compiling: Compiling, measured: Relation, slots: Sequence[Numbered], parting: Parting | None
) -> tuple[Relation, Number]:
    """Return rows by window with what was measured in the earlier window, and since when there are facts.

    With a parting every part has its own past.
    """
    ground, grain = compiling.ground, _grain(parting)
    judges, rows, places = Judges(ground), list[tuple[int, int, int]](), list[tuple[int, int, date]]()
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
        places.append((number, judge, period.end))
    measure = slots[0][2].clause.measure
    shape = number_of(ground, grain, measure)
    mapping = Rows((("stretch", "integer"), ("slot", "integer"), ("judge", "integer")), tuple(rows))
    facts = Join(_facts(compiling, compiling.measured(measure, grain), parting), mapping, ("stretch",))
    part = ("part",) if parting is not None else ()
    keys = ("member", "slot", *part)
    found = sums(ground, facts, grain, measure, judges.all, keys, {"earlier": TRUE}, {})
    joined = Join(measured, found, keys, "left")
    earlier = Number(call("coalesce", col("earlier"), value(0)), shape.decimals, shape.most)
    if not any(_asks_who_is_new(frame) for _, _, frame in slots):
        return joined, earlier
    judged = Rows((("slot", "integer"), ("began_judge", "integer"), ("earlier_end", "day")), tuple(places))
    began = _first_days(compiling, judges, parting)
    return Join(Join(joined, judged, ("slot",), "left"), began, ("member", "began_judge", *part), "left"), earlier


def _first_days(compiling: Compiling, judges: Judges, parting: Parting | None) -> Relation:
    """Return since when there are facts of every set, by member, or by member and part."""
    ground, grain = compiling.ground, _grain(parting)
    first = "first_day" if parting is None else "day"
    rows = [
        (stretch, number)
        for number, judge in enumerate(judges.all, start=1)
        for stretch in ground.stretches(compiling.held_days(judge.rules, judge.facts, ALWAYS))
    ]
    mapping = Rows((("stretch", "integer"), ("judge", "integer")), tuple(rows))
    if parting is None:
        ground.use("period", "first_day")
    facts = Join(_facts(compiling, compiling.facts(grain), parting), mapping, ("stretch",))
    keys = {"member": col("member"), "began_judge": col("judge")}
    if parting is not None:
        keys["part"] = col("part")
    return aggregate(facts, keys, {"first_day": Summed("least", col(first))}, holding(ground, judges.all))


def _facts(compiling: Compiling, facts: Relation, parting: Parting | None) -> Relation:
    """Return facts by stretch of days; with a parting by whose past they are."""
    if parting is None:
        return facts
    return compiling.ground.in_stretches(of_whose_past(compiling.ground, facts, parting))


def _grain(parting: Parting | None) -> Grain:
    return "period" if parting is None else "act"


def _asks_who_is_new(frame: Frame) -> bool:
    assert frame.clause.baseline is not None
    return asks_who_is_new(frame.clause.baseline, relative=frame.clause.mechanic.relative)
