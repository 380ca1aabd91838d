"""What picks the row of a table where that is another measure than the one that is paid on."""

from collections.abc import Iterable, Sequence

from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.gathered import Numbered, gather
from ristorno.bulk.counting.ground import Grain
from ristorno.bulk.counting.measuring import Judge, Judges, number_of, sums
from ristorno.bulk.counting.multiplied import versions_of
from ristorno.bulk.mechanics.brackets import asks_whether_empty
from ristorno.bulk.plan.expressions import TRUE, Expression, call, col, value
from ristorno.bulk.plan.numbers import Number
from ristorno.bulk.plan.relations import Join, Relation, Rows, aggregate, filtered, select, union
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.counting.frame import Frame
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.sets import FactSet

JUDGED, JUDGED_KNOWN = "judged", "judged_known"


def with_judged(compiling: Compiling, relation: Relation, slots: Sequence[Numbered]) -> tuple[Relation, Number | None]:
    """Return rows by member and slot with what picks the row of a table; None where what is paid on does."""
    measure = picked_by(slots)
    if measure is None:
        return relation, None
    found = _of_own(compiling, slots, measure) if measure.of is None else _of_set(compiling, slots, measure)
    keys = ("member", "slot")
    if any(asks_whether_empty(frame.clause.mechanic) for _, _, frame in slots):
        if len({version for _, _, frame in slots for version in versions_of(compiling.holders.context, frame)}) > 1:
            raise NotCompiled("fixed sums picked by another measure while terms change")
        # A fixed sum is paid where the row is reached, whether or not there is anything to pay a share on.
        by = {key: col(key) for key in keys}
        relation = Join(aggregate(union([select(relation, by), select(found, by)]), by, {}), relation, keys, "left")
    return Join(relation, found, keys, "left"), judged(compiling, "period", measure)


def picked_by(slots: Sequence[Numbered]) -> MeasureKind | None:
    """Return what picks the rows of tables, where that is another measure; its set may be another in each window."""
    measures = [frame.clause.mechanic.picked_by for _, _, frame in slots]
    if len({_without_set(measure) for measure in measures}) > 1:
        raise NotCompiled("brackets that change by what they are picked")
    return measures[0]


def _without_set(measure: MeasureKind | None) -> str:
    return "" if measure is None else f"{measure.of is None} {measure.model_copy(update={'of': None})!r}"


def set_of(frame: Frame) -> FactSet:
    """Return the set of facts that pick the row."""
    measure = frame.clause.mechanic.picked_by
    assert measure is not None
    assert measure.of is not None
    return measure.of


def judged(compiling: Compiling, grain: Grain, measure: MeasureKind) -> Number:
    """Return the column of what picks the row."""
    return judged_by(number_of(compiling.ground, grain, measure))


def judged_by(shape: Number) -> Number:
    """Return the column of what picks the row, which is a number like another one."""
    return Number(call("coalesce", col(JUDGED), value(0)), shape.decimals, shape.most)


def nothing_judged() -> Expression:
    """Return whether no fact was counted that moves along the brackets."""
    return call("=", call("coalesce", col(JUDGED_KNOWN), value(0)), value(0))


def of_documents(compiling: Compiling, relation: Relation, rules: Rules, clause: Clause) -> Relation:
    """Return rows by member and document with what picks the row of a table for each."""
    measure = clause.mechanic.picked_by
    if measure is None:
        return relation
    own = Judge(rules, measure.of or clause.earn_on)
    facts = filtered(compiling.measured(measure, "document"), compiling.on_days(own.rules, own.facts))
    keys, ground = compiling.documents, compiling.ground
    found = sums(ground, facts, "document", measure, [own], keys, {JUDGED: TRUE}, {JUDGED_KNOWN: TRUE})
    return Join(relation, found, keys, "left")


def _of_own(compiling: Compiling, slots: Sequence[Numbered], measure: MeasureKind) -> Relation:
    """Return what the facts that are paid on bring to another measure."""
    found = gather(compiling, slots, known=True, measure=measure)
    versions = sorted({version for _, _, frame in slots for version in versions_of(compiling.holders.context, frame)})
    columns = {
        JUDGED: _total(f"paid_{version}" for version in versions),
        JUDGED_KNOWN: _total(f"known_{version}" for version in versions),
    }
    return select(found, {"member": col("member"), "slot": col("slot"), **columns})


def _of_set(compiling: Compiling, slots: Sequence[Numbered], measure: MeasureKind) -> Relation:
    """Return what the facts of another set measure in the window."""
    ground = compiling.ground
    judges, rows = Judges(ground), list[tuple[int, int, int]]()
    for number, slot, frame in slots:
        days = compiling.held_days(frame.rules, set_of(frame), slot.window)
        judge = judges.number(frame.rules, set_of(frame))
        rows += [(stretch, number, judge) for stretch in ground.stretches(days)]
    mapping = Rows((("stretch", "integer"), ("slot", "integer"), ("judge", "integer")), tuple(rows))
    facts = Join(compiling.measured(measure, "period"), mapping, ("stretch",))
    keys = ("member", "slot")
    return sums(ground, facts, "period", measure, judges.all, keys, {JUDGED: TRUE}, {JUDGED_KNOWN: TRUE})


def _total(names: Iterable[str]) -> Expression:
    found: Expression = value(0)
    for name in names:
        found = call("+", found, call("coalesce", col(name), value(0)))
    return found
