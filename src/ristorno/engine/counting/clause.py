"""One clause for one member: its windows in order, each with the terms that it is counted by."""

from collections.abc import Iterator

from ristorno.engine.accrual import Accrual
from ristorno.engine.counting.framing import owned_slots, windows
from ristorno.engine.counting.handing import handed
from ristorno.engine.counting.memory import Memory
from ristorno.engine.counting.owners import is_paid
from ristorno.engine.counting.together import sharing_with
from ristorno.engine.counting.uses import uses_of
from ristorno.engine.counting.window import Window
from ristorno.engine.ruling.context import Context


def count_clause(context: Context, name: str) -> Iterator[Accrual]:
    """Yield what a clause owes the member, one accrual for each window and recipient."""
    memory = Memory(uses=uses_of(context, name), sharing=sharing_with(context, name))
    context = context.as_counted(name)
    for slot, frame in windows(context, name):
        for owned in owned_slots(context, slot, frame):
            found = tuple(Window(context, frame, owned, memory).accruals())
            for accrual in found if is_paid(context, owned) else ():
                yield from handed(context, frame.rules, owned, accrual)
