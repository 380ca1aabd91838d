"""Why the answers of a program do not follow from sums: the first reason that is found, as a word.

The words are those of docs/guides/wallets.md; an empty one means that everything adds up.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from ristorno.engine.calculation import Calculation
from ristorno.engine.counting.frame import is_plain
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.measures.count import Count
from ristorno.engine.measures.sum import Sum
from ristorno.engine.ruling.context import Context
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.conditions import Gate

_BY_DOCUMENT: Final = frozenset({"facts", "documents"})
"""What can be counted document by document: no other document can name the same."""


def why_whole(calculation: Calculation, contexts: Sequence[Context]) -> str:
    """Return why what a member is owed has to be counted from all of its facts; empty where sums and documents tell."""
    if calculation.needs_population or calculation.draws:
        return "others"
    return next((reason for context in contexts for reason in _reasons(context)), "")


def _reasons(context: Context) -> Iterator[str]:
    spans = context.timeline.spans
    if any(span.rules.terms.calendar is not None for span in spans):
        yield "calendar"
    if any(span.rules.terms.exchange for span in spans):
        yield "currencies"
    for name in context.timeline.clauses:
        clauses = [clause for span in spans if (clause := span.clause(name)) is not None]
        for clause in clauses:
            yield from reasons_of(clause)
        if len({clause.window.narrow for clause in clauses}) > 1:
            yield "window_changes"
        if len(spans) > 1 and any(clause.change == "at_end" for clause in clauses):
            yield "change_at_end"


def reasons_of(clause: Clause) -> Iterator[str]:
    """Yield why the windows of a clause do not follow from sums or from single documents."""
    if clause.multiply is not None or any(clause.who.ladders):
        yield "levels"
    if clause.by_payment or not all(gate.measure.summed for gate in clause.gates):
        yield "payments"
    if clause.seeks_originals:
        yield "fifo"
    if clause.baseline is not None and clause.baseline.window is not None:
        yield "baseline"
    if _builds_on_others(clause):
        yield "other_clauses"
    if _hands_on(clause):
        yield "earlier_windows"
    if clause.prorate != "none" or clause.reward.party is not None or clause.reward.hands:
        yield "whole_clause"
    yield from _of_document(clause) if clause.window.narrow else _of_window(clause)


def _builds_on_others(clause: Clause) -> bool:
    return bool(clause.draws) or clause.limits.shared is not None


def _hands_on(clause: Clause) -> bool:
    """Return whether a window, or a document, needs to know what came before it."""
    limits = clause.limits
    handed = limits.guarantee is not None or limits.times is not None or limits.free is not None
    capped = limits.cap is not None and limits.cap.per == "member"
    return handed or capped or clause.negative == "carry" or clause.cumulative


def _of_document(clause: Clause) -> Iterator[str]:
    if any(gate.window is not None for gate in clause.gates):
        yield "earlier_facts"
    if clause.accrue is not None:
        yield "provision_of_documents"


def _of_window(clause: Clause) -> Iterator[str]:
    if clause.reward.among_persons or clause.asks_apart:
        yield "persons"
    if not is_plain(clause) or clause.mechanic.compares:
        yield "single_facts"
    if not all(_adds_up(measure) for measure in (clause.measure, *map(_measured, clause.gates))):
        yield "different_things"
    if clause.accrue is not None and clause.mechanic.needs_baseline:
        yield "provision_of_growth"


def _measured(gate: Gate) -> MeasureKind:
    return gate.measure


def _adds_up(measure: MeasureKind) -> bool:
    """Return whether a measure is the sum of what every document brings by itself."""
    return isinstance(measure, Sum) or (isinstance(measure, Count) and measure.count in _BY_DOCUMENT)
