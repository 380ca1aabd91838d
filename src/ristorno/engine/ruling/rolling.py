"""Levels by the course of days: over the last 90 days, or 12 months, of every day, or kept for a time.

A level is held while the facts that are inside reach it. They leave when they grow too old, or all together where their
window ends. Then it falls at the beginning of a day, or at once when something is returned; for how long it is kept
tells :mod:`ristorno.engine.ruling.holding`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ristorno.engine.fact import instant
from ristorno.engine.history.line import Line
from ristorno.engine.measures.base import NOTHING_SEEN, summed
from ristorno.engine.ruling.holding import Holding
from ristorno.engine.ruling.keeping import tier_of
from ristorno.engine.ruling.track import BOUNDARY, FACT, Change, Track
from ristorno.engine.terms.ladder import Ladder
from ristorno.engine.terms.windows import Window
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import DAY, LAST_DAY, add_months


class _Turn(NamedTuple):
    """What the days up to now measure from a moment on."""

    key: tuple[datetime, int]
    day: date
    measured: Decimal
    inside: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Rolling(Track):
    """A history in which facts leave on days of their own."""

    holding: Holding
    inside: Sequence[Line]
    """The lines of the days up to the last one."""

    def raised(self, lines: Sequence[Line]) -> Track:
        """Return the history with the lines of an order on top: one instant, later than all before it."""
        return _climbed(self, lines, max(self.today, lines[-1].day)) if lines else self

    @property
    def lost_on(self) -> date | None:
        """The day on which the level at the end falls if nothing more happens; None if it never does."""
        level, holding, since = self.holding.held(self.ladder, self.today), self.holding, self.today
        for turn in (*_turns(self, (), LAST_DAY - DAY), None):
            until = LAST_DAY if turn is None else turn.day
            for day in holding.ends(since, until):
                if holding.held(self.ladder, day) < level:
                    return day
            if turn is None:
                return None
            holding, since = _after(self.ladder, holding, turn), turn.day
            if holding.held(self.ladder, since) < level:
                return since
        return None


def climb_rolling(ladder: Ladder, lines: Sequence[Line], zone: ZoneInfo, as_of: date) -> Track:
    """Return the member's history on a ladder up to the end of ``as_of``; facts leave when they are too old."""
    first = ladder.window.whole(lines[0].day if lines else as_of).start
    begun = Change((instant(first, zone), BOUNDARY), first, 0)
    return _climbed(Rolling(ladder, zone, first, (begun,), ZERO, Holding(), ()), lines, as_of)


def _climbed(track: Rolling, lines: Sequence[Line], until: date) -> Rolling:
    """Return a history that goes on with further lines through a day."""
    ladder, zone, holding, since = track.ladder, track.zone, track.holding, track.today
    changes, measured, inside = list(track.changes), track.measured, track.inside

    def end_grace(through: date) -> None:
        days = holding.ends(since, through)
        changes.extend(Change((instant(day, zone), BOUNDARY), day, holding.held(ladder, day)) for day in days)

    for turn in _turns(track, lines, until):
        key, day, measured, inside = turn
        end_grace(day)
        holding, since = _after(ladder, holding, turn), day
        changes.append(Change(key, day, holding.held(ladder, day)))
    end_grace(until)
    return Rolling(ladder, zone, until, tuple(changes), measured, holding, inside)


def _after(ladder: Ladder, holding: Holding, turn: _Turn) -> Holding:
    returned = turn.key[1] == FACT
    return holding.after(ladder, turn.day, tier_of(ladder, turn.measured), returned=returned)


def _turns(track: Rolling, coming: Sequence[Line], until: date) -> Iterator[_Turn]:
    """Yield every moment at which lines come or leave, through a day, with what is then measured."""
    lines, window = (*track.inside, *coming), track.ladder.window
    groups = [(key, len(list(group))) for key, group in groupby(coming, key=lambda line: (line.at, line.day))]
    arriving = iter(groups)
    first, last, measured = 0, len(track.inside), track.measured
    following = next(arriving, None)
    while True:
        leaves = leaves_on(window, lines[first].day) if first < last else LAST_DAY
        before = first, last
        if following is not None and following[0] < (instant(leaves, track.zone), leaves):
            (at, day), count = following
            last, key, following = last + count, (at, FACT), next(arriving, None)
        elif leaves <= until and first < last:
            day, key = leaves, (instant(leaves, track.zone), BOUNDARY)
            while first < last and leaves_on(window, lines[first].day) == leaves:
                first += 1
        else:
            return
        measured = _measured(track.ladder, lines, before, (first, last), measured)
        yield _Turn(key, day, measured, lines[first:last])


def _measured(
    ladder: Ladder, lines: Sequence[Line], before: tuple[int, int], now: tuple[int, int], measured: Decimal
) -> Decimal:
    """Return the measure of the lines that are inside now, from that of before where lines add up."""
    measure = ladder.measure
    if measure.seen(lines) != NOTHING_SEEN:
        return summed(measure.values(lines[slice(*now)]))
    left, come = lines[before[0] : now[0]], lines[before[1] : now[1]]
    return measured - summed(measure.values(left)) + summed(measure.values(come))


def leaves_on(window: Window, day: date) -> date:
    """Return the first day whose window no longer holds a day."""
    if window.shape != "rolling":
        return window.whole(day).end
    leaves = add_months(day, window.months) if window.months else day + timedelta(days=window.days)
    while window.whole(leaves).start > day:
        leaves -= DAY
    while window.whole(leaves).start <= day:
        leaves += DAY
    return leaves
