"""Prices: asked for, promised in a token, and looked at again where the terms were changed since."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from ristorno.apps.agreements.queries import NEWEST, Ruling, program_ruling
from ristorno.apps.catalog.queries import ANY_PRODUCTS
from ristorno.apps.members.queries import language_asked
from ristorno.apps.orders import refusals
from ristorno.apps.orders.history import prepared
from ristorno.apps.orders.products import completed
from ristorno.apps.orders.standing import Found, Outside, day_of, found
from ristorno.apps.orders.values import (
    GiftPromised,
    LinePromised,
    Promise,
    Quote,
    Quoted,
    TakingPromised,
    TenderPromised,
    VoucherPromised,
)
from ristorno.apps.vouchers.queries import known_asked
from ristorno.engine.preview.order import Prepared
from ristorno.engine.pricing.order import Order
from ristorno.engine.pricing.price import price
from ristorno.engine.pricing.priced import PricedOrder
from ristorno.engine.pricing.question import ruling as span_of
from ristorno.engine.pricing.telling import told
from ristorno.engine.terms.terms import Terms
from ristorno.postgres.asking import Question

LASTS: Final = timedelta(minutes=30)
"""How long a quote is good for."""


def quote(*, program: str, order: Order, at: datetime, language: str = "en") -> Quote:
    """Return what an order costs now, with the reasons, and a token by which it can be had at that price.

    Nothing is written. ``order.placed_at`` is ``at``, which is aware; its member is a key. The reasons are told in a
    language of the product; offers that are for other members are not named.

    Raises:
        Refused: there is no such program; the order, or one of its codes, cannot be priced.
    """
    ruling = program_ruling(program)
    if not ruling.takes(order.member):
        raise refusals.no_part(order.member, program)
    order = completed(order, day_of(order, ruling.calculation.program.terms))
    priced, promise, terms = _asked(program, ruling, order, at)
    quoted = Quoted(
        number=uuid4(), program=program, terms=ruling.number, at=at, until=at + LASTS, order=order, promise=promise,
        told=told(priced, terms, language),
    )  # fmt: skip
    return Quote(quoted, priced)


def questions(program: str, member: str, codes: Sequence[str]) -> Iterator[Question]:
    """Yield what a quote will ask of the database bit by bit, for whoever asks it beforehand."""
    yield from (NEWEST, ANY_PRODUCTS, language_asked(member), *prepared.questions(program, member))
    if codes:
        yield known_asked([each.strip() for each in codes])


def still(quoted: Quoted, at: datetime) -> bool:
    """Return whether a promise is what the terms give that are in force now."""
    ruling = program_ruling(quoted.program)
    if ruling.number == quoted.terms:
        return True
    _, promise, _ = _asked(quoted.program, ruling, quoted.order, at)
    return promise == quoted.promise


def _asked(program: str, ruling: Ruling, order: Order, at: datetime) -> tuple[PricedOrder, Promise, Terms]:
    day = day_of(order, ruling.calculation.program.terms)
    history = prepared(program, ruling, order.member, day)
    outside = outside_of(program, history, order)
    known = found(outside, history, order, at)
    priced = price(history, order, known.standing)
    own = tuple(each for each in priced.not_applied if each.reason != "other_member")
    return replace(priced, not_applied=own), promised(priced, outside, known), outside.terms


def outside_of(program: str, history: Prepared, order: Order) -> Outside:
    """Return where what is counted of an order is found."""
    terms = _terms(history, order)
    return Outside(program, terms, day_of(order, terms))


def promised(priced: PricedOrder, outside: Outside, known: Found) -> Promise:
    """Return a priced order without its reasons, in the standing in which it was priced."""
    return Promise(
        currency=priced.order.currency,
        step=outside.terms.fact_step,
        lines=tuple(
            LinePromised(key=each.key, listed=each.listed, net=each.net, tax=each.tax, to_pay=each.to_pay)
            for each in priced.lines
        ),
        tenders=tuple(
            TenderPromised(unit=each.unit, points=each.points, amount=each.amount) for each in priced.tenders
        ),
        gifts=tuple(
            GiftPromised(offer=each.offer, product=each.product, quantity=each.quantity, price=each.price)
            for each in priced.free
        ),
        vouchers=tuple(
            VoucherPromised(offer=each.offer, opens=each.opens, member=each.member, until=each.until)
            for each in priced.issued
        ),
        takings=_takings(priced, outside, known.times),
        cards={offer: units for offer, units in known.standing.counters.items() if units},
    )


def _takings(priced: PricedOrder, outside: Outside, times: Mapping[str, int]) -> tuple[TakingPromised, ...]:
    found = (outside.promised(each, priced.order.member, times) for each in priced.takings)
    return tuple(each for each in found if each is not None)


def _terms(history: Prepared, order: Order) -> Terms:
    """Return the terms that rule; where none do, the program's, and the price says so."""
    span = span_of(history, order)
    return span.rules.terms if span is not None else history.calculation.program.terms
