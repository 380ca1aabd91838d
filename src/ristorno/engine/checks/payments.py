"""Clauses that count payments and debts: what is measured must be known on the day on which it counts."""

from collections.abc import Iterator

from ristorno.engine.history.counted_on import CountOn
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.measures.early import DaysEarly
from ristorno.engine.measures.overdue import OverdueAmount
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.conditions import Gate
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path


def check_payments(terms: Terms) -> Iterator[Finding]:
    """Yield measures of payments and debts that do not fit the day on which facts count."""
    for name, ladder in terms.ladders.items():
        path: Path = ("ladders", name, "measure")
        yield from _no_debt(path, ladder.measure)
        yield from _known(path, ladder.measure, "occurred", "A ladder counts facts on their own days.")
    for name, clause in terms.clauses.items():
        yield from _clause(("clauses", name), clause)


def _clause(path: Path, clause: Clause) -> Iterator[Finding]:
    picked_by = clause.mechanic.picked_by
    where = (*path, "mechanic", clause.mechanic.KEY, "bracket_by")
    measures = [((*path, "measure"), clause.measure), *([(where, picked_by)] if picked_by is not None else [])]
    for place, measure in measures:
        yield from _no_debt(place, measure)
        yield from _known(place, measure, clause.count_on, "Add count_on: as_paid.")
        if clause.count_on == "as_paid" and not measure.shared:
            reason = f"A line that is paid in parts has no {measure.phrase.replace('.', ' of ')} in every part."
            yield Finding(place, "terms.count_on", reason, "Measure an amount, or use count_on: paid_in_full.")
    for gate in clause.gates:
        yield from _gate((*path, "qualify"), clause, gate)


def _gate(path: Path, clause: Clause, gate: Gate) -> Iterator[Finding]:
    if isinstance(gate.measure, OverdueAmount):
        if gate.of is not None or gate.measure.of is not None:
            reason = "Debt is owed for whole documents, so a condition on it cannot look at some facts only."
            yield Finding(path, "terms.measure", reason, "Take `of` out.")
        if gate.count_on is not None:
            reason = "Debt is open or paid at a moment, whenever facts count."
            yield Finding(path, "terms.count_on", reason, "Take count_on out.")
        return
    count_on = gate.count_on or clause.count_on
    for measure in gate.measure.parts:
        yield from _known(path, measure, count_on, "Add count_on: as_paid.")
        if count_on == "as_paid" and not measure.shared and measure.KEY != "count":
            reason = f"A line that is paid in parts has no {measure.phrase.replace('.', ' of ')} in every part."
            yield Finding(path, "terms.count_on", reason, "Measure an amount, or add count_on: paid_in_full.")
    if clause.window.narrow and gate.window is None and gate.count_on not in {None, clause.count_on}:
        reason = "A condition without a window looks at the document itself, which counts as the clause says."
        yield Finding(path, "terms.count_on", reason, "Take count_on out, or give the condition a window.")


def _no_debt(path: Path, measure: MeasureKind) -> Iterator[Finding]:
    if isinstance(measure, OverdueAmount):
        reason = "Debt is no matter of single facts, so nothing can be paid on it or counted of it."
        yield Finding(path, "terms.measure", reason, "Use it in qualify: {measure: overdue_amount, at_most: 0}.")


def _known(path: Path, measure: MeasureKind, count_on: CountOn, remedy: str) -> Iterator[Finding]:
    if isinstance(measure, DaysEarly) and count_on != "as_paid":
        reason = "How early money comes is known when it comes, and this counts facts on other days."
        yield Finding(path, "terms.count_on", reason, remedy)
