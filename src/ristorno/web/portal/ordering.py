"""Ordering again: from what was bought before, priced while one waits, handed to the supplier as a draft of an order.

A draft is a reserved order: its price is promised, and what it takes is held until the supplier confirms it or it
lapses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from http import HTTPStatus

from django.http import HttpResponse, HttpResponseRedirect

from ristorno.apps.agreements.queries import Ruling
from ristorno.apps.catalog.queries import products
from ristorno.apps.facts.bought import Bought, bought
from ristorno.apps.orders import operations, queries
from ristorno.apps.orders.values import OrderState, Quote
from ristorno.engine.fact import local_day
from ristorno.engine.pricing.order import Order, OrderLine
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.ground.door import not_there, said
from ristorno.web.ground.names import rulings_of
from ristorno.web.ground.rendering import render
from ristorno.web.ground.typed import number
from ristorno.web.ground.visitor import Asked

_BACK = timedelta(days=400)
_ROWS, _LATELY = 60, 10
_HELD = timedelta(days=3)
"""So long the supplier has for a draft."""
_DECIMALS = 4
REFERENCE = "portal"
"""By this the supplier tells drafts from orders of its shop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    """A product that was bought before; ``wanted`` is what was typed."""

    product: str
    name: str
    about: str
    price: str
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftShown:
    """An order in words."""

    number: int
    about: str
    amount: str
    state: str
    may_cancel: bool


@dataclass(frozen=True)
class _Desk:
    """Where a visitor orders: the program whose offers price it, and what was bought before in its currency."""

    asked: Asked
    program: str
    ruling: Ruling

    @cached_property
    def currency(self) -> str:
        return self.ruling.calculation.program.terms.fact_currency or ""

    @cached_property
    def today(self) -> date:
        return local_day(self.asked.at, self.ruling.calculation.program.terms.zone)

    @cached_property
    def bought(self) -> Sequence[Bought]:
        zone = self.ruling.calculation.program.terms.time_zone
        found = bought(self.asked.who.member, since=self.today - _BACK, zone=zone, most=_ROWS)
        return [each for each in found if each.currency == self.currency]

    @cached_property
    def names(self) -> Mapping[str, str]:
        keys = [each.product for each in self.bought]
        return {each.key: each.name for each in products(self.today, keys=keys, limit=_ROWS)} if keys else {}


def order(asked: Asked) -> HttpResponse:
    """Show what was bought before; price what is wanted of it now."""
    desk = _desk(asked)
    if desk is None:
        return render(asked, "portal/order.html.jinja", page="order", rows=[], code="", priced=None, problems=(),
                      drafts=_drafts(asked))  # fmt: skip
    wanted = dict(zip(asked.typed.getlist("product"), asked.typed.getlist("quantity"), strict=False))
    problems: tuple[str, ...] = ()
    quote: Quote | None = None
    if asked.sends:
        try:
            quote = _priced(desk, wanted)
        except Refused as refused:
            problems = said(asked, refused)
    return render(
        asked, "portal/order.html.jinja", page="order", rows=[_row(desk, each, wanted) for each in desk.bought],
        code=asked.typed.get("code", ""), problems=problems, drafts=_drafts(asked), priced=quote and {
            "told": quote.quoted.told, "token": quote.token,
            "amount": asked.voice.money(quote.quoted.promise.to_pay, desk.currency),
        },
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
    )  # fmt: skip


def hand_over(asked: Asked) -> HttpResponse:
    """Hand a priced order over as a draft, which the supplier confirms; a form that is sent twice hands over one."""
    token = asked.typed.get("token", "")
    found = queries.quoted(token, asked.at)
    if found.order.member != asked.who.member:
        raise not_there()
    operations.reserve(
        token=token, until=asked.at + _HELD, reference=REFERENCE, at=asked.at, actor=asked.who.user.actor
    )
    return HttpResponseRedirect("/order?done=handed_over")


def take_back(asked: Asked, number: int) -> HttpResponse:
    """Take back a draft that the supplier has not confirmed; orders of its shop are its own affair."""
    if number >= 2**63 or queries.member_of(number) != asked.who.member:
        raise not_there()
    found = queries.order(number, asked.at)
    if not _may_cancel(found) and found.state != "canceled":
        raise not_there()
    operations.cancel(number=number, reason=asked.voice("order.taken_back"), at=asked.at, actor=asked.who.user.actor)
    return HttpResponseRedirect("/order?done=order_back")


def _desk(asked: Asked) -> _Desk | None:
    """Return where the visitor orders: the first program that prices orders, else the first of his."""
    found = [_Desk(asked, key, ruling) for key, ruling in rulings_of(asked.who.member).items()]
    pricing = (each for each in found if each.ruling.calculation.program.terms.offers)
    return next(pricing, found[0] if found else None)


def _priced(desk: _Desk, wanted: Mapping[str, str]) -> Quote:
    asked = desk.asked
    lines = [_line(each, wanted.get(each.product, "")) for each in desk.bought]
    named = tuple(each for each in lines if each is not None)
    if not named:
        raise Refused([Problem("portal.nothing_ordered", "No quantity is written.", "Write one beside a product.")])
    code = asked.typed.get("code", "").strip()[:100]
    order = Order(
        member=asked.who.member, contact=asked.who.here.key, placed_at=asked.at, currency=desk.currency, lines=named,
        codes=(code,) if code else (),
    )  # fmt: skip
    return operations.quote(program=desk.program, order=order, at=asked.at, language=asked.voice.language)


def _line(of: Bought, typed: str) -> OrderLine | None:
    """Return a line at the price that was paid last; None where nothing is wanted."""
    if not typed.strip():
        return None
    quantity = number(typed, _DECIMALS)
    if quantity is None:
        raise Refused([Problem("portal.quantity", f"{typed[:20]!r} is no quantity.", "Write it as 12 or 2.5.")])
    if not quantity:
        return None
    return OrderLine(key=of.product, product=of.product, quantity=quantity, uom=of.uom or None, price=of.price)


def _row(desk: _Desk, of: Bought, wanted: Mapping[str, str]) -> RowShown:
    voice = desk.asked.voice
    quantity = " ".join(filter(None, (voice.number(of.quantity), of.uom)))
    return RowShown(
        product=of.product,
        name=desk.names.get(of.product) or of.product,
        about=voice("order.last", quantity=quantity, day=voice.short_day(of.on)),
        price=voice.money(of.price, of.currency),
        wanted=wanted.get(of.product, ""),
    )


def _drafts(asked: Asked) -> list[DraftShown]:
    voice = asked.voice
    return [
        DraftShown(
            number=each.number,
            about=voice.short_day(each.reserved_at.date()),
            amount=voice.money(each.promise.to_pay, each.promise.currency),
            state=each.state,
            may_cancel=_may_cancel(each),
        )
        for each in queries.orders(asked.at, member=asked.who.member, latest=True, most=_LATELY)
    ]


def _may_cancel(state: OrderState) -> bool:
    return state.state == "reserved" and state.reference == REFERENCE
