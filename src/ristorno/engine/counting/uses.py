"""Which facts of a member have used up how often something counts, by all contracts that it ever had."""

from collections.abc import Iterator

from ristorno.engine.counting.framing import windows
from ristorno.engine.counting.memory import Memory
from ristorno.engine.counting.window import Window
from ristorno.engine.population.uses import NOTHING_USED, Use, UseKey, Uses
from ristorno.engine.ruling.context import Context


def uses_of(context: Context, name: str) -> Uses:
    """Return the uses by a clause: those of the member alone, and those of all members where they count together."""
    own = NOTHING_USED.taking(used(context, name))
    known = context.population
    return own if known is None else own.joined(known.uses)


def used(context: Context, name: str, *, of_all: bool = False) -> Iterator[tuple[UseKey, Use]]:
    """Yield what the facts of a member use up: of every window whose conditions hold, the facts that it counts.

    ``of_all``: by versions of the clause that count the facts of all members together; else by the others.
    """
    for contract in context.contracts or (context,):
        spans = [clause for span in contract.timeline.spans if (clause := span.clause(name)) is not None]
        if any(clause.limits.times is not None and clause.limits.times.of_all == of_all for clause in spans):
            yield from _used(contract.as_counted(name), name, of_all=of_all)


def _used(context: Context, name: str, *, of_all: bool) -> Iterator[tuple[UseKey, Use]]:
    for slot, frame in windows(context, name):
        times = frame.clause.limits.times
        if times is not None and times.of_all == of_all:
            yield from Window(context, frame, slot, Memory(uses=NOTHING_USED)).asking()
