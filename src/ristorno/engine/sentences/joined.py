"""How a condition is joined with others, as it is told.

What must not hold is told by its opposite, and then it is joined the other way round: not all of several is any of
their opposites, not any of them is all of their opposites, and not n of m is m - n + 1 of the opposites.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple


class Joined(NamedTuple):
    """``gate``: it must hold; ``any``: it or another one; ``some``: so many of several as are ``needed``."""

    group: Literal["gate", "any", "some"]
    needed: int = 0


def joined(path: str, others: Iterable[str]) -> Joined:
    """Return how a condition is joined by its place, such as ``not:1/all:2``, among the places of all others."""
    found, negated, before = Joined("gate"), False, ""
    places = list(others)
    for part in path.split("/"):
        kind = part.partition(":")[0]
        if kind == "not":
            negated = not negated
        elif kind:
            number = len({each.removeprefix(before).split("/")[0] for each in places if each.startswith(before)})
            needed = number if kind == "all" else int(kind.removeprefix("any") or 1)
            needed = number - needed + 1 if negated else needed
            if needed < number:
                found = Joined("any") if needed == 1 else Joined("some", needed)
        before += f"{part}/"
    return found
