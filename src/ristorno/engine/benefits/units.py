"""Whole units, picked one by one without counting them one by one: a line may have 9,999 of them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ristorno.engine.benefits.base import Asked, Part
from ristorno.kernel.number import ZERO


def units_of(parts: Iterable[Part]) -> Decimal:
    """Return how many units parts have together."""
    return sum((part.quantity for part in parts), ZERO)


def whole_units(parts: Iterable[Part]) -> Decimal:
    """Return how many whole units parts have together."""
    return units_of(parts) // 1


def picked(asked: Asked, parts: Iterable[Part], count: Decimal, besides: Sequence[Part] = ()) -> list[Part]:
    """Return so many units of parts, those that are picked first; ``besides`` are picked already."""
    taken = {part.key: part.quantity for part in besides}
    found: list[Part] = []
    for part in asked.of(tuple(parts)).priced():
        units = min(count, part.quantity - taken.get(part.key, ZERO))
        if units > 0:
            found.append(part.of(units))
            count -= units
    return found
