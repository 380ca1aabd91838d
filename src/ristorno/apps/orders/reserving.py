"""Taking a quote: once, and with all that the order takes, or with nothing."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from ristorno.apps.counters import operations as counters
from ristorno.apps.orders import refusals
from ristorno.apps.orders.models import Order, Paid
from ristorno.apps.orders.quoting import still
from ristorno.apps.orders.rows import hold_of, holder_of, state_of, tell
from ristorno.apps.orders.tokens import read_token
from ristorno.apps.orders.values import OrderState, Quoted, VoucherPromised
from ristorno.apps.orders.written import order_to_write, promise_to_write
from ristorno.apps.vouchers import operations as vouchers
from ristorno.apps.vouchers.values import About
from ristorno.apps.wallets import operations as wallets
from ristorno.apps.wallets.values import Holder

HELD: Final = timedelta(hours=1)
"""So long all is held, if nothing else is said."""
LONGEST: Final = timedelta(days=31)
CLOCKS: Final = timedelta(minutes=2)
"""So far clocks may stand apart."""


@transaction.atomic
def reserve(*, token: str, at: datetime, actor: str, until: datetime | None = None, reference: str = "") -> OrderState:
    """Take a quote: hold budgets, uses, codes, stock and points for it until a moment; return the order.

    Raises:
        Refused: the quote is not ours, over, of a future, or taken; the terms would not give it any more; of something
            that it takes there is less.
    """
    quoted, lapses_at = read_token(token), until or at + HELD
    good(quoted, at)
    if not at < lapses_at <= at + LONGEST:
        raise refusals.too_long(lapses_at)
    order = _kept(quoted, at, lapses_at, reference, actor)
    if not still(quoted, at):
        raise refusals.changed()
    wanted = [each.wanted for each in quoted.promise.takings]
    counters.hold(holder=holder_of(order.pk), wanted=wanted, at=at, lapses_at=lapses_at)
    _pay(order, quoted, actor)
    for each in quoted.promise.vouchers:
        _give(order, each, at, actor)
    tell(order, "order.reserved", actor, lapses_at=lapses_at.isoformat())
    return state_of(order, at)


def agree_on_time(theirs: datetime, ours: datetime) -> None:
    """Refuse to go on where two clocks stand too far apart."""
    if abs(theirs - ours) > CLOCKS:
        raise refusals.clocks(theirs, ours)


def good(quoted: Quoted, at: datetime) -> None:
    """Refuse a quote whose time is over, or that is of a future."""
    if quoted.at > at + CLOCKS:
        raise refusals.clocks(quoted.at, at)
    if quoted.until <= at:
        raise refusals.expired(quoted.until)


def _kept(quoted: Quoted, at: datetime, lapses_at: datetime, reference: str, actor: str) -> Order:
    """Keep an order; whoever comes second with the same quote waits, and finds it."""
    fields = {
        "program": quoted.program, "terms": quoted.terms, "member": quoted.order.member,
        "contact": quoted.order.contact or "", "reference": reference, "quoted_at": quoted.at,
        "asked": order_to_write(quoted.order), "promised": promise_to_write(quoted.promise), "told": list(quoted.told),
        "reserved_at": at, "lapses_at": lapses_at, "actor": actor,
    }  # fmt: skip
    order, fresh = Order.objects.get_or_create(quote=quoted.number, defaults=fields)
    if not fresh:
        raise refusals.taken(order.pk, state_of(order, at).state)
    return order


def _pay(order: Order, quoted: Quoted, actor: str) -> None:
    """Hold the points that pay for a part, on wallets that are locked in one order."""
    holder, at = Holder(order.member), order.reserved_at
    tenders = sorted(quoted.promise.tenders, key=lambda each: each.unit)
    if not tenders:
        return
    wallets.stand_still(wallets=[(holder, each.unit) for each in tenders])
    wallets.end_lapsed(holder=holder, at=at, actor=actor)
    for each in tenders:
        wallets.hold(
            key=hold_of(order.pk, each.unit), holder=holder, unit=each.unit, amount=each.points, at=at, actor=actor,
            expires_at=order.lapses_at, reason=order.reference, judged=True,
        )  # fmt: skip
        Paid.objects.create(order=order, unit=each.unit, points=each.points, amount=each.amount)


def _give(order: Order, voucher: VoucherPromised, at: datetime, actor: str) -> None:
    about = About(name=f"{order.program}/{voucher.offer}", program=order.program, offer=voucher.opens)
    vouchers.give(
        about=about, member=voucher.member, contact="", given_for=holder_of(order.pk), ends_at=voucher.until, at=at,
        actor=actor,
    )  # fmt: skip
