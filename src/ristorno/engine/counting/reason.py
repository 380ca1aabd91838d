"""The reason of an amount, kept by reference: what was counted together, and what it gave."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ristorno.engine.counting.baselines import Compared
from ristorno.engine.counting.entitlement import Entitled
from ristorno.engine.counting.measured import Measured
from ristorno.engine.counting.parts import Part
from ristorno.engine.counting.tally import Item
from ristorno.engine.history.line import Line
from ristorno.kernel.number import ZERO


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of an amount: the items counted together, what they gave, and the recipient's share of it."""

    measured: Measured
    entitled: Entitled
    compared: Compared
    share: Decimal
    persons: Mapping[Part, Decimal]
    """Among whom the amount is divided, by what they brought."""
    contact: str | None
    """Which person or party is paid; None for the company."""

    @property
    def items(self) -> tuple[tuple[Line | None, Item], ...]:
        """The lines that count, each with what it brings; None for what was carried over."""
        return tuple(self.measured.items())

    @property
    def total(self) -> Decimal:
        """What was measured in all: of a window that stands on running sums, not the lines on top of them alone."""
        return self.measured.measured if self.entitled.asked is None else self.entitled.asked[0].measured

    @property
    def judged(self) -> Decimal:
        """The measure that picks the row."""
        return sum(self.measured.judged, ZERO)
