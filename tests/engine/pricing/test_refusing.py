"""Orders that cannot be priced, told with place, reason and remedy, whoever asks; cases hold those of single lines."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from ristorno.engine.accrual import Moment
from ristorno.engine.fact import Fact
from ristorno.engine.preview.order import prepare
from ristorno.engine.pricing.order import Order, OrderLine
from ristorno.engine.pricing.price import price
from ristorno.kernel.problem import Refused
from strategies.offered import calculation

_PROGRAM = """\
program: plain
time_zone: Europe/Berlin
units: {EUR: {kind: money}}
clauses: {}
offers:
  all: {gives: {percent: 10 %}}
"""
_LINE = OrderLine(key="1", product="A", quantity=Decimal(1), price=Decimal(10))
_ORDER = Order(member="North", placed_at=datetime(2026, 3, 10, 10, tzinfo=UTC), currency="EUR", lines=(_LINE,))
_BOUGHT = Fact(document="N1", occurred_at=date(2026, 1, 5), member="North", amount=Decimal(600))


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (
            replace(_ORDER, placed_at=_ORDER.placed_at.replace(tzinfo=None)),
            r"names no zone.*2026-03-01T10:00:00Z.*\[order.clock\]",
        ),
        (
            replace(_ORDER, placed_at=datetime(2026, 3, 11, 10, tzinfo=UTC)),
            r"of 2026-03-11.*as of 2026-03-10.*Set the clock.*\[order.clock\]",
        ),
        (replace(_ORDER, lines=()), r"has no lines.*Add what is to be bought.*\[order.empty\]"),
        (replace(_ORDER, member="South"), r"'South'.*'North'.*\[order.member\]"),
    ],
)
def test_an_order_that_is_none_is_refused_with_a_way_on(order: Order, said: str) -> None:
    prepared = prepare(calculation(_PROGRAM), "North", [_BOUGHT], Moment(date(2026, 3, 10)))
    with pytest.raises(Refused, match=said):
        price(prepared, order)
    assert price(prepared, _ORDER).to_pay == Decimal("9.00")
