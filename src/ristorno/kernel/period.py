"""Days between two local midnights.

Windows are half-open, [start, end), in the program's time zone. Because every window begins and ends at a
local midnight, the engine turns instants into local days once and then works with days alone.
"""

from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2200, 1, 1)
"""Nothing happens before or after these days; a date outside them is a typing error."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``start`` up to, not including, ``end``."""

    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def last(self) -> date:
        """The last day that belongs to the period."""
        return self.end - DAY

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.end - self.start).days

    def cut(self, other: "Period") -> "Period":
        """Return the part that both share; an empty period where they share nothing."""
        start = max(self.start, other.start)
        return Period(start, max(start, min(self.end, other.end)))

    def __str__(self) -> str:
        return f"{self.start}..{self.last}"


ALWAYS = Period(FIRST_DAY, LAST_DAY)
_IN_EVERY_MONTH = 28


def add_months(day: date, months: int) -> date:
    """Return the same day of the month ``months`` later, the last day where that month is too short.

    31 August + 6 months is the last of February; 29 February + 12 months is 28 February.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if day.day <= _IN_EVERY_MONTH:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    """Return the number of days of a month (1 to 12)."""
    after = date(year + month // 12, month % 12 + 1, 1)
    return (after - DAY).day


def first_of_month(day: date) -> date:
    """Return the first day of the month that the day lies in."""
    return day.replace(day=1)
