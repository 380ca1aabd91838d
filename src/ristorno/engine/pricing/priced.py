"""The answer: what every line costs, why, what was not applied and why not, and what the order takes with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from ristorno.engine.explanation import Detail, GateResult, Step
from ristorno.engine.preview.earned import Earned
from ristorno.engine.pricing.order import Order
from ristorno.kernel.number import ZERO

TakingKind: TypeAlias = Literal["budget", "use", "code", "points", "stock", "counter"]
_EMPTY: Mapping[Any, Any] = MappingProxyType({})


def _empty() -> Mapping[Any, Any]:
    return _EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """What the order takes from the outside once somebody reserves it.

    ========= ============================== ====================
    kind      name                           amount
    ========= ============================== ====================
    budget    the budget                     money
    use       ``whom`` as of :data:`Use`     1
    code      the code                       1
    points    the unit                       points
    stock     the product                    units
    counter   the offer                      units on a stamp card
    ========= ============================== ====================
    """

    kind: TakingKind
    name: str
    amount: Decimal
    offer: str
    at_most: Decimal | None = None
    """How many uses there may be for ``name``; None where nothing but the balance bounds what is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """A discount: what it takes off the whole order, and off each line. The shares sum to the amount.

    ``steps`` are the arithmetic, such that anybody can do it again; ``gates`` its conditions as they were judged.
    """

    offer: str
    kind: str
    amount: Decimal
    shares: Mapping[str, Decimal]
    """By key of the line, in the order's currency; whole smallest steps."""
    steps: tuple[Step, ...]
    gates: tuple[GateResult, ...] = ()
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotApplied:
    """An offer that could have concerned the order, and the reason in a word why it gives nothing."""

    offer: str
    reason: str
    details: Mapping[str, Detail] = field(default_factory=_empty)
    gates: tuple[GateResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeProduct:
    """Goods that the order gets besides its lines. ``price`` is what one unit is charged with if it must be."""

    offer: str
    product: str
    quantity: Decimal
    price: Decimal = ZERO
    gates: tuple[GateResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    """What pays for a part of the order besides money: a payment, not a discount. The shares sum to the amount."""

    offer: str
    unit: str
    points: Decimal
    amount: Decimal
    shares: Mapping[str, Decimal]
    steps: tuple[Step, ...]
    gates: tuple[GateResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A voucher that the order brings: pending until the order is confirmed. ``member`` may use it, for ``opens``."""

    offer: str
    opens: str
    member: str
    since: datetime
    until: datetime | None
    gates: tuple[GateResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """With ``quantity`` of a product the whole of it would cost ``amount``, and not ``now`` for fewer units."""

    offer: str
    product: str
    quantity: Decimal
    amount: Decimal
    now: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """A line as it is to be paid; all amounts are of the whole line, in whole smallest steps.

    ``listed`` less ``discount`` is ``net``; ``net`` and ``tax`` are ``gross``; ``gross`` less what tenders pay is
    ``to_pay``.
    """

    key: str
    listed: Decimal
    discount: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal
    tendered: Decimal
    to_pay: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedOrder:
    """An order with its prices. Equal orders in equal standings have equal prices, whatever stands first in them."""

    order: Order
    lines: tuple[PricedLine, ...]
    """By key."""
    applied: tuple[Applied, ...] = ()
    """In the order in which they were taken off."""
    free: tuple[FreeProduct, ...] = ()
    tenders: tuple[Tender, ...] = ()
    issued: tuple[Issued, ...] = ()
    takings: tuple[Taking, ...] = ()
    not_applied: tuple[NotApplied, ...] = ()
    """By name of the offer."""
    hints: tuple[Hint, ...] = ()
    earns: tuple[Earned, ...] = ()
    """What the order will earn once it is invoiced as it is priced; what pays for it with points earns nothing."""
    versions: tuple[str, ...] = ()
    """The versions of the terms that rule."""

    @property
    def listed(self) -> Decimal:
        """What all lines cost at list prices."""
        return sum((line.listed for line in self.lines), ZERO)

    @property
    def discount(self) -> Decimal:
        """What is taken off."""
        return sum((line.discount for line in self.lines), ZERO)

    @property
    def net(self) -> Decimal:
        """What is left of the list prices."""
        return sum((line.net for line in self.lines), ZERO)

    @property
    def tax(self) -> Decimal:
        """The tax on it."""
        return sum((line.tax for line in self.lines), ZERO)

    @property
    def gross(self) -> Decimal:
        """Net and tax."""
        return sum((line.gross for line in self.lines), ZERO)

    @property
    def to_pay(self) -> Decimal:
        """What remains to be paid in money."""
        return sum((line.to_pay for line in self.lines), ZERO)
