"""Amounts on the screen."""

from decimal import Decimal

import pytest

from ristorno.cli.screen import in_books


@pytest.mark.parametrize(
    ("amount", "unit", "wanted"),
    [
        ("232.8", "USD", "232.80"), ("27", "USD", "27.00"), ("8600", "USD", "8,600.00"), ("0", "USD", "0.00"),
        ("-1234.5", "EUR", "-1,234.50"), ("0.0001", "EUR", "0.0001"), ("1500", "JPY", "1,500"),
        ("1.5", "TND", "1.500"), ("1500", "PTS", "1,500"), ("2.50", "PTS", "2.5"),
    ],
)  # fmt: skip
def test_money_has_its_cents_as_it_stands_in_the_books(amount: str, unit: str, wanted: str) -> None:
    assert in_books(Decimal(amount), unit) == wanted
