"""Orders as rows: found, locked, told; for this room only."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from ristorno.apps.events.operations import record
from ristorno.apps.orders import refusals
from ristorno.apps.orders.models import Order, Paid, Return
from ristorno.apps.orders.values import OrderState, ReturnState, TenderState
from ristorno.apps.orders.written import order_of, promise_of, refund_of
from ristorno.apps.vouchers.queries import codes_of
from ristorno.engine.fact import local_day
from ristorno.kernel.number import plain

_QUANTITIES: Final = TypeAdapter(dict[str, Decimal])


def holder_of(number: int) -> str:
    """Return what an order is called where something is held for it."""
    return f"order:{number}"


def confirmed_on(zone: ZoneInfo, holders: Collection[str]) -> Mapping[str, date]:
    """Return the local days on which orders were confirmed that still are, by what they are called where they hold."""
    numbers = [int(holder.removeprefix("order:")) for holder in holders]
    found = Order.objects.filter(pk__in=numbers, state=Order.State.CONFIRMED, ended_at__isnull=False)
    return {
        holder_of(number): local_day(at, zone) for number, at in found.values_list("pk", "ended_at") if at is not None
    }


def hold_of(number: int, unit: str) -> str:
    """Return the key of the hold of a wallet for an order; what is used of it is used under the same with a sign."""
    return f"order:{number}:{unit}"


def locked(number: int) -> Order:
    """Return an order that nobody else changes until the transaction ends.

    Raises:
        Refused: there is none.
    """
    found = Order.objects.select_for_update(no_key=True).filter(pk=number).first()
    if found is None:
        raise refusals.unknown(number)
    return found


def tell(order: Order, name: str, actor: str, **more: object) -> None:
    """Record what became of an order."""
    data = {"member": order.member, "program": order.program, "reference": order.reference, **more}
    record(name=name, actor=actor, subject=holder_of(order.pk), data=data)


def state_of(order: Order, at: datetime) -> OrderState:
    """Return an order as others read it at a moment: one whose time is over has lapsed, noted or not."""
    promise = promise_of(order.promised)
    over = order.state == Order.State.RESERVED and order.lapses_at <= at
    return OrderState(
        number=order.pk,
        state=str(Order.State.LAPSED if over else order.state),
        program=order.program,
        member=order.member,
        contact=order.contact,
        reference=order.reference,
        order=order_of(order.asked),
        promise=promise,
        told=tuple(order.told),
        quoted_at=order.quoted_at,
        reserved_at=order.reserved_at,
        lapses_at=order.lapses_at,
        ended_at=order.lapses_at if over else order.ended_at,
        tenders=[_tender(each, promise.step) for each in order.paid_set.order_by("unit")],
        vouchers=[each.code for each in codes_of(at, given_for=holder_of(order.pk))],
        returns=returns_of(order),
    )


def returns_of(order: Order) -> Sequence[ReturnState]:
    """Return what came back of an order, the earliest first."""
    return [return_state(each) for each in order.return_set.order_by("pk")]


def quantities_of(written: object) -> dict[str, Decimal]:
    """Return so much of each, as it was kept."""
    return _QUANTITIES.validate_python(written)


def return_state(row: Return) -> ReturnState:
    """Return what came back at once."""
    refund = refund_of(row.refunded)
    return ReturnState(
        key=row.key, lines=quantities_of(row.lines), gifts=quantities_of(row.free), refund=refund, at=row.at
    )


def _tender(row: Paid, step: Decimal) -> TenderState:
    return TenderState(
        unit=row.unit, points=tidy(row.points), amount=row.amount.quantize(step), points_back=tidy(row.points_back),
        amount_back=row.amount_back.quantize(step),
    )  # fmt: skip


def tidy(value: Decimal) -> Decimal:
    """Return the same number without idle zeros."""
    return Decimal(plain(value))
