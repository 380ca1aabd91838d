"""What must hold of every price, whatever the offers and the order."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from casepricing import alike, broken_laws, offers_turned, priced_order
from ristorno.engine.fact import Fact
from ristorno.engine.pricing.order import Order
from ristorno.engine.pricing.record import priced_record
from ristorno.engine.pricing.redone import price_disagreements
from ristorno.engine.pricing.standing import Standing
from strategies.effort import Effort
from strategies.offered import bundles, calculation, orders, programs

_HISTORY = (
    Fact(document="N1", occurred_at=date(2026, 1, 5), member="North", quantity=Decimal(5), amount=Decimal(600)),
)


def test_nothing_is_below_zero_and_parts_are_the_whole(effort: Effort) -> None:
    def law(program: str, order: Order) -> None:
        priced = priced_order(calculation(program), order, _HISTORY, Standing())
        assert list(broken_laws(priced)) == []
        assert price_disagreements(priced_record(priced)) == []

    effort.prove(law, programs() | bundles(), orders(), examples=60)


def test_what_stands_first_changes_nothing(effort: Effort) -> None:
    def law(program: str, order: Order) -> None:
        asked = calculation(program)
        priced = alike(priced_order(asked, order, _HISTORY, Standing()))
        assert priced == alike(priced_order(asked, order, _HISTORY, Standing()))
        backwards = replace(order, lines=order.lines[::-1])
        assert priced == alike(priced_order(asked, backwards, _HISTORY, Standing()))
        assert priced == alike(priced_order(offers_turned(asked), order, _HISTORY, Standing()))

    effort.prove(law, programs() | bundles(), orders(), examples=40)


def test_splitting_a_line_changes_no_sum(effort: Effort) -> None:
    """A line of one article on two lines is the same order; without bounds that pick units of other lines."""

    def law(program: str, order: Order) -> None:
        first = order.lines[0]
        if first.quantity < 2 or first.product is None:
            return
        cost = None if first.cost is None else first.cost * first.quantity
        whole = replace(first, cost=cost)
        parts = [
            replace(first, key=key, quantity=quantity, cost=None if first.cost is None else first.cost * quantity)
            for key, quantity in (("1", first.quantity - 1), ("1a", Decimal(1)))
        ]
        one = priced_order(calculation(program), replace(order, lines=(whole, *order.lines[1:])), _HISTORY, Standing())
        two = priced_order(calculation(program), replace(order, lines=(*parts, *order.lines[1:])), _HISTORY, Standing())
        assert (one.listed, one.discount, one.to_pay) == (two.listed, two.discount, two.to_pay)

    effort.prove(law, programs() | bundles(1), orders(), examples=40)
