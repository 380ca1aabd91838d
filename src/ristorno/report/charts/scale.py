"""Lengths of bars."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from ristorno.kernel.number import plain, round_to

_TENTH = Decimal("0.1")


def percent_of(value: Decimal, whole: Decimal) -> str:
    """Return a length such as ``43.2%``; nothing below zero and nothing above the whole."""
    if whole <= 0 or value <= 0:
        return "0%"
    return f"{plain(round_to(Fraction(min(value, whole)) * 100 / Fraction(whole), _TENTH))}%"


def shares_of(values: Sequence[Decimal], whole: Decimal) -> list[str]:
    """Return the lengths of parts that lie one after another."""
    return [percent_of(value, whole) for value in values]
