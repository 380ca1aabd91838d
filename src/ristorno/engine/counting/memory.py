"""What one window of a clause hands to the next."""

from dataclasses import dataclass, field
from decimal import Decimal

from ristorno.engine.counting.parts import Part


@dataclass(slots=True)
class Memory:
    """Negative sums that are carried, and what was given under a cap for good."""

    carried: dict[Part, Decimal] = field(default_factory=dict)
    given: dict[Part, Decimal] = field(default_factory=dict)

    def copy(self) -> "Memory":
        """Return a memory of its own, so that counting an order changes nothing."""
        return Memory({**self.carried}, {**self.given})
