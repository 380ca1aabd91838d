"""An order in a file, YAML or JSON, and beside it what the outside knows when it is priced."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from ristorno.engine.pricing.order import Order, OrderLine
from ristorno.engine.pricing.standing import CodeStanding, CodeState, Standing
from ristorno.engine.terms.model import Model
from ristorno.engine.terms.reading import validated
from ristorno.engine.terms.scalars import Flag, Instant, Number, Rate, String
from ristorno.kernel.document import read_document
from ristorno.kernel.number import ZERO
from ristorno.kernel.problem import Problem, Refused


class WrittenLine(Model):
    """One line of an order."""

    line: String | None = Field(None, description="its key; its place if left out")
    product: String | None = Field(None, description="the product code")
    brand: String | None = Field(None, description="the brand")
    groups: tuple[String, ...] = Field((), description="product groups")
    attributes: dict[String, String] = Field({}, description="attributes that sets may ask for")
    quantity: Number = Field(description="how many units, above 0")
    uom: String | None = Field(None, description="the unit of measure")
    price: Number = Field(description="the net list price of one unit")
    cost: Number | None = Field(None, description="what the whole line costs the sponsor")
    tax: Rate = Field(ZERO, description="the tax on the net amount, such as `19 %`")
    kind: Literal["goods", "delivery"] = Field("goods", description="goods, or their delivery")


class WrittenCode(Model):
    """A single code that was given out."""

    offer: String = Field(description="the offer that it opens")
    state: CodeState = Field("valid", description="what became of it")
    member: String | None = Field(None, description="who alone may use it")
    referrer: String | None = Field(None, description="who handed it on")
    own: Flag = Field(default=False, description="whether who orders and who handed it on are one")
    since: Instant | None = Field(None, description="from when it is valid")
    until: Instant | None = Field(None, description="from when it is no longer valid")


class WrittenUse(Model):
    """How often an offer was used, and for whom."""

    offer: String = Field(description="the offer")
    whom: String = Field(description="`member:KEY`, `contact:MEMBER/NAME`, `code:CODE` or `program`")
    times: Number = Field(description="how often")


class WrittenStanding(Model):
    """What the outside knows."""

    balances: dict[String, Number] = Field({}, description="what may be spent, by unit")
    budgets: dict[String, Number] = Field({}, description="what budgets have left")
    stock: dict[String, Number] = Field({}, description="what is left of free products")
    counters: dict[String, Number] = Field({}, description="units that open orders hold on stamp cards, by offer")
    uses: tuple[WrittenUse, ...] = Field((), description="uses of offers that are limited")
    codes: dict[String, WrittenCode] = Field({}, description="single codes")


class WrittenOrder(Model):
    """An order with its standing."""

    order: String = Field("order", description="its number")
    member: String = Field(description="who buys")
    contact: String | None = Field(None, description="the person who orders")
    placed_at: Instant = Field(description="when, with its zone: `2026-03-01T10:00:00+01:00`")
    currency: String = Field(description="the currency of its prices")
    codes: tuple[String, ...] = Field((), description="codes that were entered")
    pay_with: dict[String, Number] = Field({}, description="units to pay with, each with the most that is spent of it")
    lines: tuple[WrittenLine, ...] = Field(description="what is bought", min_length=1)
    standing: WrittenStanding = Field(WrittenStanding(), description="what the outside knows")


def read_order(text: str, file: str = "") -> tuple[Order, Standing]:
    """Return the order of a text in YAML or JSON, and its standing. Raises :class:`Refused` with every problem."""
    document = read_document(text, file, "member: KEY")
    if not isinstance(document.tree, dict):
        reason = "An order is a mapping of keys and values."
        raise Refused([Problem("terms.shape", reason, "Write {member: KEY, lines: [...]}.", document.place(()))])
    written: WrittenOrder = validated(WrittenOrder, document.tree, document)
    return _order(written), _standing(written.standing)


def _order(written: WrittenOrder) -> Order:
    return Order(
        number=written.order,
        member=written.member,
        contact=written.contact,
        placed_at=written.placed_at,
        currency=written.currency,
        codes=written.codes,
        pay_with=dict(written.pay_with),
        lines=tuple(_line(str(place), line) for place, line in enumerate(written.lines, start=1)),
    )


def _line(place: str, line: WrittenLine) -> OrderLine:
    return OrderLine(
        key=line.line or place,
        product=line.product,
        brand=line.brand,
        groups=line.groups,
        attributes=line.attributes,
        quantity=line.quantity,
        uom=line.uom,
        price=line.price,
        cost=line.cost,
        tax_rate=line.tax,
        kind=line.kind,
    )


def _standing(written: WrittenStanding) -> Standing:
    uses: dict[tuple[str, str], Decimal] = {(use.offer, use.whom): use.times for use in written.uses}
    return Standing(
        balances=written.balances,
        budgets=written.budgets,
        stock=written.stock,
        counters=written.counters,
        uses={use: int(times) for use, times in uses.items()},
        codes={
            code: CodeStanding(
                offer=each.offer,
                state=each.state,
                member=each.member,
                referrer=each.referrer,
                own=each.own,
                since=each.since,
                until=each.until,
            )
            for code, each in written.codes.items()
        },
    )
