"""What orders are asked with, and what they answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Final
from uuid import UUID

from ristorno.apps.counters.values import Wanted
from ristorno.engine.pricing.order import Order
from ristorno.engine.pricing.priced import PricedOrder
from ristorno.kernel.number import ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePromised:
    """A line as it is to be paid, in the currency of the order; ``net`` and ``tax`` before points pay for any of it."""

    key: str
    listed: Decimal
    net: Decimal
    tax: Decimal
    to_pay: Decimal

    @property
    def gross(self) -> Decimal:
        """Net and tax."""
        return self.net + self.tax


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderPromised:
    """So many points of a unit pay for so much."""

    unit: str
    points: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftPromised:
    """So much of a product for free; ``price`` is what one unit is charged with if it is kept and may not be."""

    offer: str
    product: str
    quantity: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherPromised:
    """A code for another offer, which is made with the order and valid once it is confirmed."""

    offer: str
    opens: str
    member: str
    until: datetime | None


_GONE: Final = {
    "budget": "orders.budget_gone",
    "use": "orders.use_gone",
    "code": "orders.code_gone",
    "stock": "orders.stock_gone",
    "counter": "orders.stamps_gone",
}
"""The code of the refusal where there is less than an order takes, by kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingPromised:
    """What the order takes of a counter."""

    kind: str
    counter: str
    amount: Decimal
    at_most: Decimal | None
    what: str

    @property
    def wanted(self) -> Wanted:
        """The same as counters are asked for it."""
        return Wanted(
            counter=self.counter, amount=self.amount, at_most=self.at_most, code=_GONE[self.kind], what=self.what
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What an order costs and takes, without the reasons."""

    currency: str
    step: Decimal
    """The smallest step of the currency."""
    lines: tuple[LinePromised, ...]
    tenders: tuple[TenderPromised, ...]
    gifts: tuple[GiftPromised, ...]
    vouchers: tuple[VoucherPromised, ...]
    takings: tuple[TakingPromised, ...]
    cards: Mapping[str, Decimal] = field(default_factory=dict, compare=False)
    """The stamps by offer that other orders held when it was priced: what is left of it is judged with them, too."""

    @property
    def gross(self) -> Decimal:
        """What all of it costs, tax included, whatever pays for it."""
        return sum((line.gross for line in self.lines), ZERO)

    @property
    def to_pay(self) -> Decimal:
        """What is to be paid in money."""
        return sum((line.to_pay for line in self.lines), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """What a token says: an order, what it was promised, by which terms, until when, and in sentences why."""

    number: UUID
    program: str
    terms: int
    at: datetime
    until: datetime
    order: Order
    promise: Promise
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quote:
    """A price: with all its reasons for whoever waits for it, and as a token for whoever takes it."""

    quoted: Quoted
    priced: PricedOrder

    @cached_property
    def token(self) -> str:
        """The signed text, which nobody can change."""
        from ristorno.apps.orders.tokens import make_token

        return make_token(self.quoted)


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderState:
    """What pays for a part of an order besides money, and what of it was given back."""

    unit: str
    points: Decimal
    amount: Decimal
    points_back: Decimal
    amount_back: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """What is given back for what came back: money, and of each unit the points, which had paid for so much in all."""

    money: Decimal
    paid_with_points: Decimal
    points: Mapping[str, Decimal]
    charged: Decimal
    withdrawn: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnState:
    """Lines that came back, by key, and what was given back for them."""

    key: str
    lines: Mapping[str, Decimal]
    gifts: Mapping[str, Decimal]
    refund: Refund
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderState:
    """An order as others read it."""

    number: int
    state: str
    program: str
    member: str
    contact: str
    reference: str
    order: Order
    promise: Promise
    told: Sequence[str]
    """How it came to its price, as it was told with the quote."""
    quoted_at: datetime
    reserved_at: datetime
    lapses_at: datetime
    ended_at: datetime | None
    tenders: Sequence[TenderState]
    vouchers: Sequence[str]
    returns: Sequence[ReturnState]
