"""The windows of a clause in order, each with the terms that it is counted by."""

from collections.abc import Callable, Iterator

from ristorno.engine.counting.frame import Frame
from ristorno.engine.counting.owners import owners
from ristorno.engine.counting.prorating import portion
from ristorno.engine.counting.slots import Slot, slots
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.timeline import Span
from ristorno.kernel.period import ALWAYS


def owned_slots(context: Context, slot: Slot, frame: Frame) -> Iterator[Slot]:
    """Yield the window itself, or where it pools facts, once for every group for which the member is paid."""
    clause = frame.clause
    if not clause.pooled:
        yield slot
    elif context.pays(clause.who, frame.rules, slot.window):
        yield from (slot._replace(owner=owner) for owner in owners(context, slot))


def windows(
    context: Context, name: str, wanted: Callable[[Slot], bool] = lambda _: True
) -> Iterator[tuple[Slot, Frame]]:
    """Yield the windows of a clause in order, or some of them, each in its frame; documents of one version share it."""
    shared: dict[int, Frame] = {}
    for slot in filter(wanted, slots(context, name)):
        span = context.ruling(slot.clause, slot.window.start, slot.window)
        clause = span.clause(name) if span else None
        if span is None or clause is None:
            continue
        frame = shared.get(id(span))
        if frame is None:
            frame = frame_of(context, name, slot, span)
            if clause.window.narrow:
                shared[id(span)] = frame
        yield (slot if frame.clause is slot.clause else slot._replace(clause=frame.clause)), frame


def frame_of(context: Context, name: str, slot: Slot, span: Span) -> Frame:
    """Return the frame of a window under the terms of a span, which must have the clause."""
    clause = span.rules.terms.clauses[name]
    days = ALWAYS if clause.window.narrow else slot.window
    return Frame(context, name, clause, span, days, portion(clause, slot))
