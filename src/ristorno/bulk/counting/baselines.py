"""What growth is measured against, for all members at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ristorno.bulk.counting.acting import NOBODY, Parting, of_whose_past
from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.gathered import Numbered
from ristorno.bulk.counting.grains import grain_of
from ristorno.bulk.counting.ground import Grain
from ristorno.bulk.counting.measuring import Judges, holding, number_of, sums
from ristorno.bulk.plan.expressions import FALSE, TRUE, Expression, call, col, every, negated, some, value, when
from ristorno.bulk.plan.numbers import ZERO, Number, chosen, constant
from ristorno.bulk.plan.relations import Join, Relation, Rows, Summed, aggregate, extended
from ristorno.engine.counting.frame import Frame
from ristorno.engine.terms.clause import Baseline, Clause, NewMembers
from ristorno.kernel.period import ALWAYS, DAY, Period


@dataclass(frozen=True, slots=True)
class Compared:
    """A baseline: the number, whether there is one, and whether the terms would have to say more."""

    number: Number
    known: Expression
    unclear: Expression = FALSE
    scale: Number | None = None
    """By what the number was multiplied, where it is scaled up from a part of a window and so a fraction."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the earlier window measured, as columns."""

    measured: Number
    whole: Number | None = None
    """The days of that window; None where no clause scales a part of it up."""
    days: Number | None = None
    """The days since the recipient began inside of it; all of them where it began before."""


def compared(terms: Baseline, earlier: Earlier | None, *, relative: bool) -> Compared:
    """Return the baseline of a window; ``earlier`` is what the earlier window measured."""
    if earlier is None:
        assert terms.number is not None
        return _positive(terms, constant(terms.number), relative=relative)
    if terms.new_members == "prorated":
        assert earlier.whole is not None
        assert earlier.days is not None
        old = _positive(terms, earlier.measured.multiplied(earlier.whole), earlier.days, relative=relative)
    else:
        old = _positive(terms, earlier.measured, relative=relative)
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
    known, unclear = every([negated(is_new), old.known]), every([negated(is_new), old.unclear])
    return Compared(old.number, known, unclear, old.scale)


def asks_who_is_new(terms: Baseline, *, relative: bool) -> bool:
    """Return whether a member without history is told from one that bought nothing in the earlier window."""
    return not (relative and terms.new_members == "none" and terms.if_not_positive == "nothing")


def may_be_unclear(clause: Clause) -> bool:
    """Return whether the terms do not say what a baseline of zero or less means for a clause."""
    baseline = clause.baseline
    return baseline is not None and clause.mechanic.needs_baseline and baseline.if_not_positive is None


def _positive(terms: Baseline, number: Number, scale: Number | None = None, *, relative: bool) -> Compared:
    holds = number.above(ZERO) if relative else number.reaches(ZERO)
    if isinstance(terms.if_not_positive, NewMembers):
        fixed = constant(terms.if_not_positive.fixed)
        fixed = fixed if scale is None else scale.multiplied(fixed)
        return Compared(chosen([(holds, number)], fixed), TRUE, scale=scale)
    unclear = FALSE if terms.if_not_positive == "nothing" else negated(holds)
    return Compared(number, holds, unclear, scale)


def with_earlier(
    compiling: Compiling, measured: Relation, slots: Sequence[Numbered], parting: Parting | None
) -> tuple[Relation, Earlier]:
    """Return rows by window with what was measured in the earlier window, and since when there are facts.

    With a parting every part has its own past.
    """
    ground, grain = compiling.ground, _grain(parting)
    judges, rows, places = Judges(ground), list[tuple[int, int, int]](), list[tuple[int, int, date]]()
    stretched: dict[int, Period] = {}
    for number, slot, frame in slots:
        terms = frame.clause.baseline
        assert terms is not None
        assert terms.window is not None
        period = slot.earlier(terms.window)
        days = compiling.held_days(frame.rules, frame.clause.earn_on, period)
        judge = judges.number(frame.rules, frame.clause.earn_on)
        rows += [(stretch, number, judge) for stretch in ground.stretches(days)]
        places.append((number, judge, period.end))
        if terms.new_members == "prorated":
            stretched[number] = period
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
        return joined, Earlier(earlier)
    judged = Rows((("slot", "integer"), ("began_judge", "integer"), ("earlier_end", "day")), tuple(places))
    began = _first_days(compiling, judges, parting)
    relation: Relation = Join(Join(joined, judged, ("slot",), "left"), began, ("member", "began_judge", *part), "left")
    if not stretched:
        return relation, Earlier(earlier)
    whole = max(period.days for period in stretched.values())
    columns = [Number(call("coalesce", col(name), value(1)), 0, whole) for name in ("earlier_whole", "earlier_days")]
    return _stretched(compiling, relation, stretched, parting), Earlier(earlier, *columns)


def _stretched(
    compiling: Compiling, relation: Relation, periods: Mapping[int, Period], parting: Parting | None
) -> Relation:
    """Return rows with the days of the earlier window, and how many there are since the recipient began in it."""
    own = col("first_day")
    joined = Summed("least", col("first_day"), compiling.ground.sorts.happened())
    compiling.ground.own.use("period", "first_day")  # who takes part since when is known from facts on their own days
    facts = compiling.held(grain_of(compiling.ground.own, "period"))
    members = aggregate(facts, {"member": col("member")}, {"joined": joined})
    relation = Join(relation, members, ("member",), "left")
    agreed = compiling.holders.timeline.agreed
    since = col("joined") if agreed is None else call("least", col("joined"), value(agreed))
    began = call("least", own, since)
    if parting is not None:
        whole_company = FALSE if parting.role is not None else call("=", col("part"), NOBODY)
        began = when(whole_company, began, own)
    wholes = tuple((number, period.days) for number, period in periods.items())
    days = tuple(
        (number, day, (period.end - day).days)
        for number, period in periods.items()
        for day in (period.start + place * DAY for place in range(1, period.days))
    )
    relation = Join(
        extended(relation, {"began": began}),
        Rows((("slot", "integer"), ("earlier_whole", "integer")), wholes),
        ("slot",),
        "left",
    )
    listed = Rows((("slot", "integer"), ("began", "day"), ("days_since", "integer")), days)
    relation = Join(relation, listed, ("slot", "began"), "left")
    return extended(relation, {"earlier_days": call("coalesce", col("days_since"), col("earlier_whole"))})


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
