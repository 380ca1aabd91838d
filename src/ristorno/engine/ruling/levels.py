"""Levels: which tier of a ladder a member holds at any moment.

Inside a window the level is the tier that the running measure reaches, but never below the level kept from
before. When a window ends, what was reached in it is kept as long as the ladder says; then it falls
(:mod:`ristorno.engine.ruling.keeping`).
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from ristorno.engine.fact import instant
from ristorno.engine.history.line import DAY_OF, Line
from ristorno.engine.measures.base import Seen, summed
from ristorno.engine.ruling.keeping import Keeping, grace_end
from ristorno.engine.terms.ladder import Ladder
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import ALWAYS, DAY, LAST_DAY, Period

_BOUNDARY, _FACT = 0, 1


@dataclass(frozen=True, slots=True)
class Track:
    """The history of one member on one ladder: from each moment on, a tier (by index)."""

    ladder: Ladder
    zone: ZoneInfo
    keys: tuple[tuple[datetime, int], ...]
    tiers: tuple[int, ...]
    days: tuple[date, ...]
    window: Period
    """The window that holds the last day."""
    measured: Decimal
    """The measure of that window."""
    keeping: Keeping
    """What was kept into that window."""
    seen: Seen
    """What the measure must know of the lines of that window."""
    reached: int
    """What was reached in that window."""
    today: date
    """The last day."""

    def before(self, at: datetime) -> str:
        """Return the tier held strictly before a moment; a window that begins at that moment has begun."""
        return self._at(bisect_left(self.keys, (at, _FACT)))

    def judging(self, at: datetime) -> str:
        """Return the tier at which a fact of that moment is judged, as the ladder says."""
        if self.ladder.level_at == "before":
            return self.before(at)
        return self._at(bisect_left(self.keys, (at, _FACT + 1)))

    def raised(self, lines: Sequence[Line]) -> "Track":
        """Return the history with the lines of an order on top: one instant, later than all before it."""
        lines = _counted(self.ladder, lines)
        if not lines or lines[0].day not in self.window:
            return self
        at, day = lines[0].at, lines[0].day
        measured = self.measured + summed(self.ladder.measure.values(lines, self.seen))
        reached = _reached(self.ladder, measured)
        held = self.keeping.held(self.ladder, self.window, day, reached)
        return Track(
            ladder=self.ladder,
            zone=self.zone,
            keys=(*self.keys, (at, _FACT)),
            tiers=(*self.tiers, held),
            days=(*self.days, day),
            window=self.window,
            measured=measured,
            keeping=self.keeping,
            seen=self.seen,
            reached=reached,
            today=day,
        )

    @property
    def lost_on(self) -> date | None:
        """The day on which the level at the end falls if nothing more happens; None if it never does."""
        return _lost_on(self.ladder, self.window, self.today, self.keeping, self.reached)

    def on(self, day: date) -> str:
        """Return the tier at the first moment of a day."""
        return self.before(instant(day, self.zone))

    def end_of(self, day: date) -> str:
        """Return the tier at the end of a day, before anything of the next day begins."""
        return self._at(bisect_left(self.keys, (instant(day + DAY, self.zone), _BOUNDARY)))

    def spans(self) -> Iterator[tuple[str, date, date | None]]:
        """Yield (tier, first day, first day of the next tier) as the end of each day shows it."""
        names = self.ladder.names
        shown: list[tuple[str, date]] = []
        for day, tier in zip(self.days, self.tiers, strict=True):
            if shown and shown[-1][1] == day:
                shown.pop()
            if not shown or shown[-1][0] != names[tier]:
                shown.append((names[tier], day))
        for index, (name, start) in enumerate(shown):
            yield name, start, shown[index + 1][1] if index + 1 < len(shown) else self.lost_on

    def _at(self, position: int) -> str:
        return self.ladder.names[self.tiers[position - 1] if position else 0]


def climb(ladder: Ladder, lines: Sequence[Line], zone: ZoneInfo, as_of: date) -> Track:
    """Return the member's history on a ladder up to the end of ``as_of``; ``lines`` are all that the ladder counts."""
    keys: list[tuple[datetime, int]] = []
    tiers: list[int] = []
    days: list[date] = []
    lines = _counted(ladder, lines)
    window, inside, keeping, reached, measured = _window(ladder, as_of), lines[:0], Keeping(), 0, ZERO
    for index, window in enumerate(stages(ladder, lines[0].day if lines else as_of, as_of)):
        keeping = keeping.after(ladder, reached) if index else keeping
        _note(keys, tiers, days, (instant(window.start, zone), _BOUNDARY), *_at(ladder, window, window.start, keeping))
        reached, measured, ends = 0, ZERO, grace_end(ladder, window)
        inside = _within(lines, window)
        for at, day, value in _by_instant(ladder, inside):
            if ends != window.start and day >= ends:
                _note(keys, tiers, days, (instant(ends, zone), _BOUNDARY), *_at(ladder, window, ends, keeping, reached))
                ends = window.start
            measured += value
            reached = _reached(ladder, measured)
            _note(keys, tiers, days, (at, _FACT), *_at(ladder, window, day, keeping, reached))
        if ends != window.start and ends < window.end and ends <= as_of:
            _note(keys, tiers, days, (instant(ends, zone), _BOUNDARY), *_at(ladder, window, ends, keeping, reached))
    return Track(
        ladder=ladder,
        zone=zone,
        keys=tuple(keys),
        tiers=tuple(tiers),
        days=tuple(days),
        window=window,
        measured=measured,
        keeping=keeping,
        seen=ladder.measure.seen(inside),
        reached=reached,
        today=as_of,
    )


def _at(ladder: Ladder, window: Period, day: date, keeping: Keeping, reached: int = 0) -> tuple[int, date]:
    """Return the tier held on a day, with the day."""
    return keeping.held(ladder, window, day, reached), day


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


def _note(
    keys: list[tuple[datetime, int]],
    tiers: list[int],
    days: list[date],
    key: tuple[datetime, int],
    tier: int,
    day: date,
) -> None:
    keys.append(key)
    tiers.append(tier)
    days.append(day)


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


def _reached(ladder: Ladder, measured: Decimal) -> int:
    exclusive = ladder.boundary == "exclusive"
    held = 0
    for index, threshold in enumerate(ladder.tiers.values()):
        if index and (measured > threshold if exclusive else measured >= threshold):
            held = index
    return held
