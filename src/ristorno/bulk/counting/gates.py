"""What conditions measure for windows of many days, and whether they hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.measuring import column_of
from ristorno.bulk.counting.verdicts import ALWAYS_MET, Verdict, answered, judge
from ristorno.bulk.plan.expressions import Expression, call, col, every, some, value
from ristorno.bulk.plan.numbers import Number
from ristorno.bulk.plan.relations import Join, Relation, Rows, Summed, aggregate
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.counting.frame import Frame
from ristorno.engine.counting.gating import facts_of, is_open, period_of
from ristorno.engine.counting.slots import Slot
from ristorno.engine.terms.conditions import Gate


@dataclass(frozen=True, slots=True)
class Gated:
    """Rows by member and slot with a column for what every gate measured."""

    compiling: Compiling
    relation: Relation
    columns: Mapping[int, Number]
    """By the place of a gate in its clause."""

    def open_in(self, slot: Slot, frame: Frame) -> tuple[bool, ...]:
        """Return which gates cannot be answered yet for a window."""
        context = self.compiling.holders.context
        return tuple(is_open(context, slot, gate, period_of(context, slot, gate)) for gate in frame.clause.gates)

    def verdict(self, slot: Slot, frame: Frame) -> Verdict:
        """Return whether the conditions of a clause hold for the windows that are like this one."""
        if frame.clause.qualify is None:
            return ALWAYS_MET
        open_gates = self.open_in(slot, frame)
        places = {id(gate): place for place, gate in enumerate(frame.clause.gates)}

        def answer(gate: Gate) -> Verdict:
            place = places[id(gate)]
            return answered(gate, self.columns[place], is_open=open_gates[place])

        return judge(frame.clause.qualify, answer)


def gated(compiling: Compiling, measured: Relation, slots: Sequence[tuple[int, Slot, Frame]]) -> Gated:
    """Return rows by member and slot with what the gates of the clause measure."""
    columns: dict[int, Number] = {}
    for place in range(max(len(frame.clause.gates) for _, _, frame in slots)):
        asked = [each for each in slots if place < len(each[2].clause.gates)]
        relation, columns[place] = _gate(compiling, place, asked)
        measured = Join(measured, relation, ("member", "slot"), "left")
    return Gated(compiling, measured, columns)


def _gate(compiling: Compiling, place: int, slots: Sequence[tuple[int, Slot, Frame]]) -> tuple[Relation, Number]:
    """Return what a gate measured by member and slot, and its column."""
    context, ground = compiling.holders.context, compiling.ground
    judges: dict[Expression, int] = {}
    rows: list[tuple[int, int, int]] = []
    measures = {repr(frame.clause.gates[place].measure) for _, _, frame in slots}
    if len(measures) > 1:
        raise NotCompiled("a condition whose measure changes")
    for number, slot, frame in slots:
        gate = frame.clause.gates[place]
        if gate.count_on is not None or gate.net_of or gate.measure.draws.clauses:
            raise NotCompiled("a condition on payments, tenders or other clauses")
        facts = facts_of(slot, gate, gate.measure)
        days = compiling.held_days(frame.rules, facts, period_of(context, slot, gate))
        number_of = judges.setdefault(ground.holds(frame.rules, facts), len(judges) + 1)
        rows += [(stretch, number, number_of) for stretch in ground.stretches(days)]
    measure = slots[0][2].clause.gates[place].measure
    column, _ = column_of(ground, "period", measure.model_copy(update={"of": None}))
    where = some([every([call("=", col("judge"), value(number)), flag]) for flag, number in judges.items()])
    name = f"asked_{place + 1}"
    relation = aggregate(
        Join(
            compiling.facts("period"),
            Rows((("stretch", "integer"), ("slot", "integer"), ("judge", "integer")), tuple(rows)),
            ("stretch",),
        ),
        {"member": col("member"), "slot": col("slot")},
        {name: Summed("sum", column.expression)},
        where,
    )
    return relation, Number(call("coalesce", col(name), value(0)), column.decimals, column.most)
