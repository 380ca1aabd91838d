"""What a measure reaches, and how long a level lasts: what is kept into the next window, how it falls, and grace.

With B the level kept into a window and Q what is reached in it, the level kept into the next one is fall(max(B, Q))
where a level lasts to the end of its own window. Where it lasts for n windows more, it is the best that was reached
in the last n of them, or fall(B) where that is better.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from ristorno.engine.terms.ladder import Ladder
from ristorno.kernel.period import Period


class Keeping(NamedTuple):
    """What is held in one window, as places on the ladder.

    ``kept`` came into the window, ``recent`` was reached in the windows before it that still count, the latest last,
    ``graced`` is held through the first days of the window.
    """

    kept: int = 0
    recent: tuple[int, ...] = ()
    graced: int = 0

    def after(self, ladder: Ladder, reached: int) -> "Keeping":
        """Return what is held in the next window, when ``reached`` was reached in this one."""
        best = max(self.kept, reached)
        windows = ladder.kept_windows
        if not windows:
            return Keeping(fallen(ladder, best), (), best)
        recent = (*self.recent, reached)[-windows:]
        return Keeping(max(*recent, fallen(ladder, self.kept)), recent, best)

    def held(self, ladder: Ladder, window: Period, day: date, reached: int) -> int:
        """Return what is held on a day of the window."""
        return max(self.kept, reached, self.graced if day < grace_end(ladder, window) else 0)


def grace_end(ladder: Ladder, window: Period) -> date:
    """Return the first day of a window on which what was held before it no longer holds by grace."""
    return window.start if not ladder.grace else min(window.start + timedelta(days=ladder.grace), window.end)


def fallen(ladder: Ladder, level: int) -> int:
    """Return where a level falls to when it is not reached again."""
    if ladder.falls == "none":
        return level
    fallen = max(0, level - 1) if ladder.falls == "one_level" else 0
    floor = ladder.names.index(ladder.not_below) if ladder.not_below in ladder.tiers else 0
    return max(fallen, min(level, floor))


def tier_of(ladder: Ladder, measured: Decimal) -> int:
    """Return the place of the highest level whose threshold a measure reaches."""
    exclusive = ladder.boundary == "exclusive"
    held = 0
    for index, threshold in enumerate(ladder.tiers.values()):
        if index and (measured > threshold if exclusive else measured >= threshold):
            held = index
    return held
