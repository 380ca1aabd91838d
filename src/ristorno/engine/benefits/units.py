"""Whole units, picked one by one without counting them one by one: a line may have 9,999 of them."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
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


def bundled(piles: Sequence[tuple[Sequence[Part], Decimal]]) -> Iterator[tuple[Decimal, list[Part]]]:
    """Yield bundles that take so many units of each pile, from its head on, as long as every pile has enough.

    Those that are alike come at once: how many, with the units of all of them.
    """
    left = [(deque(parts), count) for parts, count in piles]
    bundles = min(units_of(parts) // count for parts, count in piles)
    while bundles > 0:
        alike = max(Decimal(1), min(pile[0].quantity // count for pile, count in left))
        bundles -= alike
        yield alike, [part for pile, count in left for part in _drawn(pile, alike * count)]


def _drawn(pile: deque[Part], count: Decimal) -> Iterator[Part]:
    """Take so many units from the head of a pile."""
    while count > 0:
        head = pile.popleft()
        units = min(count, head.quantity)
        if units < head.quantity:
            pile.appendleft(head.of(head.quantity - units))
        yield head.of(units)
        count -= units
