"""What is held of a level that was reached on certain days: for how long, how it falls, by grace, and never below.

A level is held while it is reached. With a time T (``kept_until: {after: T}``) it is kept through the day T after the
one on which it was reached, however soon the facts that made it leave the window; but a return that brings the
measure below the threshold takes it away at once. It falls to the lowest level that is still held; by one level where
the ladder says so, and that level lasts T from the day of the fall.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from ristorno.engine.terms.keeping import Span
from ristorno.engine.terms.ladder import Ladder
from ristorno.kernel.period import DAY


class Kept(NamedTuple):
    """A place on the ladder that is held until a day begins."""

    tier: int
    ends: date


class Holding(NamedTuple):
    """What is held, as places on the ladder."""

    since: tuple[date, ...] = ()
    """For every level that is reached now, from the lowest but one, the day since which it is."""
    best: int = 0
    """That was ever reached."""
    kept: tuple[Kept, ...] = ()
    """What was reached until lately."""

    def after(self, ladder: Ladder, day: date, reached: int, *, returned: bool) -> "Holding":
        """Return what is held when something else is reached from a day on; ``returned``: because of a fact."""
        lost = [Kept(tier, day) for tier in range(reached + 1, len(self.since) + 1)]
        if ladder.kept_for is not None and not returned:
            lost = [
                each
                for kept in lost
                for each in _lasting(ladder, ladder.kept_for, kept.tier, self.since[kept.tier - 1], day)
            ]
        grace = timedelta(days=ladder.grace)
        going = (*self.kept, *(Kept(kept.tier, kept.ends + grace) for kept in lost))
        since = self.since[:reached] + (day,) * (reached - len(self.since))
        return Holding(since, max(self.best, reached), tuple(kept for kept in going if kept.ends > day))

    def held(self, ladder: Ladder, day: date) -> int:
        """Return the level on a day."""
        if ladder.falls == "none":
            return self.best
        floor = ladder.names.index(ladder.not_below) if ladder.not_below in ladder.tiers else 0
        return max(len(self.since), min(self.best, floor), *(tier for tier, ends in self.kept if day < ends))

    def ends(self, after: date, through: date) -> Iterator[date]:
        """Yield the days on which something is no longer kept."""
        yield from sorted({ends for _, ends in self.kept if after < ends <= through})


def _lasting(ladder: Ladder, time: Span, tier: int, since: date, left: date) -> Iterator[Kept]:
    """Yield how long a level is kept that was reached on one day and is not reached from another on."""
    ends = max(left, time.after(since) + DAY)
    yield Kept(tier, ends)
    while ladder.falls == "one_level" and tier > 1:
        tier, ends = tier - 1, time.after(ends) + DAY
        yield Kept(tier, ends)
