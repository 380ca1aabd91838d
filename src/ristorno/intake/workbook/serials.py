"""Dates as plain numbers: days since the beginning of a workbook's calendar, the time of day as a fraction."""

from datetime import date, datetime, timedelta
from typing import Final

_STARTS: Final = {False: datetime(1899, 12, 30), True: datetime(1904, 1, 1)}  # noqa: DTZ001 - local, as in the sheet
"""Day 0 of the two calendars. The first one counts a 29 February 1900 that never was, so it starts a day early."""
_EARLIEST, _LATEST = date(1970, 1, 1), date(2200, 1, 1)


def serial_text(serial: float, *, from_1904: bool) -> str | None:
    """Return a day, or a day with its time, as ISO text; None where the number can hardly be meant as a date.

    Years (2026), days written together (20260331) and amounts lie outside 1970..2199 when taken for day numbers.
    """
    if not 0 <= serial < 200_000:
        return None
    moment = _STARTS[from_1904] + timedelta(seconds=round(serial * 86_400))
    if not _EARLIEST <= moment.date() < _LATEST:
        return None
    return f"{moment:%Y-%m-%d}" if serial == int(serial) else f"{moment:%Y-%m-%d %H:%M:%S}"


def time_text(share: float) -> str | None:
    """Return a share of a day as a time; None where it is none."""
    if not 0 <= share < 1:
        return None
    minutes, seconds = divmod(min(round(share * 86_400), 86_399), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
