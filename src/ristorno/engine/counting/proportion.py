"""Dividing a cap among those that would go beyond it together, in proportion to what each would be given."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ristorno.kernel.number import Exact


class InProportion(NamedTuple):
    """One part: its exact share rounded down to the step, and the step left over that came to it."""

    down: Decimal
    leftover: Decimal

    @property
    def amount(self) -> Decimal:
        """The part."""
        return self.down + self.leftover


def in_proportion(cap: Decimal, amounts: Mapping[str, Exact], step: Decimal) -> dict[str, InProportion]:
    """Divide a cap by amounts above 0; leftover steps go one each by the largest remainder, ties by name."""
    whole = sum((Fraction(amount) for amount in amounts.values()), Fraction(0))
    steps = Fraction(cap) / Fraction(step)
    shares = {name: divmod(steps * Fraction(amount) / whole, 1) for name, amount in amounts.items()}
    left = int(steps - sum(down for down, _ in shares.values()))
    first = sorted(shares, key=lambda name: (-shares[name][1], name))[:left]
    return {name: InProportion(down * step, step if name in first else step * 0) for name, (down, _) in shares.items()}
