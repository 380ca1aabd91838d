"""Whether a part of a window can be scaled: windows that an agreement can cut, and something in them to scale."""

from collections.abc import Iterator

from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.terms import Terms

_BY_DAYS = frozenset({"day", "week", "half_month", "month", "quarter", "half", "year", "every"})
_BY_MONTHS = frozenset({"month", "quarter", "half", "year"})


def check_prorating(terms: Terms) -> Iterator[Finding]:
    """Yield what cannot be scaled."""
    for name, clause in terms.clauses.items():
        if clause.prorate != "none":
            for reason, remedy in _found(clause):
                yield Finding(("clauses", name, "prorate"), "terms.prorate", reason, remedy)


def _found(clause: Clause) -> Iterator[tuple[str, str]]:
    window, limits = clause.judged, clause.limits
    months = window.shape in _BY_MONTHS or (window.shape == "every" and window.months > 0)
    if window.shape not in _BY_DAYS:
        yield f"A window of {window.shape!r} is never cut.", "Use month, quarter or year, or take prorate out."
    elif clause.prorate == "months" and not months:
        yield f"A window of {window.shape!r} has no months to count.", "Say prorate: days."
    elif not _scaled(clause):
        yield "There is no threshold, target or cap of the window to scale.", "Take prorate out."
    if clause.mechanic.needs_baseline:
        yield "A part of a window is compared with the same days of the earlier one.", "Take prorate out."
    if clause.pooled or any((gate.whose or "own") != "own" for gate in clause.gates):
        yield "Of a group every member may hold another part of the window.", "Take prorate out, or say whose: own."
    if limits.shared is not None:
        yield "A cap that is shared is the same for all who share it.", "Take prorate out, or give a cap of its own."
    if clause.mechanic.row_gates:
        yield "Conditions of rows stay as they are.", "Take prorate out, or give the clause the conditions."
    if clause.accrue is not None and clause.accrue.by not in {"entitlement", "rate"}:
        yield "What is expected of a whole window is no estimate of a part.", "Book by entitlement."


def _scaled(clause: Clause) -> bool:
    bounds = (clause.limits.cap, clause.limits.cap_measure)
    if any(bound is not None and bound.per == "window" for bound in bounds):
        return True
    if isinstance(clause.mechanic, Brackets) and any(row.threshold for row in clause.mechanic.table):
        return True
    return any(gate.window is None and gate.measure.summed and gate.bound for gate in clause.gates)
