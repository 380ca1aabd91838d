"""The lines of an order as the engine sees facts: what sets ask of a fact they ask of a line to be."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from ristorno.engine.benefits.base import Part
from ristorno.engine.fact import Fact
from ristorno.engine.history.book import in_order
from ristorno.engine.history.line import Line
from ristorno.engine.pricing.order import Order, OrderLine
from ristorno.engine.pricing.spreading import spread
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.lightweight import lightweight
from ristorno.kernel.number import ONE, ZERO

SOURCE: Final = "quote"
"""The source of facts that an order would become; none that happened has it."""


@lightweight
class Placed:
    """A line of an order with its fact to be; ``listed`` is what it costs at list price, in whole smallest steps."""

    key: str
    asked: OrderLine
    line: Line
    listed: Decimal
    whole: Part
    """All of its units at list price, as an offer sees them whose base that is."""


def placed(order: Order, terms: Terms) -> tuple[Placed, ...]:
    """Return the lines of an order by key; the sum of list prices is rounded once."""
    listed = spread({line.key: line.quantity * line.price for line in order.lines}, terms.fact_step)
    lines = {line.fact.line: line for line in in_order(facts_to_be(order, listed), terms.zone)}
    return tuple(
        Placed(line.key, line, lines[line.key], listed[line.key], _whole(line, listed[line.key]))
        for line in sorted(order.lines, key=lambda line: line.key)
    )


def _whole(line: OrderLine, listed: Decimal) -> Part:
    """Return all of a line; where it has no product, it is an article by itself."""
    return Part(line.key, line.product or f"#{line.key}", line.quantity, listed, ONE + line.tax_rate)


def facts_to_be(
    order: Order,
    amounts: Mapping[str, Decimal],
    taxes: Mapping[str, Decimal] | None = None,
    points: Mapping[str, Decimal] | None = None,
) -> Sequence[Fact]:
    """Return the facts of an order at some amounts: what an invoice would tell of it.

    ``points`` is what they pay of lines; what the lines of a document tell of that is added up.
    """
    paid = points or {}
    return [
        Fact(
            source=SOURCE,
            document=order.number,
            line=line.key,
            occurred_at=order.placed_at,
            member=order.member,
            contact=order.contact,
            product=line.product,
            brand=line.brand,
            groups=line.groups,
            attributes=line.attributes,
            quantity=line.quantity,
            uom=line.uom,
            amount=amounts[line.key],
            cost=line.cost,
            tax=(taxes or {}).get(line.key, ZERO),
            currency=order.currency,
            tenders={"points": paid[line.key]} if line.key in paid else {},
        )
        for line in order.lines
    ]
