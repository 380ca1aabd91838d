"""What becomes of a reserved order: confirmed, canceled, or over by itself."""

from datetime import datetime

from django.db import transaction

from ristorno.apps.counters import operations as counters
from ristorno.apps.orders import refusals
from ristorno.apps.orders.models import Order
from ristorno.apps.orders.rows import hold_of, holder_of, locked, state_of, tell
from ristorno.apps.orders.values import OrderState
from ristorno.apps.vouchers import operations as vouchers
from ristorno.apps.wallets import operations as wallets

_RESERVED, _CONFIRMED, _CANCELED, _LAPSED = (
    Order.State.RESERVED, Order.State.CONFIRMED, Order.State.CANCELED, Order.State.LAPSED,
)  # fmt: skip


@transaction.atomic
def confirm(*, number: int, at: datetime, actor: str) -> OrderState:
    """Take for good what is held for an order; one that is confirmed stays so.

    Raises:
        Refused: there is no such order, its time is over, or it was canceled.
    """
    order = locked(number)
    if order.state == _CONFIRMED:
        return state_of(order, at)
    if order.state == _LAPSED or (order.state == _RESERVED and order.lapses_at <= at):
        raise refusals.lapsed(number, order.lapses_at)
    if order.state != _RESERVED:
        raise refusals.state(number, order.state, "confirmed")
    counters.take(holder=holder_of(number), at=at)
    for paid in order.paid_set.order_by("unit"):
        paid.used_under = f"{hold_of(number, paid.unit)}:used"
        wallets.redeem(key=paid.used_under, hold=hold_of(number, paid.unit), at=at, actor=actor)
        paid.save()
    vouchers.let_valid(given_for=holder_of(number))
    _end(order, _CONFIRMED, at)
    tell(order, "order.confirmed", actor)
    return state_of(order, at)


@transaction.atomic
def cancel(*, number: int, at: datetime, actor: str, reason: str = "") -> OrderState:
    """Let go all that is held for an order, or give back what is left of what it took; twice gives nothing twice.

    Raises:
        Refused: there is no such order.
    """
    order = locked(number)
    if order.state in (_CANCELED, _LAPSED):
        return state_of(order, at)
    before = order.state
    _let_go(order, at, actor, reason)
    _end(order, _LAPSED if before == _RESERVED and order.lapses_at <= at else _CANCELED, at)
    tell(order, "order.canceled", actor, reason=reason, before=before)
    return state_of(order, at)


def lapse_all(*, at: datetime, actor: str) -> int:
    """Let go what is held for orders whose time is over, each in a transaction of its own; return how many."""
    over = Order.objects.filter(state=_RESERVED, lapses_at__lte=at).order_by("pk")
    return sum(_lapse(number, at, actor) for number in list(over.values_list("pk", flat=True)))


@transaction.atomic
def _lapse(number: int, at: datetime, actor: str) -> bool:
    order = locked(number)
    if order.state != _RESERVED:
        return False
    _let_go(order, at, actor, "lapsed")
    _end(order, _LAPSED, order.lapses_at)
    tell(order, "order.lapsed", actor)
    return True


def _let_go(order: Order, at: datetime, actor: str, reason: str) -> None:
    counters.release(holder=holder_of(order.pk))
    for paid in order.paid_set.order_by("unit"):
        hold = hold_of(order.pk, paid.unit)
        if not paid.used_under:
            wallets.release(hold=hold, at=at, actor=actor)
        elif paid.points > paid.points_back:
            wallets.give_back(key=f"{hold}:canceled", of=paid.used_under, at=at, actor=actor, reason=reason)
            paid.points_back, paid.amount_back = paid.points, paid.amount
            paid.save()
    vouchers.take_back(given_for=holder_of(order.pk), reason=reason, at=at)


def _end(order: Order, state: Order.State, at: datetime) -> None:
    order.state, order.ended_at = state, at
    order.save()
