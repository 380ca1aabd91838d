"""Where a window leads if it goes on as so far, by numbers worked out by hand."""

from datetime import date
from decimal import Decimal

import pytest

from ristorno.web.portal.pace import pace

JUNE = (date(2026, 6, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("day", "measured", "leads"),
    [
        (10, "300", "900"),
        (5, "100", "600"),
        (29, "1000", "1034"),
        (4, "300", None),
        (30, "300", None),
        (10, "0", None),
        (10, "-50", None),
    ],
)
def test_the_pace_so_far_goes_on(day: int, measured: str, leads: str | None) -> None:
    """29 of 30 days: 1000 x 30 / 29 = 1034.48; before the fifth day it is too early, on the last one too late."""
    found = pace(Decimal(measured), *JUNE, date(2026, 6, day))
    assert (str(found.measured) if found else None) == leads


def test_a_window_without_days_leads_nowhere() -> None:
    assert pace(Decimal(300), None, None, date(2026, 6, 10)) is None
