"""Prices while the buyer waits, and orders: reserved, confirmed, canceled, taken back line by line."""

from typing import Annotated

from ninja import Path, Query, Router, Status

from ristorno.apps.clock.queries import NOW, now
from ristorno.apps.identity.queries import Caller
from ristorno.apps.members.queries import resolve
from ristorno.apps.orders import operations, queries
from ristorno.postgres.asking import at_once
from ristorno.report.settlement import language_of
from ristorno.web.api.caller import Come, may
from ristorno.web.api.fields import OfMember, Spoken
from ristorno.web.api.orders_said import (
    Cancellation,
    NewOrder,
    NewReturn,
    OrderSaid,
    OrderShown,
    OrdersShown,
    QuoteShown,
    ReturnShown,
    order_said,
    order_shown,
    quote_shown,
    return_shown,
)
from ristorno.web.api.own import member_asked, member_of
from ristorno.web.api.pages import Cursor, Limit, after_number, page
from ristorno.web.api.problems import not_found

router = Router(tags=["orders"])
_Number = Annotated[int, Path(ge=1, lt=2**63)]
_Reference = Annotated[str | None, Query(max_length=120, description="What you call the order.")]


@router.post("/quotes", response=QuoteShown, summary="What an order costs", **may("orders:write"))
def quote_order(request: Come, said: OrderSaid, language: Spoken = None) -> QuoteShown:
    """Return the price of an order now, with what was applied, what was not and why; nothing is written."""
    caller, named = request.caller, said.member or request.caller.member or ""
    with at_once(NOW, member_asked(caller, said.member), *operations.questions(said.program, named, said.codes)):
        at = now()
        if said.placed_at is not None:
            operations.agree_on_time(said.placed_at, at)
        order = order_said(said, member_of(caller, said.member), at)
        spoken = language_of(order.member, language)
        return quote_shown(operations.quote(program=said.program, order=order, at=at, language=spoken))


@router.post("/orders", response={201: OrderShown}, summary="Take a quote", **may("orders:write"))
def reserve_order(request: Come, said: NewOrder) -> Status[OrderShown]:
    """Hold all that an order takes until a moment: budgets, uses, codes, stock, points. A quote is taken once."""
    state = operations.reserve(
        token=said.quote, until=said.until, reference=said.reference, at=now(), actor=request.caller.actor
    )
    return Status(201, order_shown(state))


@router.get("/orders", response=OrdersShown, summary="Orders", **may("orders:read"))
def list_orders(
    request: Come, member: OfMember = None, reference: _Reference = None, limit: Limit = 50, cursor: Cursor = ""
) -> OrdersShown:
    """Return the orders of a member, or, for the sponsor, of all."""
    asked = member is not None or request.caller.member is not None
    own = member_of(request.caller, member) if asked else None
    found = queries.orders(now(), member=own, reference=reference, after=after_number(cursor), most=limit + 1)
    shown, following = page(found, limit, lambda each: each.number)
    return OrdersShown(items=[order_shown(each) for each in shown], next=following)


@router.get("/orders/{number}", response=OrderShown, summary="One order", **may("orders:read"))
def get_order(request: Come, number: _Number) -> OrderShown:
    """Return an order with what became of it."""
    _own(request.caller, number)
    return order_shown(queries.order(number, now()))


@router.post("/orders/{number}/confirm", response=OrderShown, summary="Confirm an order", **may("orders:write"))
def confirm_order(request: Come, number: _Number) -> OrderShown:
    """Take for good what is held for an order; one that is confirmed stays so."""
    _own(request.caller, number)
    return order_shown(operations.confirm(number=number, at=now(), actor=request.caller.actor))


@router.post("/orders/{number}/cancel", response=OrderShown, summary="Cancel an order", **may("orders:write"))
def cancel_order(request: Come, number: _Number, said: Cancellation) -> OrderShown:
    """Let go what is held for an order, or give back what is left of what it took; twice gives nothing twice."""
    _own(request.caller, number)
    done = operations.cancel(number=number, reason=said.reason, at=now(), actor=request.caller.actor)
    return order_shown(done)


@router.post("/orders/{number}/returns", response=ReturnShown, summary="Take back lines of an order",
             **may("orders:write"))  # fmt: skip
def return_lines(request: Come, number: _Number, said: NewReturn) -> ReturnShown:
    """Judge the rest of an order anew and give back the difference, as it was paid: points into their old lots."""
    _own(request.caller, number)
    state = operations.return_lines(
        number=number, key=said.key, lines=said.lines, gifts=said.gifts, at=now(), actor=request.caller.actor
    )
    return return_shown(state)


def _own(caller: Caller, number: int) -> None:
    owner = queries.member_of(number)
    if owner is None:
        raise not_found(f"order {number}")
    if caller.member is not None and resolve([owner]).get(owner) != member_of(caller, None):
        raise not_found(f"order {number}")
