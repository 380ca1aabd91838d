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
    if free.quantity is not None and (free.facts is not None or free.amount is not None):
        reason = "Pieces are free, and something else besides."
        yield Finding(path, "terms.free", reason, "Say quantity alone, or facts, or amount.")
    elif free.facts is None and free.amount is None and free.quantity is None:
        yield Finding(path, "terms.free", "It is not said what is free.", "Add facts: 3, quantity: 3 or amount: 500.")
    elif both and free.ends is None:
        reason = "Two things are free, and it is not said whether they end together."
        remedy = "Add ends: first (as soon as one is used up) or all."
        yield Finding(path, "terms.free", reason, remedy)
    elif not both and free.ends is not None:
        yield Finding((*path, "ends"), "terms.free", "Only one thing is free, and it ends by itself.", "Take ends out.")
    if free.facts is not None and (free.facts < 1 or free.facts % 1):
        reason = f"{free.facts} facts cannot be free."
        yield Finding((*path, "facts"), "terms.free", reason, "Write a whole number from 1 on.")
    for key, number in (("amount", free.amount), ("quantity", free.quantity)):
        if number is not None and number <= 0:
            yield Finding((*path, key), "terms.free", "Nothing would be free.", "Write a number above 0.")


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
    if free.quantity is not None and not clause.measure.shared:
        what = clause.measure.phrase.replace(".", " of ")
        reason = f"A line of which some pieces are free has no {what} in every piece."
        yield Finding((*path, "quantity"), "terms.free", reason, "Measure an amount or a quantity, or say facts.")
    if clause.window.shape == "fact" and free.facts is not None:
        reason = "The window is one fact, so all would be free for ever."
        yield Finding(path, "terms.free", reason, "Use window: month, or say amount.")
