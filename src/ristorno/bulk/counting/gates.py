"""What conditions measure for windows of many days, and whether they hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.debts import debt, with_debt_on
from ristorno.bulk.counting.given import given_by, given_in
from ristorno.bulk.counting.measuring import Judges, number_of, sums
from ristorno.bulk.counting.verdicts import ALWAYS_MET, Verdict, answered, judge
from ristorno.bulk.plan.expressions import TRUE, call, col, value
from ristorno.bulk.plan.numbers import Number
from ristorno.bulk.plan.relations import Aggregate, Join, Relation, Rows, Summed, aggregate
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.counting.frame import Frame
from ristorno.engine.counting.gating import facts_of, is_open, period_of
from ristorno.engine.counting.slots import Slot
from ristorno.engine.measures.overdue import OverdueAmount
from ristorno.engine.measures.result_of import ResultOf
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.conditions import Gate


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


class Asking(NamedTuple):
    """A gate asked for a window, under some terms."""

    number: int
    slot: Slot
    rules: Rules
    gate: Gate


def gated(compiling: Compiling, measured: Relation, slots: Sequence[tuple[int, Slot, Frame]]) -> Gated:
    """Return rows by member and slot with what the gates of the clause measure."""
    columns: dict[int, Sequence[Number]] = {}
    paid = measured
    for place in range(max(len(frame.clause.gates) for _, _, frame in slots)):
        asking = [
            Asking(number, slot, frame.rules, frame.clause.gates[place])
            for number, slot, frame in slots
            if place < len(frame.clause.gates)
        ]
        name = f"asked_{place + 1}"
        if any(isinstance(each.gate.measure, OverdueAmount) for each in asking):
            measured, columns[place] = _with_debt(compiling, measured, name, asking)
            continue
        sides, numbers = asked_of(compiling, name, asking)
        own = [_paid_on(paid, side) for side in sides]
        columns[place] = [
            number if known is None else replace(number, expression=call("coalesce", col(known), value(0)))
            for number, known in zip(numbers, own, strict=True)
        ]
        for side, known in zip(sides, own, strict=True):
            measured = Join(measured, side, ("member", "slot"), "left") if known is None else measured
    return Gated(compiling, measured, columns)


def _with_debt(
    compiling: Compiling, measured: Relation, name: str, asking: Sequence[Asking]
) -> tuple[Relation, Sequence[Number]]:
    """Return rows by member and slot with what was overdue when the days ended that a condition looks at."""
    measure, *others = {repr(each.gate.measure): each.gate.measure for each in asking}.values()
    if others or not isinstance(measure, OverdueAmount):
        raise NotCompiled("a condition whose measure changes")
    context = compiling.holders.context
    days = {each.number: context.last_seen(period_of(context, each.slot, each.gate)) for each in asking}
    found = with_debt_on(measured, name, measure, ("slot", "integer"), days.items())
    return found, [debt(compiling.ground, name)]


def _paid_on(paid: Relation, side: Relation) -> str | None:
    """Return the column of what is paid on, where a gate measures just that; None where it does not."""
    if not isinstance(paid, Aggregate) or not isinstance(side, Aggregate) or len(side.values) > 1:
        return None
    ((_, asked),) = side.values
    if (paid.keys, paid.where, paid.source) != (side.keys, side.where, side.source):
        return None
    return next((name for name, summed in paid.values if summed == asked), None)


def asked_of(compiling: Compiling, name: str, asking: Sequence[Asking]) -> tuple[Sequence[Relation], Sequence[Number]]:
    """Return what a gate measured by member and slot, the two sides of a ratio apart, and its columns."""
    if len({repr((each.gate.measure, each.gate.count_on, each.gate.net_of)) for each in asking}) > 1:
        raise NotCompiled("a condition whose measure changes")
    if draws_alone(asking[0].gate):
        return _on_results(compiling, name, asking)
    for each in asking:
        refuse_gate(each.gate)
    compiling = compiling.counted_on(asking[0].gate.count_on, asking[0].gate.net_of)
    relations: list[Relation] = []
    columns: list[Number] = []
    parts = asking[0].gate.measure.parts
    for side, measure in enumerate(parts):
        column = name if len(parts) == 1 else f"{name}_{side + 1}"
        relations.append(_side(compiling, column, side, asking))
        shape = number_of(compiling.ground, "period", measure)
        columns.append(Number(call("coalesce", col(column), value(0)), shape.decimals, shape.most))
    return relations, columns


def draws_alone(gate: Gate) -> bool:
    """Return whether a condition looks at nothing but what other clauses give."""
    return isinstance(gate.measure, ResultOf) and gate.count_on is None and not gate.net_of


def _on_results(
    compiling: Compiling, name: str, asking: Sequence[Asking]
) -> tuple[Sequence[Relation], Sequence[Number]]:
    """Return what other clauses give in the days that a condition looks at, by member and slot."""
    context = compiling.holders.context
    given, most = given_by(compiling, asking[0].gate.measure.draws.clauses)
    found = given_in(compiling, given, [period_of(context, each.slot, each.gate) for each in asking])
    rows = tuple((place, each.number) for place, each in enumerate(asking, start=1))
    windows = Join(found, Rows((("period", "integer"), ("slot", "integer")), rows), ("period",))
    summed = aggregate(windows, {"member": col("member"), "slot": col("slot")}, {name: Summed("sum", col("amount"))})
    return [summed], [Number(call("coalesce", col(name), value(0)), compiling.decimals, most)]


def refuse_gate(gate: Gate) -> None:
    """Raise what no condition can say in the plan yet."""
    if gate.measure.draws.clauses:
        raise NotCompiled("a condition on other clauses")


def _side(compiling: Compiling, column: str, side: int, asking: Sequence[Asking]) -> Relation:
    """Return what a gate measured by member and slot, or one side of a ratio."""
    context, ground = compiling.holders.context, compiling.ground
    judges, rows = Judges(ground), list[tuple[int, int, int]]()
    for number, slot, rules, gate in asking:
        facts = facts_of(slot, gate, gate.measure.parts[side])
        days = compiling.held_days(rules, facts, period_of(context, slot, gate))
        judge = judges.number(rules, facts)
        rows += [(stretch, number, judge) for stretch in ground.stretches(days)]
    measure = asking[0].gate.measure.parts[side]
    mapping = Rows((("stretch", "integer"), ("slot", "integer"), ("judge", "integer")), tuple(rows))
    facts_by_period = Join(compiling.measured(measure, "period"), mapping, ("stretch",))
    keys = ("member", "slot")
    return sums(ground, facts_by_period, "period", measure, judges.all, keys, {column: TRUE}, {})
