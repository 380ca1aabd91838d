"""The bounds of one part that rest on more than its own sum: a guarantee, a cap that is shared, what the law allows."""

from dataclasses import replace

from ristorno.engine.counting.entitlement import Circumstances, Together
from ristorno.engine.counting.frame import Frame
from ristorno.engine.counting.memory import Memory, Place
from ristorno.engine.counting.parts import Part
from ristorno.engine.counting.slots import Slot
from ristorno.engine.terms.limits import LegalCap
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import FIRST_DAY, Period


def bounded(
    around: Circumstances, frame: Frame, slot: Slot, memory: Memory, part: Part, *, over: bool
) -> Circumstances:
    """Return the circumstances with the bounds of a part; ``over``: the window has passed."""
    limits, terms = frame.clause.limits, frame.rules.terms
    if limits.guarantee is not None and (limits.guarantee.paid == "begin" or over):
        around = replace(around, surplus=memory.surplus.get(part, ZERO))
    if limits.legal is not None:
        around = replace(around, legal=lawful(terms, limits.legal, slot.window))
    if limits.shared is not None and memory.sharing is not None:
        others = memory.sharing.get(Place(slot.key, slot.document, part), ())
        around = replace(around, together=Together(frame.name, terms.caps[limits.shared].amount, others))
    return around


def lawful(terms: Terms, table: str, window: Period) -> LegalCap | None:
    """Return the lowest cap that the law sets on any day of a window; of a country, the latest row holds."""
    held: list[LegalCap] = []
    for country in {row.country for row in terms.lawful(table)}:
        rows = [row for row in terms.lawful(table) if row.country == country]
        before = [row for row in rows if (row.since or FIRST_DAY) <= window.start]
        held += [*before[-1:], *(row for row in rows if window.start < (row.since or FIRST_DAY) < window.end)]
    return min(held, key=lambda row: (row.at_most, row.since or FIRST_DAY, row.country or ""), default=None)
