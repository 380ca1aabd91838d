"""What people type into fields: numbers with a comma or a point and blanks between thousands, days."""

import re
from datetime import date
from decimal import Decimal
from functools import cache

from ristorno.kernel.problem import Problem, Refused


def number(text: str, decimals: int) -> Decimal | None:
    """Return a number that is not below zero, with at most so many decimals; None where it is none."""
    plain = "".join(text.split()).replace(",", ".")
    return Decimal(plain) if _form(decimals).fullmatch(plain) else None


def day(text: str) -> date | None:
    """Return a day as browsers send it; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def needed_day(text: str) -> date:
    """Return a day as browsers send it.

    Raises:
        Refused: it is none.
    """
    found = day(text)
    if found is None:
        raise Refused([Problem("portal.day", "This is no day.", "Write it as 2026-03-31.")])
    return found


@cache
def _form(decimals: int) -> re.Pattern[str]:
    return re.compile(rf"[0-9]{{1,14}}(\.[0-9]{{1,{decimals}}})?")
