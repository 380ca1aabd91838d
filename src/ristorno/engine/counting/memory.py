"""What one window of a clause hands to the next, and one piece of a window to the pieces after it."""

from dataclasses import dataclass, field
from decimal import Decimal

from ristorno.engine.counting.parts import Part
from ristorno.engine.population.uses import NOTHING_USED, Uses
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import Period


@dataclass(slots=True)
class Memory:
    """Negative sums that are carried, what was given under a cap for good, and what pieces of a window have given."""

    carried: dict[Part, Decimal] = field(default_factory=dict)
    given: dict[Part, Decimal] = field(default_factory=dict)
    surplus: dict[Part, Decimal] = field(default_factory=dict)
    """What windows earned above a guarantee, as far as it lowers the next one."""
    pieces: dict[str | None, Decimal] = field(default_factory=dict)
    """What the pieces of the window so far are entitled to, by recipient."""
    pieces_of: Period | None = None
    """The window whose pieces these are, uncut."""
    uses: Uses = NOTHING_USED
    """What has been used up of how often something counts."""

    def copy(self) -> "Memory":
        """Return a memory of its own, so that counting an order changes nothing."""
        return Memory({**self.carried}, {**self.given}, {**self.surplus}, {**self.pieces}, self.pieces_of, self.uses)

    def earlier(self, whole: Period, contact: str | None, amount: Decimal) -> Decimal:
        """Return what the pieces before this one gave a recipient; ``amount`` is what all of them give now."""
        if whole != self.pieces_of:
            self.pieces, self.pieces_of = {}, whole
        before = self.pieces.get(contact, ZERO)
        self.pieces[contact] = amount
        return before
