"""What was measured for one key, as numbers: the arithmetic that follows knows no fact."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ristorno.kernel.lightweight import lightweight
from ristorno.kernel.number import ZERO


class Item(NamedTuple):
    """What one line brings to the tally: value, position among the brackets, version, document."""

    fact: str
    document: str
    version: int
    value: Decimal
    judged: Decimal


@lightweight
class Tally:
    """What was measured for a key: sums by version of the terms, and the lines where single lines matter."""

    paid: Mapping[int, Decimal]
    judged: Decimal
    items: tuple[Item, ...] = ()

    @property
    def measured(self) -> Decimal:
        """The measure of the whole window."""
        return sum(self.paid.values(), ZERO)

    def joined(self, more: "Tally") -> "Tally":
        """Return the tally with later lines on top."""
        paid = {**self.paid}
        for version, value in more.paid.items():
            paid[version] = paid[version] + value if version in paid else value
        return Tally(paid, self.judged + more.judged, self.items + more.items)

    def raised(self, by: Decimal, first: int = 0) -> "Tally":
        """Return the tally with more measured under the last version, or under ``first`` where nothing was."""
        last = max(self.paid, default=first)
        return Tally({**self.paid, last: self.paid.get(last, ZERO) + by}, self.judged + by, self.items)


def tally(items: Sequence[Item], *, keep: bool, versions: Sequence[int]) -> Tally:
    """Return the sums of items by version; ``keep`` the items where bounds, stages or cuts need each of them."""
    paid = dict.fromkeys(versions, ZERO)
    for item in items:
        paid[item.version] = paid.get(item.version, ZERO) + item.value
    return Tally(paid, sum((item.judged for item in items), ZERO), tuple(items) if keep else ())
