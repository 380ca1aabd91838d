"""Chance in whole numbers: the same rolls on every platform and in every version of Python.

Of :class:`random.Random` only ``random()`` is promised never to change its sequence, so everything here is
built from it. Each topic (a member's orders, the fate of an invoice) has dice of its own: changing how
invoices go wrong does not change who buys what.
"""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")

_BITS = 53
"""What ``random()`` returns is a whole multiple of 2 to the minus 53rd, so scaling it loses nothing."""


class Dice:
    """Rolls for one topic; the topic's words and the seed of the world decide all of them."""

    def __init__(self, *topic: object) -> None:
        self._random = Random("/".join(str(word) for word in topic))  # noqa: S311 - a toy world, no secret

    def below(self, bound: int) -> int:
        """Return a whole number from 0 to ``bound - 1``, all equally likely."""
        return (int(self._random.random() * 2**_BITS) * bound) >> _BITS

    def between(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def chance(self, per_mille: int) -> bool:
        """Return True in ``per_mille`` of 1,000 rolls."""
        return self.below(1000) < per_mille

    def pick(self, items: Sequence[Item]) -> Item:
        """Return one of the items, all equally likely."""
        return items[self.below(len(items))]

    def weigh(self, items: Sequence[tuple[Item, int]]) -> Item:
        """Return one of the items, each as likely as its weight; the weights are whole and sum above 0."""
        rest = self.below(sum(weight for _, weight in items))
        for item, weight in items:
            if rest < weight:
                return item
            rest -= weight
        raise ValueError("no item has a weight above 0")

    def sample(self, items: Sequence[Item], count: int) -> list[Item]:
        """Return ``count`` different items in random order; all of them where there are fewer."""
        pool = list(items)
        return [pool.pop(self.below(len(pool))) for _ in range(min(count, len(pool)))]

    def round_up(self, amount: int, whole: int) -> int:
        """Return ``amount / whole`` rounded down or up at random, so that it is right on average."""
        count, rest = divmod(amount, whole)
        return count + int(self.below(whole) < rest)
