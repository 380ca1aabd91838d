"""Numbers and moments of cells: what the spreadsheet shows is what is read, digit for digit."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from intake.workbook.books import write_book
from ristorno.intake.workbook.cells import Cell, cell_text, is_too_long, number_text
from ristorno.intake.workbook.serials import serial_text, time_text

TYPED = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1),
    st.integers(min_value=0, max_value=12),
)
"""Decimals of up to 15 digits: all that a spreadsheet keeps."""


@given(TYPED)
def test_every_number_that_can_be_typed_comes_back(number: Decimal) -> None:
    assert Decimal(number_text(float(number))) == number


@given(st.lists(TYPED, min_size=1, max_size=20))
def test_also_through_a_file(tmp_path_factory: pytest.TempPathFactory, numbers: list[Decimal]) -> None:
    path = write_book(tmp_path_factory.mktemp("books") / "numbers.xlsx", {"N": [[number] for number in numbers]})
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("N").iter_rows()
    assert [Decimal(cell_text(cell)) for (cell,) in rows] == numbers


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (4.35 * 100, "435"),
        (1.1 * 3, "3.3"),
        (100 / 3, "33.3333333333333"),
        (1e-7, "0.0000001"),
        (-0.0, "0"),
        (17850.0, "17850"),
        (0.05, "0.05"),
        (True, "true"),
        (7, "7"),
        ("007", "007"),
        (float("inf"), ""),
        (date(2026, 3, 31), "2026-03-31"),
        (datetime(2026, 3, 31, 18, 45, 20, 999_990), "2026-03-31 18:45:21"),  # noqa: DTZ001 - a sheet knows no zone
        (time(18, 45), "18:45:00"),
        (timedelta(hours=30, seconds=5), "30:00:05"),
    ],
)
def test_a_cell_is_told_as_it_is_shown(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


def test_numbers_take_the_decimal_mark_of_the_mapping() -> None:
    assert cell_text(1234.5, ",") == "1234,5"
    assert cell_text("1234.5", ",") == "1234.5"


def test_more_digits_than_a_spreadsheet_keeps_are_not_believed() -> None:
    assert is_too_long(1e15)
    assert not is_too_long(999_999_999_999_999.0)


@given(st.dates(date(1970, 1, 1), date(2199, 12, 31)), st.booleans())
def test_day_numbers_of_both_calendars(day: date, from_1904: bool) -> None:
    start = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
    assert serial_text((day - start).days, from_1904=from_1904) == day.isoformat()


@pytest.mark.parametrize("number", [2026, 20260331, 260331, -1, 12, 1e300])
def test_what_can_hardly_be_a_day_is_none(number: float) -> None:
    assert serial_text(number, from_1904=False) is None


def test_a_day_number_with_a_time() -> None:
    assert serial_text(46112.78149305555, from_1904=False) == "2026-03-31 18:45:21"
    assert time_text(0.78125) == "18:45:00"
    assert time_text(0.9999999) == "23:59:59"
    assert time_text(1.5) is None
