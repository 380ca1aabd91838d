"""What counters are asked with, and what they answer."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """So much of a counter, of which there may be ``at_most`` so much in all (None: as much as the counter itself has).

    ``code`` and ``what`` are told where there is not enough: the code of the refusal, and what the counter stands for.
    """

    counter: str
    amount: Decimal
    at_most: Decimal | None
    code: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterState:
    """What was taken of a counter for good, what is held of it at a moment, and what there is, if it is kept there."""

    name: str
    taken: Decimal
    held: Decimal
    there_is: Decimal | None

    @property
    def gone(self) -> Decimal:
        """What nobody else can have."""
        return self.taken + self.held
