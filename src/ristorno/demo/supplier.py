"""Whose books these are: the wholesaler, its calendar, and the two years that the export covers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ristorno.kernel.period import Period, add_months, days_in_month


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """The sponsor of the program: ``term`` is what the books cover, ``exported_at`` when they were read."""

    name: str
    currency: str
    country: str
    zone: ZoneInfo
    term: Period
    exported_at: datetime

    def local(self, day: date, hour: int, minute: int) -> datetime:
        """Return the instant of a time of day at the supplier's seat."""
        return datetime.combine(day, time(hour, minute), tzinfo=self.zone)


_ZONE = ZoneInfo("Europe/Berlin")

SUPPLIER = Supplier(
    name="Havelland Tires & Parts",
    currency="EUR",
    country="DE",
    zone=_ZONE,
    term=Period(date(2024, 10, 1), date(2026, 10, 1)),
    exported_at=datetime(2026, 10, 1, 6, 0, tzinfo=_ZONE),
)

AS_OF = date(2026, 8, 20)
"""A day in the middle of a quarter, so that report and system show who is near the next step."""

MONTHS: tuple[date, ...] = tuple(add_months(SUPPLIER.term.start, index) for index in range(24))
"""The first day of each month of the term."""

_HOLIDAYS = frozenset({(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)})


def workdays(month: date) -> tuple[date, ...]:
    """Return the days of a month (given by its first day) on which the warehouse is open."""
    return tuple(day for day in days(month) if day.weekday() < 5 and (day.month, day.day) not in _HOLIDAYS)


def days(month: date) -> Iterator[date]:
    """Yield all days of a month, given by its first day."""
    for index in range(days_in_month(month.year, month.month)):
        yield month + timedelta(days=index)
