"""Orders as programs ask for them, and prices as they read them."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ristorno.apps.orders.values import OrderState, Quote, Refund, ReturnState
from ristorno.engine.pricing.order import Order, OrderLine
from ristorno.engine.pricing.priced import PricedOrder
from ristorno.engine.pricing.record import steps_record
from ristorno.engine.pricing.refusing import LINES_AT_MOST
from ristorno.kernel.number import plain
from ristorno.web.api.fields import MemberName, Moment, Name

_Text = Annotated[str, Field(min_length=1, max_length=200)]
_Maybe = Annotated[str | None, Field(min_length=1, max_length=120)]
_Exact = Annotated[Decimal, Field(max_digits=18, decimal_places=4)]
_NotBelow = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=4)]
_MOST_CODES = 50


class Said(BaseModel):
    """What is asked or answered: orders are long and buyers wait, so nothing but their fields is looked at."""

    model_config = ConfigDict(from_attributes=True)


class LineSaid(Said):
    """A line of an order at its list price."""

    key: Name = Field(description="What the line is called in the order.")
    product: _Maybe = None
    brand: _Maybe = Field(None, description="Null: as the catalog has it.")
    groups: list[Name] = Field([], max_length=50, description="None: as the catalog has them.")
    attributes: dict[Name, Annotated[str, Field(max_length=500)]] = Field({}, max_length=50)
    quantity: _Exact
    uom: _Maybe = None
    price: _Exact = Field(description="The list price of one unit, net.")
    cost: _NotBelow | None = Field(None, description="What the whole line costs you; never shown again.")
    tax_rate: Annotated[Decimal, Field(ge=0, le=1, max_digits=9, decimal_places=6)] = Field(
        Decimal(0), description="A fraction: 0.2 for 20 %."
    )
    kind: Literal["goods", "delivery"] = "goods"


class OrderSaid(Said):
    """An order that asks for a price."""

    program: Name
    member: MemberName
    contact: _Maybe = Field(None, description="The person who orders.")
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    lines: list[LineSaid] = Field(min_length=1, max_length=LINES_AT_MOST)
    codes: list[Annotated[str, Field(min_length=1, max_length=100)]] = Field([], max_length=_MOST_CODES)
    pay_with: dict[Name, _NotBelow | None] = Field(
        {}, max_length=20, description="Units of points with the most to be spent; null: as much as may be."
    )
    placed_at: Moment | None = Field(
        None, description="By your clock; refused where it is more than two minutes from ours. Null: now."
    )


class PricedLineShown(Said):
    """A line as it is to be paid: listed - discount = net, net + tax = gross, gross - tendered = to_pay."""

    key: str
    listed: Decimal
    discount: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal
    tendered: Decimal
    to_pay: Decimal


class AppliedShown(Said):
    """A discount: what it takes off the order, and off each line."""

    offer: str
    kind: str
    amount: Decimal
    shares: dict[str, Decimal]
    code: str | None
    steps: list[dict[str, Any]] = Field(
        description="Its arithmetic: what kind of step, its result, and every number that it used, exact."
    )


class NotAppliedShown(Said):
    """An offer that gives nothing, and why."""

    offer: str
    reason: str


class TenderShown(Said):
    """Points that pay for a part."""

    offer: str
    unit: str
    points: Decimal
    amount: Decimal
    steps: list[dict[str, Any]] = Field(description="Its arithmetic, as that of discounts.")


class GiftShown(Said):
    """Goods besides."""

    offer: str
    product: str
    quantity: Decimal
    price: Decimal = Field(description="What one unit is charged with if nothing gives it any more and it is kept.")


class IssuedShown(Said):
    """A code that the order brings, valid once it is confirmed."""

    offer: str
    opens: str
    member: str
    until: datetime | None


class HintShown(Said):
    """With so much of a product all of it would cost less."""

    offer: str
    product: str
    quantity: Decimal
    amount: Decimal
    now: Decimal


class EarnsShown(Said):
    """What the order will earn once it is invoiced so."""

    agreement: str
    clause: str
    unit: str
    contact: str | None
    amount: Decimal


class QuoteShown(Said):
    """A price, and the text by which it can be had."""

    quote: str = Field(description="Send it to `POST /orders`; nothing is kept of it here.")
    until: datetime
    currency: str
    listed: Decimal
    discount: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal
    to_pay: Decimal = Field(description="In money; points pay for the rest of gross.")
    lines: list[PricedLineShown]
    applied: list[AppliedShown]
    not_applied: list[NotAppliedShown]
    tenders: list[TenderShown]
    gifts: list[GiftShown]
    issued: list[IssuedShown]
    hints: list[HintShown]
    earns: list[EarnsShown]
    versions: list[str]
    told: list[str] = Field(description="The same in sentences, the sum first.")


def order_said(said: OrderSaid, member: str, at: datetime) -> Order:
    """Return an order as it is priced, of a member by its key."""
    return Order(
        member=member,
        contact=said.contact,
        placed_at=at,
        currency=said.currency,
        lines=tuple(_line(each) for each in said.lines),
        codes=tuple(said.codes),
        pay_with=said.pay_with,
    )


def _line(said: LineSaid) -> OrderLine:
    return OrderLine(
        key=said.key, product=said.product, brand=said.brand, groups=tuple(said.groups), attributes=said.attributes,
        quantity=said.quantity, uom=said.uom, price=said.price, cost=said.cost, tax_rate=said.tax_rate, kind=said.kind,
    )  # fmt: skip


def quote_shown(found: Quote) -> QuoteShown:
    """Return a price as programs read it."""
    priced = found.priced
    return QuoteShown(
        quote=found.token,
        until=found.quoted.until,
        currency=priced.order.currency,
        listed=priced.listed,
        discount=priced.discount,
        net=priced.net,
        tax=priced.tax,
        gross=priced.gross,
        to_pay=priced.to_pay,
        lines=[PricedLineShown.model_validate(each) for each in priced.lines],
        applied=[
            AppliedShown(
                offer=each.offer, kind=each.kind, amount=each.amount, shares=dict(each.shares), code=each.code,
                steps=steps_record(each.steps),
            )
            for each in priced.applied
        ],
        not_applied=[NotAppliedShown(offer=each.offer, reason=each.reason) for each in priced.not_applied],
        tenders=[
            TenderShown(
                offer=each.offer, unit=each.unit, points=each.points, amount=each.amount, steps=steps_record(each.steps)
            )
            for each in priced.tenders
        ],
        gifts=[GiftShown.model_validate(each) for each in priced.free],
        issued=[IssuedShown.model_validate(each) for each in priced.issued],
        hints=[HintShown.model_validate(each) for each in priced.hints],
        earns=_earns(priced),
        versions=list(priced.versions),
        told=list(found.quoted.told),
    )  # fmt: skip


def _earns(priced: PricedOrder) -> list[EarnsShown]:
    return [
        EarnsShown(
            agreement=each.agreement, clause=each.clause, unit=each.unit, contact=each.contact, amount=each.difference
        )
        for each in priced.earns
        if each.difference
    ]


class NewOrder(Said):
    """A quote that is taken."""

    quote: Annotated[str, Field(min_length=1, max_length=4_000_000, description="As it was answered.")]
    until: Moment | None = Field(None, description="How long all is held, at most 31 days; null: an hour.")
    reference: Annotated[str, Field(max_length=120)] = Field("", description="What you call the order.")


class Cancellation(Said):
    """Why an order is canceled."""

    reason: Annotated[str, Field(max_length=200)] = ""


class NewReturn(Said):
    """What comes back."""

    key: Annotated[str, Field(min_length=1, max_length=120, description="Chosen by you: the same again is the same.")]
    lines: dict[Name, _NotBelow] = Field(min_length=1, max_length=LINES_AT_MOST, description="How much, by line.")
    gifts: dict[_Text, _NotBelow] = Field({}, max_length=1_000, description="How much of gifts, by product.")


class RefundShown(Said):
    """What is given back: money, and points, which had paid for `paid_with_points`."""

    money: Decimal
    points: dict[str, Decimal]
    paid_with_points: Decimal
    charged: Decimal = Field(
        description="For gifts that are kept though nothing gives them any more; taken off already."
    )
    withdrawn: list[str] = Field(description="Codes that the rest of the order does not bring.")


class ReturnShown(Said):
    """What came back, and what was given back for it."""

    key: str
    lines: dict[str, Decimal]
    gifts: dict[str, Decimal]
    refund: RefundShown
    at: datetime


class OrderLineShown(Said):
    """A line as it was promised."""

    key: str
    product: str | None
    quantity: Decimal
    listed: Decimal
    net: Decimal
    tax: Decimal
    to_pay: Decimal


class PaidShown(Said):
    """Points that paid for a part, and what of them was given back."""

    unit: str
    points: Decimal
    amount: Decimal
    points_back: Decimal


class OrderShown(Said):
    """An order and what became of it. Confirmed, it is no purchase yet: the invoice is."""

    number: int
    state: str = Field(description="reserved, confirmed, canceled or lapsed.")
    program: str
    member: str
    contact: str
    reference: str
    quoted_at: datetime
    reserved_at: datetime
    lapses_at: datetime = Field(description="From this moment on nothing is held for it, unless it is confirmed.")
    ended_at: datetime | None
    currency: str
    gross: Decimal
    to_pay: Decimal
    lines: list[OrderLineShown]
    tenders: list[PaidShown]
    vouchers: list[str] = Field(description="Codes that it brings.")
    told: list[str] = Field(description="How it came to its price, in the language of its quote.")
    returns: list[ReturnShown]


class OrdersShown(Said):
    """A page of orders, in the order in which they were reserved."""

    items: list[OrderShown]
    next: str | None


def order_shown(state: OrderState) -> OrderShown:
    """Return an order as programs read it."""
    asked = {line.key: line for line in state.order.lines}
    return OrderShown(
        number=state.number, state=state.state, program=state.program, member=state.member, contact=state.contact,
        reference=state.reference, quoted_at=state.quoted_at, reserved_at=state.reserved_at, lapses_at=state.lapses_at,
        ended_at=state.ended_at, currency=state.promise.currency, gross=state.promise.gross,
        to_pay=state.promise.to_pay, vouchers=list(state.vouchers),
        told=list(state.told),
        lines=[
            OrderLineShown(
                key=each.key, product=asked[each.key].product, quantity=asked[each.key].quantity, listed=each.listed,
                net=each.net, tax=each.tax, to_pay=each.to_pay,
            )
            for each in state.promise.lines
        ],
        tenders=[PaidShown.model_validate(each) for each in state.tenders],
        returns=[return_shown(each) for each in state.returns],
    )  # fmt: skip


def return_shown(state: ReturnState) -> ReturnShown:
    """Return what came back as programs read it."""
    return ReturnShown(
        key=state.key, lines=dict(state.lines), gifts=dict(state.gifts), refund=_refund(state.refund), at=state.at
    )  # fmt: skip


def _refund(refund: Refund) -> RefundShown:
    return RefundShown(
        money=refund.money, points=dict(refund.points),
        paid_with_points=Decimal(plain(refund.paid_with_points)),  # kept with ten decimals, and told without idle ones
        charged=refund.charged, withdrawn=list(refund.withdrawn),
    )  # fmt: skip
