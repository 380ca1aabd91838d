"""What conditions measure for windows of many days, and whether they hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.measuring import Judges, number_of, sums
from ristorno.bulk.counting.verdicts import ALWAYS_MET, Verdict, answered, judge
from ristorno.bulk.plan.expressions import TRUE, call, col, value
from ristorno.bulk.plan.numbers import Number
from ristorno.bulk.plan.relations import Join, Relation, Rows
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.counting.frame import Frame
from ristorno.engine.counting.gating import facts_of, is_open, period_of
from ristorno.engine.counting.slots import Slot
from ristorno.engine.terms.conditions import Gate

_Asked: TypeAlias = tuple[Sequence[Relation], Sequence[Number]]


@dataclass(frozen=True, slots=True)
class Gated:
    """Rows by member and slot with a column for what every gate measured."""

    compiling: Compiling
    relation: Relation
    columns: Mapping[int, Sequence[Number]]
    """By the place of a gate in its clause: what it measured, or the two sides of a ratio."""

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
            return answered(gate, self.columns[place], value(open_gates[place]))

        return judge(frame.clause.qualify, answer)


def gated(compiling: Compiling, measured: Relation, slots: Sequence[tuple[int, Slot, Frame]]) -> Gated:
    """Return rows by member and slot with what the gates of the clause measure."""
    columns: dict[int, Sequence[Number]] = {}
    for place in range(max(len(frame.clause.gates) for _, _, frame in slots)):
        asked = [each for each in slots if place < len(each[2].clause.gates)]
        sides, columns[place] = _gate(compiling, place, asked)
        for side in sides:
            measured = Join(measured, side, ("member", "slot"), "left")
    return Gated(compiling, measured, columns)


def _gate(compiling: Compiling, place: int, slots: Sequence[tuple[int, Slot, Frame]]) -> _Asked:
    """Return what a gate measured by member and slot, the two sides of a ratio apart, and its columns."""
    gates = [frame.clause.gates[place] for _, _, frame in slots]
    if len({repr(gate.measure) for gate in gates}) > 1:
        raise NotCompiled("a condition whose measure changes")
    for gate in gates:
        refuse_gate(gate)
    relations: list[Relation] = []
    columns: list[Number] = []
    for side, measure in enumerate(gates[0].measure.parts, start=1):
        name = f"asked_{place + 1}" if len(gates[0].measure.parts) == 1 else f"asked_{place + 1}_{side}"
        relations.append(_side(compiling, name, place, side - 1, slots))
        shape = number_of(compiling.ground, "period", measure)
        columns.append(Number(call("coalesce", col(name), value(0)), shape.decimals, shape.most))
    return relations, columns


def refuse_gate(gate: Gate) -> None:
    """Raise what no condition can say in the plan yet."""
    if gate.count_on is not None or gate.net_of or gate.measure.draws.clauses:
        raise NotCompiled("a condition on payments, tenders or other clauses")


def _side(compiling: Compiling, name: str, place: int, side: int, slots: Sequence[tuple[int, Slot, Frame]]) -> Relation:
    """Return what a gate measured by member and slot, or one side of a ratio."""
    context, ground = compiling.holders.context, compiling.ground
    judges, rows = Judges(ground), list[tuple[int, int, int]]()
    for number, slot, frame in slots:
        gate = frame.clause.gates[place]
        facts = facts_of(slot, gate, gate.measure.parts[side])
        days = compiling.held_days(frame.rules, facts, period_of(context, slot, gate))
        judge = judges.number(frame.rules, facts)
        rows += [(stretch, number, judge) for stretch in ground.stretches(days)]
    measure = slots[0][2].clause.gates[place].measure.parts[side]
    mapping = Rows((("stretch", "integer"), ("slot", "integer"), ("judge", "integer")), tuple(rows))
    facts_by_period = Join(compiling.measured(measure, "period"), mapping, ("stretch",))
    keys = ("member", "slot")
    return sums(ground, facts_by_period, "period", measure, judges.all, keys, {name: TRUE}, {})
