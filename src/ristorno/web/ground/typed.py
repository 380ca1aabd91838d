"""What people type into fields: numbers with a comma or a point and blanks between thousands, days."""

import re
from datetime import date
from decimal import Decimal
from functools import cache


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


@cache
def _form(decimals: int) -> re.Pattern[str]:
    return re.compile(rf"[0-9]{{1,14}}(\.[0-9]{{1,{decimals}}})?")
