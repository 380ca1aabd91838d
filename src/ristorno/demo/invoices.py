"""Orders become invoices: facts of kind ``purchase``, most of them recorded at once, some weeks late."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from ristorno.demo.dice import Dice
from ristorno.demo.numbering import Numbering
from ristorno.demo.orders import Item, Order
from ristorno.demo.supplier import SUPPLIER
from ristorno.engine.fact import Fact
from ristorno.kernel.number import round_to

Invoice: TypeAlias = tuple[Fact, ...]
"""The lines of one document, all of one version."""

SOURCE = "erp"
TAX_PERCENT = 19
CENT = Decimal("0.01")
_LATE_PER_MILLE = 30
_LATE_DAYS = (15, 55)
_POSTING_HOUR = 20
"""Invoices are posted in the evening; what was ordered later is posted in the next morning."""


def make_invoices(seed: int, orders: tuple[Order, ...]) -> Iterator[Invoice]:
    """Yield one invoice for each order, numbered through each year as invoices must be."""
    numbering = Numbering("INV")
    for order in orders:
        document = numbering.next(order.at)
        recorded_at = _recorded_at(order.at, Dice(seed, "posting", document))
        yield tuple(
            _line(order, item, document, str(place), recorded_at)
            for place, item in enumerate(order.items, start=1)
        )


def tax_of(amount: Decimal, *, at_home: bool) -> Decimal:
    """Return the tax on a net amount in whole cents; sales abroad carry none, they are taxed there."""
    return round_to(amount * TAX_PERCENT / 100, CENT) if at_home else Decimal("0.00")


def posted_at(day: date, dice: Dice) -> datetime:
    """Return the instant at which the documents of a day are posted: in the evening."""
    return SUPPLIER.local(day, _POSTING_HOUR, dice.below(60))


def _recorded_at(ordered_at: datetime, dice: Dice) -> datetime:
    day = ordered_at.date()
    late = SUPPLIER.local(day + timedelta(days=dice.between(*_LATE_DAYS)), 10, dice.below(60))
    if dice.chance(_LATE_PER_MILLE) and late < SUPPLIER.exported_at:
        return late
    if ordered_at.hour < _POSTING_HOUR:
        return posted_at(day, dice)
    return SUPPLIER.local(day + timedelta(days=1), 5, dice.below(60))


def _line(order: Order, item: Item, document: str, line: str, recorded_at: datetime) -> Fact:
    product = item.product
    return Fact(
        source=SOURCE,
        document=document,
        line=line,
        kind="purchase",
        occurred_at=order.at,
        recorded_at=recorded_at,
        member=order.member.id,
        contact=order.contact,
        product=product.id,
        brand=product.brand or None,
        groups=product.groups,
        quantity=Decimal(item.quantity),
        uom=product.uom,
        amount=item.amount,
        cost=product.cost * item.quantity,
        tax=tax_of(item.amount, at_home=order.member.country == SUPPLIER.country),
        currency=SUPPLIER.currency,
        due_on=order.at.date() + timedelta(days=order.member.term_days),
    )
