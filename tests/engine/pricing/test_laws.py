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
from strategies.offered import bundles, calculation, orders, programs, splits, units_off

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


def test_splitting_lines_changes_no_sum(effort: Effort) -> None:
    """The same goods on more lines are the same order, whatever offers meet on them."""

    def law(program: str, written: tuple[Order, Order]) -> None:
        whole, split = (priced_order(calculation(program), order, _HISTORY, Standing()) for order in written)
        assert (whole.listed, whole.discount, whole.tax) == (split.listed, split.discount, split.tax)
        assert whole.to_pay == split.to_pay
        assert [(each.clause, each.with_order) for each in whole.earns] == [
            (each.clause, each.with_order) for each in split.earns
        ]
        assert [each.amount for each in whole.applied] == [each.amount for each in split.applied]
        assert list(broken_laws(split)) == []
        assert price_disagreements(priced_record(split)) == []

    effort.prove(law, programs() | bundles() | units_off(), orders().flatmap(splits), examples=60)
