"""Days and months: ends of months, leap years, cuts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ristorno.kernel.period import DAY, Period, add_months, days_in_month, first_of_month

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2025-08-31", 6, "2026-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-12-31", 1, "2027-01-31"),
        ("1900-01-31", 1, "1900-02-28"),
        ("2000-01-31", 1, "2000-02-29"),
    ],
)
def test_months_later(day: str, months: int, later: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(later)


@given(days, st.integers(-240, 240))
def test_so_many_months_later_is_that_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == min(day.day, days_in_month(later.year, later.month))


@given(days)
def test_a_month_ends_where_the_next_begins(day: date) -> None:
    first = first_of_month(day)
    assert first + timedelta(days=days_in_month(day.year, day.month)) == add_months(first, 1)
    assert first <= day < add_months(first, 1)


@given(days, st.integers(1, 4000), days, st.integers(1, 4000), days)
def test_a_cut_holds_the_days_of_both(one: date, long: int, other: date, wide: int, day: date) -> None:
    left, right = Period(one, one + long * DAY), Period(other, other + wide * DAY)
    assert (day in left.cut(right)) == (day in left and day in right)
    assert left.cut(right).days >= 0


def test_a_period_shows_its_first_and_last_day() -> None:
    quarter = Period(date(2026, 1, 1), date(2026, 4, 1))
    assert str(quarter) == "2026-01-01..2026-03-31"
    assert (quarter.days, quarter.last) == (90, date(2026, 3, 31))
