"""The history of one member on one ladder: which level was held when, and when the one at the end is lost."""

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ristorno.engine.fact import instant
from ristorno.engine.history.line import Line
from ristorno.engine.terms.ladder import Ladder
from ristorno.kernel.period import DAY

BOUNDARY, FACT = 0, 1
"""What changes a level: a day that begins, or the facts of an instant, which come after it."""


class Change(NamedTuple):
    """From a moment on a level is held."""

    key: tuple[datetime, int]
    """The moment, and whether it is the beginning of a day or an instant of facts."""
    day: date
    tier: int
    """The place on the ladder."""


@dataclass(frozen=True, slots=True)
class Track(ABC):
    """The history of one member on one ladder up to the end of a day."""

    ladder: Ladder
    zone: ZoneInfo
    today: date
    """The last day."""
    changes: tuple[Change, ...]
    """In the order of time."""
    measured: Decimal
    """The measure of the window that holds the last day."""

    @abstractmethod
    def raised(self, lines: Sequence[Line]) -> "Track":
        """Return the history with the lines of an order on top: one instant, later than all before it."""

    @property
    @abstractmethod
    def lost_on(self) -> date | None:
        """The day on which the level at the end falls if nothing more happens; None if it never does."""

    def before(self, at: datetime) -> str:
        """Return the tier held strictly before a moment; a window that begins at that moment has begun."""
        return self._at((at, FACT))

    def judging(self, at: datetime) -> str:
        """Return the tier at which a fact of that moment is judged, as the ladder says."""
        if self.ladder.level_at == "before":
            return self.before(at)
        return self.after(at)

    def after(self, at: datetime) -> str:
        """Return the tier held right after a moment, with the facts of that moment."""
        return self._at((at, FACT + 1))

    def on(self, day: date) -> str:
        """Return the tier at the first moment of a day."""
        return self.before(instant(day, self.zone))

    def end_of(self, day: date) -> str:
        """Return the tier at the end of a day, before anything of the next day begins."""
        return self._at((instant(day + DAY, self.zone), BOUNDARY))

    def spans(self) -> Iterator[tuple[str, date, date | None]]:
        """Yield (tier, first day, first day of the next tier) as the end of each day shows it."""
        names = self.ladder.names
        shown: list[tuple[str, date]] = []
        for change in self.changes:
            if shown and shown[-1][1] == change.day:
                shown.pop()
            if not shown or shown[-1][0] != names[change.tier]:
                shown.append((names[change.tier], change.day))
        for index, (name, start) in enumerate(shown):
            yield name, start, shown[index + 1][1] if index + 1 < len(shown) else self.lost_on

    def _at(self, key: tuple[datetime, int]) -> str:
        """Return the tier held by all changes before a moment; a change is compared by its key, which comes first."""
        position = bisect_left(self.changes, (key,))
        return self.ladder.names[self.changes[position - 1].tier if position else 0]
