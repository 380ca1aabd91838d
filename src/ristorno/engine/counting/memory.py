"""What one window of a clause hands to the next, and one piece of a window to the pieces after it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from ristorno.engine.counting.entitlement import Beside
from ristorno.engine.counting.parts import Part
from ristorno.engine.population.uses import NOTHING_USED, Uses
from ristorno.engine.terms.limits import Guarantee
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import Period


class Recipient(NamedTuple):
    """Who is paid piece by piece: the company, a person or a party, for itself or for those who count together."""

    owner: str | None
    contact: str | None


class Place(NamedTuple):
    """Where clauses that share a cap meet: a window, its document where it is one, and a part."""

    window: Period
    document: str | None
    part: Part


@dataclass(slots=True)
class Memory:
    """Negative sums that are carried, what was given under a cap for good, and what pieces of a window have given."""

    carried: dict[Part, Decimal] = field(default_factory=dict)
    given: dict[Part, Decimal] = field(default_factory=dict)
    surplus: dict[Part, Decimal] = field(default_factory=dict)
    """What windows earned above a guarantee, as far as it lowers the next one."""
    pieces: dict[Recipient, Decimal] = field(default_factory=dict)
    """What the pieces of the window so far are entitled to, by recipient."""
    pieces_of: Period | None = None
    """The window whose pieces these are, uncut."""
    sharing: Mapping[Place, tuple[Beside, ...]] | None = None
    """What the clauses give that share a cap with this one; None while it is counted for itself."""
    uses: Uses = NOTHING_USED
    """What has been used up of how often something counts."""

    def copy(self) -> "Memory":
        """Return a memory of its own, so that counting an order changes nothing."""
        return Memory(
            {**self.carried}, {**self.given}, {**self.surplus}, {**self.pieces}, self.pieces_of, self.sharing, self.uses
        )

    def keep_surplus(self, guarantee: Guarantee | None, part: Part, earned: Decimal) -> None:
        """Remember what was earned above a guarantee, for the windows after this one."""
        if guarantee is not None and guarantee.surplus == "carry":
            least = max(ZERO, guarantee.amount - self.surplus.get(part, ZERO))
            self.surplus[part] = max(ZERO, earned - least)

    def earlier(self, whole: Period, recipient: Recipient, amount: Decimal) -> Decimal:
        """Return what the pieces before this one gave a recipient; ``amount`` is what all of them give now."""
        if whole != self.pieces_of:
            self.pieces, self.pieces_of = {}, whole
        before = self.pieces.get(recipient, ZERO)
        self.pieces[recipient] = amount
        return before
