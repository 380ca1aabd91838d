"""Stamp cards: units count from the moment on at which an order holds them, and are never counted twice."""

from datetime import timedelta
from decimal import Decimal

import pytest

from apps.orders.shop import AT, confirmed, opened, quoted, reserved, wanted
from ristorno.apps.facts.operations import Draft, ingest
from ristorno.apps.orders import operations

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CARDS = """\
program: {name}
time_zone: Europe/Moscow
currency: RUB
units: {{RUB: {{kind: money}}, PTS: {{kind: points}}}}
clauses: {{}}
offers: {{card: {{gives: {{stamps: {{after: 5}}}}}}}}
"""


@pytest.fixture(autouse=True)
def shop() -> None:
    opened(points=0, program=CARDS)


def invoiced(units: int, document: str = "I1") -> None:
    draft = Draft(
        document=document, line="1", member="M", occurred_at=AT + DAY, quantity=Decimal(units),
        amount=Decimal(100 * units),
    )  # fmt: skip
    ingest(drafts=[draft], channel="api", at=AT + DAY, actor="key:1")


def off(units: int, days: int = 0) -> int:
    """What an order of so many units gets off, in units."""
    at = AT + days * DAY
    priced = quoted(wanted(units, at=at), at=at).priced
    return int(priced.discount / 100)


def test_units_that_an_open_order_holds_are_stamps_though_none_of_them_is_free() -> None:
    assert off(4) == 0
    number = reserved(wanted(4)).number
    assert off(2) == 1
    operations.cancel(number=number, at=AT, actor="key:1")
    assert off(2) == 0


def test_units_of_a_confirmed_order_are_stamps_before_and_after_its_invoice_but_not_twice() -> None:
    confirmed(wanted(4))
    assert (off(1), off(2)) == (0, 1)
    invoiced(4)
    assert (off(1, days=2), off(2, days=2), off(7, days=2)) == (0, 1, 1)


def test_a_part_that_is_invoiced_leaves_the_rest_waiting() -> None:
    confirmed(wanted(5))
    invoiced(2)
    assert (off(1, days=2), off(6, days=2), off(7, days=2)) == (1, 1, 2)


def test_what_is_canceled_after_all_has_no_stamps() -> None:
    number = confirmed(wanted(5)).number
    assert off(1) == 1
    operations.cancel(number=number, at=AT, actor="key:1")
    assert off(1) == 0


def test_what_is_bought_without_an_order_is_a_stamp_too() -> None:
    invoiced(5)
    assert off(1, days=2) == 1


def test_what_is_left_after_a_return_has_the_stamps_that_others_held_when_it_was_priced() -> None:
    reserved(wanted(4))
    order = confirmed(wanted(2, 1))
    assert order.promise.to_pay == 200  # the sixth of seven units is free
    state = operations.return_lines(
        number=order.number, key="R1", lines={"2": Decimal(1)}, gifts={}, at=AT + DAY, actor="key:1"
    )
    assert state.refund.money == 100
