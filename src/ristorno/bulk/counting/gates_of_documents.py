"""Conditions of single documents and lines: what each measures, and whether it can be answered yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.debts import debt, with_debt, with_debt_on
from ristorno.bulk.counting.gates import refuse_gate
from ristorno.bulk.counting.ground import Grain
from ristorno.bulk.counting.measuring import Judge, holding, number_of, sums, taken
from ristorno.bulk.counting.panes import Panes
from ristorno.bulk.counting.verdicts import ALWAYS_MET, Verdict, answered, judge
from ristorno.bulk.plan.expressions import FALSE, TRUE, Expression, call, col, every, value, when
from ristorno.bulk.plan.numbers import Number
from ristorno.bulk.plan.relations import Join, Relation, Rows, filtered
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.counting.gating import facts_of, is_open, period_of
from ristorno.engine.counting.slots import Slot
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.measures.overdue import OverdueAmount
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.conditions import Condition, Gate
from ristorno.kernel.period import DAY, FIRST_DAY, Period


@dataclass(frozen=True, slots=True)
class DocumentGates:
    """The conditions of a clause that is counted by document, or by line, under one version of the terms."""

    compiling: Compiling
    rules: Rules
    clause: Clause
    days: Period
    gates: Sequence[Gate]
    prefix: str
    """What the names of their columns begin with."""

    @property
    def grain(self) -> Grain:
        """Where the windows of the clause lie."""
        return "line" if self.clause.window.shape == "fact" else "document"

    def of_rows(self) -> Mapping[str, Expression]:
        """Return what conditions on a line itself measure, as columns over the facts by line."""
        found: dict[str, Expression] = {}
        ground = self.compiling.ground
        for place, gate in enumerate(self.gates):
            if gate.window is None and self.grain == "line" and not isinstance(gate.measure, OverdueAmount):
                if ground.seen.tenders is not None or (gate.net_of and ground.holdings.tendered):
                    raise NotCompiled("conditions on single lines, where tenders paid for them")
                for column, measure in self._sides(place, gate):
                    own = self._judge(gate, measure)
                    of_line, _ = taken(self.compiling.ground, "line", measure, [own])
                    inside = every([self.compiling.on_days(*own), holding(self.compiling.ground, [own])])
                    found[column] = when(inside, of_line, value(0))
        return found

    def asked(self, relation: Relation) -> Relation:
        """Return rows of documents or lines with what every condition measured for them."""
        keys = self.compiling.documents
        for place, gate in enumerate(self.gates):
            refuse_gate(gate)
            for column, measure in self._sides(place, gate):
                if isinstance(measure, OverdueAmount):
                    relation = self._with_debt(relation, gate, measure, column)
                elif gate.window is not None:
                    own = self._judge(gate, measure)
                    panes = Panes(
                        self.compiling.counted_on(gate.count_on, gate.net_of), own, measure, self._periods(gate), column
                    )
                    relation = panes.seen(relation, whole=gate.at == "window_end")
                elif self.grain == "document":
                    relation = Join(relation, self._of_document(gate, measure, column), keys, "left")
            if self._open(gate):
                opened = tuple((day, True) for day in self._open(gate))
                flags = Rows((("day", "day"), (f"{self.prefix}_open_{place + 1}", "flag")), opened)
                relation = Join(relation, flags, ("day",), "left")
        return relation

    def verdict(self, condition: Condition | None) -> Verdict:
        """Return whether a condition holds for a row."""
        if condition is None:
            return ALWAYS_MET
        places = {id(gate): place for place, gate in enumerate(self.gates)}

        def answer(gate: Gate) -> Verdict:
            place = places[id(gate)]
            opened = call("coalesce", col(f"{self.prefix}_open_{place + 1}"), FALSE) if self._open(gate) else FALSE
            return answered(gate, self._measured(place, gate), opened)

        return judge(condition, answer)

    def measured(self) -> Mapping[int, Sequence[Number]]:
        """Return what every condition measured for a row, by gate."""
        return {id(gate): self._measured(place, gate) for place, gate in enumerate(self.gates)}

    def _measured(self, place: int, gate: Gate) -> Sequence[Number]:
        numbers = []
        for column, measure in self._sides(place, gate):
            if isinstance(measure, OverdueAmount):
                numbers.append(debt(self.compiling.ground, column))
                continue
            shape = number_of(self.compiling.ground, self.grain if gate.window is None else "document", measure)
            numbers.append(Number(call("coalesce", col(column), value(0)), shape.decimals, shape.most))
        return numbers

    def _with_debt(self, relation: Relation, gate: Gate, measure: OverdueAmount, column: str) -> Relation:
        """Return rows with what was overdue just before each, or when the days end that are awaited."""
        if gate.at is None:
            return with_debt(relation, column, measure)
        context = self.compiling.holders.context
        days = {day: context.last_seen(period) for day, period in self._periods(gate).items()}
        return with_debt_on(relation, column, measure, ("day", "day"), days.items())

    def _of_document(self, gate: Gate, measure: MeasureKind, column: str) -> Relation:
        """Return what the lines of a document measure that lie in the set of a condition."""
        own, compiling = self._judge(gate, measure), self.compiling.counted_on(None, gate.net_of)
        facts = filtered(compiling.measured(measure, "document"), compiling.on_days(*own))
        return sums(compiling.ground, facts, "document", measure, [own], compiling.documents, {column: TRUE}, {})

    def _judge(self, gate: Gate, measure: MeasureKind) -> Judge:
        return Judge(self.rules, facts_of(self._slot(FIRST_DAY), gate, measure))

    def _slot(self, day: date) -> Slot:
        """Return the window of a document of some day."""
        window = Period(day, day + DAY)
        return Slot(self.clause, window, window, "", None, ())

    def _periods(self, gate: Gate) -> Mapping[date, Period]:
        """Return the days that a condition looks at, by the day of the document."""
        return {day: period_of(self.compiling.holders.context, self._slot(day), gate) for day in self._each_day()}

    def _open(self, gate: Gate) -> Sequence[date]:
        """Return the days of documents for which a condition cannot be answered yet."""
        context = self.compiling.holders.context
        if gate.at is None:
            return ()
        return [day for day, period in self._periods(gate).items() if is_open(context, self._slot(day), gate, period)]

    def _each_day(self) -> Sequence[date]:
        holdings = self.compiling.ground.holdings
        held = self.days.cut(Period(holdings.first_day, holdings.last_day + DAY))
        return [held.start + number * DAY for number in range(held.days)]

    def _sides(self, place: int, gate: Gate) -> list[tuple[str, MeasureKind]]:
        """Return what a condition measures, by the name of its column: itself, or the two sides of a ratio."""
        parts, name = gate.measure.parts, f"{self.prefix}_{place + 1}"
        if len(parts) == 1:
            return [(name, parts[0])]
        return [(f"{name}_{side}", part) for side, part in enumerate(parts, start=1)]
