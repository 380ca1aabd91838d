"""The order that asks for a price: its lines at list prices, the codes that were entered, what pays for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, TypeAlias

from ristorno.kernel.number import ZERO

LineKind: TypeAlias = Literal["goods", "delivery"]
_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_POINTS: "Mapping[str, Decimal | None]" = MappingProxyType({})


def _nothing() -> Mapping[str, str]:
    return _NOTHING


def _no_points() -> "Mapping[str, Decimal | None]":
    return _NO_POINTS


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One position: ``price`` is the list price of one unit, net, with up to four decimals.

    ``cost`` is what the whole line costs the sponsor, None where nobody knows. ``tax_rate`` is a fraction of the net
    amount (0.2 for 20 %). Delivery is a line of its own kind.
    """

    key: str
    product: str | None = None
    brand: str | None = None
    groups: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=_nothing)
    quantity: Decimal
    uom: str | None = None
    price: Decimal
    cost: Decimal | None = None
    tax_rate: Decimal = ZERO
    kind: LineKind = "goods"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a member wants to buy. Nothing in it depends on the order of its lines or codes.

    ``placed_at`` is an aware instant. ``pay_with`` names units of points with the most that may be spent of them, None
    for as much as the terms allow. ``number`` is what the order is called where something refers to it.
    """

    member: str
    placed_at: datetime
    currency: str
    lines: tuple[OrderLine, ...]
    contact: str | None = None
    codes: tuple[str, ...] = ()
    pay_with: Mapping[str, Decimal | None] = field(default_factory=_no_points)
    number: str = "order"
