"""Why a document, or a fact, earned nothing: its window as it would be, with every line of it left out by reason.

A clause has a window for a document only where a line of it counts. What was returned whole, lies outside the set, or
waits for its invoice or payment opens none, and somebody may ask about it all the same.
"""

from collections.abc import Iterator

from ristorno.engine.accrual import Accrual
from ristorno.engine.counting.framing import frame_of
from ristorno.engine.counting.memory import Memory
from ristorno.engine.counting.slots import Slot
from ristorno.engine.counting.window import Window
from ristorno.engine.ruling.context import Context
from ristorno.engine.terms.windows import label


def unearned(context: Context, name: str, document: str) -> Iterator[Accrual]:
    """Yield the amount of 0 for a document or fact for which a clause has no window; nothing where nobody knows it."""
    lines = [line for line in context.book.entries if document in {line.document, line.fact.id}]
    span = context.timeline.on(lines[0].day) if lines else None
    clause = span.clause(name) if span else None
    if span is None or clause is None or not clause.window.narrow:
        return
    counted = context.as_counted(name)
    window = clause.window.whole(lines[0].day)
    slot = Slot(clause, window, window, label(clause.window, window), document, (), at=lines[0].at)
    frame = frame_of(counted, name, slot, span)
    yield from Window(counted, frame, slot, Memory()).accruals()
