"""One cell as exact text: what the spreadsheet shows with all its digits, written in the way the mapping expects."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import TypeAlias

Cell: TypeAlias = str | bool | int | float | date | datetime | time | timedelta

DIGITS = 15
"""A spreadsheet keeps and shows so many significant digits."""
LIMIT = 10**DIGITS
_HALF_A_SECOND = timedelta(microseconds=500_000)


def cell_text(cell: Cell, decimal: str = ".") -> str:
    """Return a cell as text; ``decimal`` is the mark that the mapping expects in numbers. Empty cells are ``""``."""
    if isinstance(cell, str):
        return cell.replace("\0", "\ufffd")
    if isinstance(cell, float):
        number = number_text(cell)
        return number if decimal == "." else number.replace(".", decimal)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return str(cell) if isinstance(cell, int) else _time_text(cell)


def number_text(value: float) -> str:
    """Return the 15 significant digits that a spreadsheet shows of a number, without an exponent.

    The binary fraction 0.30000000000000004 is ``0.3``; any decimal of up to 15 digits comes back as it was typed.
    """
    if value.is_integer() and abs(value) < LIMIT:
        return str(int(value))
    if not isfinite(value):
        return ""
    return f"{Decimal(f'{value:.{DIGITS}g}'):f}"


def is_too_long(cell: Cell) -> bool:
    """Return whether a number has more digits than a spreadsheet keeps, so that its last ones are not to be trusted."""
    return isinstance(cell, int | float) and abs(cell) >= LIMIT


def is_number(cell: Cell) -> bool:
    """Return whether a cell holds a plain number: neither a text nor a date nor yes or no."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _time_text(cell: date | datetime | time | timedelta) -> str:
    if isinstance(cell, datetime):
        # A day is a whole number and a second 1/86400 of it, so instants come with noise behind the second.
        return f"{(cell + _HALF_A_SECOND):%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}"
    return cell.isoformat() if isinstance(cell, date) else f"{cell:%H:%M:%S}"
