from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from ristorno.report.data import UnitInfo
from ristorno.report.talk import Talk, exact_decimals
from ristorno.report.words import Language

UNITS = (
    UnitInfo("EUR", money=True, step=Decimal("0.01"), names={}),
    UnitInfo("JPY", money=True, step=Decimal(1), names={}),
    UnitInfo("CHF", money=True, step=Decimal("0.05"), names={}),
    UnitInfo("PTS", money=False, step=Decimal(1), names={"en": "points", "ru": "баллы"}),
)


@pytest.mark.parametrize(
    ("language", "value", "unit", "text"),
    [
        ("en", "1234567.5", "EUR", "€1,234,567.50"),
        ("ru", "1234567.5", "EUR", "1 234 567,50 €"),
        ("th", "1234567.5", "EUR", "€1,234,567.50"),
        ("en", "-0.5", "EUR", "−€0.50"),
        ("en", "0.00", "EUR", "€0.00"),
        ("en", "99999999999999999.99", "EUR", "€99,999,999,999,999,999.99"),
        ("en", "1500", "JPY", "¥1,500"),
        ("en", "2.05", "CHF", "2.05 CHF"),
        ("en", "1200", "PTS", "1,200 points"),
        ("ru", "1200", "PTS", "1 200 (баллы)"),
        ("th", "1200", "PTS", "1,200 points"),
    ],
)
def test_amounts(language: Language, value: str, unit: str, text: str) -> None:
    assert Talk(language, UNITS).amount(Decimal(value), unit).replace("\u00a0", " ") == text


def test_shares_and_rates() -> None:
    talk = Talk("en", UNITS)
    assert talk.percent(Fraction(1, 3)) == "33.3%"
    assert talk.percent(Fraction(-1, 8)) == "−12.5%"
    assert talk.percent(None) == "–"
    assert talk.rate(Decimal("0.045")) == "4.5%"
    assert Talk("ru", UNITS).rate(Decimal("0.045")) == "4,5\u00a0%"


def test_a_column_label_is_short() -> None:
    assert [Talk("en", UNITS).short(Decimal(value)) for value in ("0", "950.40", "17635.28", "1234567")] == [
        "0",
        "950",
        "17.6K",
        "1.2M",
    ]


def test_measures_are_money_only_where_they_are() -> None:
    talk = Talk("en", UNITS)
    assert talk.measured(Decimal("1500"), "sum.amount", "EUR") == "€1,500"
    assert talk.measured(Decimal("1500.25"), "sum.amount", "EUR") == "€1,500.25"
    assert talk.measured(Decimal("1500"), "count.documents", "EUR") == "1,500"


def test_days_windows_and_titles() -> None:
    assert Talk("ru", UNITS).day(date(2026, 9, 30)) == "30 сентября 2026"
    assert Talk("en", UNITS).window("2025-10-01..2026-09-30") == "2025-10-01 – 2026-09-30"
    assert Talk("th", UNITS).title({"ru": "Да"}, "id") == "Да"
    assert Talk("th", UNITS).title({}, "id") == "id"


def test_decimals_that_show_every_value() -> None:
    assert exact_decimals([Decimal("1.250"), Decimal("3")], 0) == 2
    assert exact_decimals([Decimal("100")], 2) == 2
