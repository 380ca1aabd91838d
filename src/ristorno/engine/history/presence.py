"""When a member, or a contact of it, took no part: from the day after the one on which it left until it joined again.

The day of leaving counts as a whole: what was bought in its morning earned already, and nothing that was earned is
taken back by leaving in the afternoon. Who was never said to have left takes part always.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from ristorno.engine.history.line import Line
from ristorno.kernel.period import DAY, LAST_DAY, Period

MOVES: Final = frozenset({"enrolled", "left"})
"""The kinds by which somebody joins and leaves."""


def absences(moves: Iterable[Line]) -> Iterator[Period]:
    """Yield the days on which somebody took no part, by all that was said of its joining and leaving, in order."""
    since: date | None = None
    for line in moves:
        if line.fact.kind == "left":
            since = since or line.day + DAY
        elif since is not None:
            if since < line.day:
                yield Period(since, line.day)
            since = None
    if since is not None:
        yield Period(since, LAST_DAY)
