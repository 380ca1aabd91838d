"""Every way to change an order: reserve, confirm, cancel, take back what is returned; and prices, which change nothing.

All are atomic, record one event, and are told when they happen (``at``, aware) by whoever calls. What is refused is a
:class:`~ristorno.kernel.problem.Refused`, and then nothing was done and nothing is held.
"""

from decimal import Decimal

from django.db import transaction

from ristorno.apps.counters import operations as counters
from ristorno.apps.events.operations import record
from ristorno.apps.orders.course import cancel, confirm, lapse_all
from ristorno.apps.orders.quoting import questions, quote
from ristorno.apps.orders.reserving import agree_on_time, reserve
from ristorno.apps.orders.returning import return_lines
from ristorno.apps.orders.standing import stock_of

__all__ = ["agree_on_time", "cancel", "confirm", "lapse_all", "questions", "quote", "reserve", "return_lines", "stock"]


@transaction.atomic
def stock(*, product: str, quantity: Decimal, actor: str) -> None:
    """Say how much of a product is given for free in all, what was given before included."""
    counters.there_is(counter=stock_of(product), amount=quantity)
    record(name="order.stock.set", actor=actor, subject=f"product:{product}", data={"quantity": f"{quantity:f}"})
