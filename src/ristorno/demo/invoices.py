"""Orders become invoices: most of them recorded at once, some weeks late."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from ristorno.demo.dice import Dice
from ristorno.demo.members import Member
from ristorno.demo.numbering import Numbering
from ristorno.demo.orders import Item, Order
from ristorno.demo.supplier import SUPPLIER
from ristorno.engine.fact import Fact
from ristorno.kernel.number import round_to

SOURCE = "erp"
TAX_PERCENT = 19
CENT = Decimal("0.01")
_LATE_PER_MILLE = 30
_LATE_DAYS = (15, 55)
_POSTING_HOUR = 20
"""Documents are posted in the evening; what was ordered later is posted in the next morning."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an invoice: its number from 1, what was sold, its net ``amount`` and ``tax`` in EUR."""

    number: int
    item: Item
    amount: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """One version of the document about an order; a retracted one says that the document no longer exists."""

    document: str
    order: Order
    recorded_at: datetime
    lines: tuple[Line, ...]
    version: int = 1
    retracted: bool = False

    @property
    def member(self) -> Member:
        """Who bought."""
        return self.order.member

    @property
    def due_on(self) -> date:
        """The last day to pay."""
        return self.order.at.date() + timedelta(days=self.member.term_days)

    @property
    def gross(self) -> Decimal:
        """What is to be paid, tax included, in whole cents."""
        return round_to(sum((line.amount + line.tax for line in self.lines), Decimal(0)), CENT)

    def facts(self) -> Iterator[Fact]:
        """Yield a fact of kind ``purchase`` for each line."""
        for line in self.lines:
            product = line.item.product
            yield Fact(
                source=SOURCE,
                document=self.document,
                line=str(line.number),
                version=self.version,
                retracted=self.retracted,
                kind="purchase",
                occurred_at=self.order.at,
                recorded_at=self.recorded_at,
                member=self.member.id,
                contact=self.order.contact,
                product=product.id,
                brand=product.brand or None,
                groups=product.groups,
                quantity=Decimal(line.item.quantity),
                uom=product.uom,
                amount=line.amount,
                cost=product.cost * line.item.quantity,
                tax=line.tax,
                currency=SUPPLIER.currency,
                due_on=self.due_on,
            )


def make_invoices(seed: int, orders: Iterable[Order]) -> Iterator[Invoice]:
    """Yield one invoice for each order, numbered in the order of the orders."""
    numbering = Numbering("INV")
    for order in orders:
        document = numbering.next(order.at)
        yield Invoice(
            document=document,
            order=order,
            recorded_at=_recorded_at(order.at, Dice(seed, "posting", document)),
            lines=tuple(
                Line(number, item, item.amount, tax_of(item.amount, order.member))
                for number, item in enumerate(order.items, start=1)
            ),
        )


def tax_of(amount: Decimal, member: Member) -> Decimal:
    """Return the tax on a net amount in whole cents; sales abroad carry none, they are taxed there."""
    percent = TAX_PERCENT if member.country == SUPPLIER.country else 0
    return round_to(amount * percent / 100, CENT)


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
