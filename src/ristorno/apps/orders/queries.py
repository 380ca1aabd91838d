"""Reading orders."""

from collections.abc import Sequence
from datetime import datetime

from ristorno.apps.orders import refusals
from ristorno.apps.orders.models import Order
from ristorno.apps.orders.reserving import good
from ristorno.apps.orders.rows import state_of
from ristorno.apps.orders.tokens import read_token
from ristorno.apps.orders.values import OrderState, Quoted


def order(number: int, at: datetime) -> OrderState:
    """Return an order as it is at a moment.

    Raises:
        Refused: there is none of this number.
    """
    found = Order.objects.filter(pk=number).first()
    if found is None:
        raise refusals.unknown(number)
    return state_of(found, at)


def orders(
    at: datetime, *, member: str | None = None, reference: str | None = None, after: int = 0, most: int = 500,
    latest: bool = False,
) -> Sequence[OrderState]:  # fmt: skip
    """Return orders in the order in which they were reserved, from the one after a number on: of a member, or all.

    ``latest``: the latest first.
    """
    found = Order.objects.filter(pk__gt=after).order_by("-pk" if latest else "pk")
    if member is not None:
        found = found.filter(member=member)
    if reference is not None:
        found = found.filter(reference=reference)
    return [state_of(each, at) for each in found[:most]]


def member_of(number: int) -> str | None:
    """Return whose an order is, None where there is none of this number."""
    return Order.objects.filter(pk=number).values_list("member", flat=True).first()


def quoted(token: str, at: datetime) -> Quoted:
    """Return what a token says.

    Raises:
        Refused: it is none of ours, its time is over, or it is of a future.
    """
    found = read_token(token)
    good(found, at)
    return found


def next_lapse(after: datetime) -> datetime | None:
    """Return when, behind a moment, something is held for an order no more; None where nothing is held."""
    found = Order.objects.filter(state=Order.State.RESERVED, lapses_at__gt=after)
    return found.order_by("lapses_at").values_list("lapses_at", flat=True).first()
