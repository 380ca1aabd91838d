"""Levels: which tier of a ladder a member holds at any moment.

Inside a window the level is the tier that the running measure reaches, but never below the level kept from
before. When a window ends, what was reached in it is kept as long as the ladder says; then it falls
(:mod:`ristorno.engine.ruling.keeping`). Over rolling days, and where a level is kept for a time from the day on which
it was reached, see :mod:`ristorno.engine.ruling.rolling`.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from ristorno.engine.fact import instant
from ristorno.engine.history.line import DAY_OF, Line
from ristorno.engine.measures.base import Seen, summed
from ristorno.engine.ruling.keeping import Keeping, grace_end, tier_of
from ristorno.engine.ruling.rolling import climb_rolling
from ristorno.engine.ruling.track import BOUNDARY, FACT, Change, Track
from ristorno.engine.terms.ladder import Ladder
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import ALWAYS, LAST_DAY, Period


@dataclass(frozen=True, slots=True)
class Windowed(Track):
    """A history over windows that follow each other."""

    window: Period
    """The window that holds the last day."""
    keeping: Keeping
    """What was kept into that window."""
    seen: Seen
    """What the measure must know of the lines of that window."""
    reached: int
    """What was reached in that window."""

    def raised(self, lines: Sequence[Line]) -> Track:
        """Return the history with the lines of an order on top: one instant, later than all before it."""
        lines = _counted(self.ladder, lines)
        if not lines or lines[0].day not in self.window:
            return self
        at, day = lines[0].at, lines[0].day
        measured = self.measured + summed(self.ladder.measure.values(lines, self.seen))
        reached = tier_of(self.ladder, measured)
        change = Change((at, FACT), day, self.keeping.held(self.ladder, self.window, day, reached))
        return replace(self, today=day, changes=(*self.changes, change), measured=measured, reached=reached)

    @property
    def lost_on(self) -> date | None:
        """The day on which the level at the end falls if nothing more happens; None if it never does."""
        return _lost_on(self.ladder, self.window, self.today, self.keeping, self.reached)


def climb(ladder: Ladder, lines: Sequence[Line], zone: ZoneInfo, as_of: date) -> Track:
    """Return the member's history on a ladder up to the end of ``as_of``; ``lines`` are all that the ladder counts."""
    lines = _counted(ladder, lines)
    if ladder.window.shape == "rolling" or ladder.kept_for is not None:
        return climb_rolling(ladder, lines, zone, as_of)
    changes: list[Change] = []
    window, inside, keeping, reached, measured = _window(ladder, as_of), lines[:0], Keeping(), 0, ZERO

    def note(moment: datetime, kind: int, day: date) -> None:
        changes.append(Change((moment, kind), day, keeping.held(ladder, window, day, reached)))

    for index, window in enumerate(stages(ladder, lines[0].day if lines else as_of, as_of)):
        keeping = keeping.after(ladder, reached) if index else keeping
        reached, measured, ends = 0, ZERO, grace_end(ladder, window)
        note(instant(window.start, zone), BOUNDARY, window.start)
        inside = _within(lines, window)
        for at, day, value in _by_instant(ladder, inside):
            if ends != window.start and day >= ends:
                note(instant(ends, zone), BOUNDARY, ends)
                ends = window.start
            measured += value
            reached = tier_of(ladder, measured)
            note(at, FACT, day)
        if ends != window.start and ends < window.end and ends <= as_of:
            note(instant(ends, zone), BOUNDARY, ends)
    seen = ladder.measure.seen(inside)
    return Windowed(ladder, zone, as_of, tuple(changes), measured, window, keeping, seen, reached)


def _within(lines: Sequence[Line], window: Period) -> Sequence[Line]:
    first = bisect_left(lines, window.start, key=DAY_OF)
    return lines[first : bisect_left(lines, window.end, key=DAY_OF)]


def _lost_on(ladder: Ladder, window: Period, today: date, keeping: Keeping, reached: int) -> date | None:
    """Return the first day on which the level falls when nothing more is measured."""
    held = keeping.held(ladder, window, today, reached)
    if max(keeping.kept, reached) < held:
        return grace_end(ladder, window)
    for _ in range(len(ladder.tiers) + ladder.kept_windows):
        if window.end >= LAST_DAY:
            return None
        keeping, reached, window = keeping.after(ladder, reached), 0, _window(ladder, window.end)
        if keeping.kept < held:
            return grace_end(ladder, window)
    return None


def stages(ladder: Ladder, day: date, as_of: date) -> Iterator[Period]:
    """Yield the windows from the one that holds a day through the one that holds ``as_of``."""
    while day <= as_of:
        window = _window(ladder, day)
        yield window
        day = window.end


def _window(ladder: Ladder, day: date) -> Period:
    """Return the window that holds the day; after a campaign comes all time to come, where nothing counts."""
    window = ladder.window.whole(day)
    return Period(window.end, LAST_DAY) if day >= window.end else window


def _counted(ladder: Ladder, lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines that the ladder counts: a campaign only those of its own days."""
    return lines if ladder.window.first is None else _within(lines, counted_days(ladder))


def counted_days(ladder: Ladder) -> Period:
    """Return the days whose facts a ladder counts: those of its campaign, or all."""
    return ALWAYS if ladder.window.first is None else ladder.window.whole(ladder.window.first)


def _by_instant(ladder: Ladder, lines: Sequence[Line]) -> Iterator[tuple[datetime, date, Decimal]]:
    """Yield what is measured at each moment: facts of one instant are simultaneous."""
    values = zip(lines, ladder.measure.values(lines), strict=True)
    for (at, day), group in groupby(values, key=lambda pair: (pair[0].at, pair[0].day)):
        yield at, day, summed(value for _, value in group)
