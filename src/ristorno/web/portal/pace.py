"""What will be measured by the end of a window if it goes on as so far; told as that, never booked or promised."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from ristorno.kernel.number import exactly, round_to

_LEAST: Final = 6
"""Before a sixth of a window is over, a single order would tell too much."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How much is measured by the last day at the pace so far, in whole units."""

    measured: Decimal
    last: date


def pace(measured: Decimal, starts: date | None, last: date | None, today: date) -> Pace | None:
    """Return it; None where a window has no days, where it is too early to tell, or nothing is left to happen.

    Today counts as over: 300 by the 10th of a month with 30 days are 900 by its end.
    """
    if starts is None or last is None or today >= last or measured <= 0:
        return None
    over, whole = (today - starts).days + 1, (last - starts).days + 1
    if over * _LEAST < whole:
        return None
    with exactly():
        return Pace(round_to(Fraction(measured) * whole / over, Decimal(1)), last)
