"""What is free: numbers that leave something out, and mechanics that can do without it."""

from collections.abc import Iterator

from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.limits import Free
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Path


def check_free(terms: Terms) -> Iterator[Finding]:
    """Yield what is free where nothing can be, or without saying what."""
    for name, clause in terms.clauses.items():
        if clause.limits.free is not None:
            path: Path = ("clauses", name, "limits", "free")
            yield from _said(path, clause.limits.free)
            yield from _fitting(path, clause, clause.limits.free)


def _said(path: Path, free: Free) -> Iterator[Finding]:
    both = free.facts is not None and free.amount is not None
    if free.facts is None and free.amount is None:
        yield Finding(path, "terms.free", "It is not said what is free.", "Add facts: 3, or amount: 500.")
    elif both and free.ends is None:
        reason = "Two things are free, and it is not said whether they end together."
        remedy = "Add ends: first (as soon as one is used up) or all."
        yield Finding(path, "terms.free", reason, remedy)
    elif not both and free.ends is not None:
        yield Finding((*path, "ends"), "terms.free", "Only one thing is free, and it ends by itself.", "Take ends out.")
    if free.facts is not None and (free.facts < 1 or free.facts % 1):
        reason = f"{free.facts} facts cannot be free."
        yield Finding((*path, "facts"), "terms.free", reason, "Write a whole number from 1 on.")
    if free.amount is not None and free.amount <= 0:
        yield Finding((*path, "amount"), "terms.free", "Nothing would be free.", "Write a number above 0.")


def _fitting(path: Path, clause: Clause, free: Free) -> Iterator[Finding]:
    if clause.mechanic.picked_by is not None:
        reason = "Another measure picks the row line by line, and of it nothing would be free."
        yield Finding(path, "terms.free", reason, "Let the measure itself pick the row.")
    if clause.mechanic.needs_baseline:
        reason = "What was measured before had nothing free, so it is no fair comparison."
        yield Finding(path, "terms.free", reason, "Take free out: only what lies above the baseline is paid anyway.")
    if clause.mechanic.proportion is not None or clause.compares:
        reason = "What is divided or compared among several is measured whole."
        yield Finding(path, "terms.free", reason, "Take free out.")
    if clause.window.shape == "fact" and free.facts is not None:
        reason = "The window is one fact, so all would be free for ever."
        yield Finding(path, "terms.free", reason, "Use window: month, or say amount.")
