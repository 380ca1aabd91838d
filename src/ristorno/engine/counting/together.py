"""What the clauses give that share a cap with one: each counted for itself, before the cap."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from ristorno.engine.counting.entitlement import Beside
from ristorno.engine.counting.framing import owned_slots, windows
from ristorno.engine.counting.memory import Memory, Place
from ristorno.engine.counting.uses import uses_of
from ristorno.engine.counting.window import Window
from ristorno.engine.ruling.context import Context

Sharing: TypeAlias = Mapping[Place, tuple[Beside, ...]]
"""What other clauses give, by window and part."""


def sharing_with(context: Context, name: str) -> Sharing:
    """Return what the clauses give that share a cap with one, in any version of the terms."""
    names: set[str] = set()
    for span in context.timeline.spans:
        clause = span.clause(name)
        if clause is not None:
            names.update(span.rules.terms.sharing(clause.limits.shared))
    found: dict[Place, list[Beside]] = {}
    for other in sorted(names - {name}):
        for place, beside in _alone(context, other):
            found.setdefault(place, []).append(beside)
    return {place: tuple(besides) for place, besides in found.items()}


def _alone(context: Context, name: str) -> Iterator[tuple[Place, Beside]]:
    memory = Memory(uses=uses_of(context, name))
    counted = context.as_counted(name)
    for slot, frame in windows(counted, name):
        for owned in owned_slots(counted, slot, frame):
            yield from Window(counted, frame, owned, memory).alone()
