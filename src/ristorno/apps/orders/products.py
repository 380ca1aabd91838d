"""Products of an order as the catalog knows them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from ristorno.apps.catalog.queries import Listed, any_products, near_products, products
from ristorno.apps.orders import refusals
from ristorno.engine.pricing.order import Order, OrderLine
from ristorno.kernel.problem import Problem, Refused

_MOST = 10_000


def completed(order: Order, day: date) -> Order:
    """Return an order whose lines have brand and groups from the catalog, where they do not say their own.

    Raises:
        Refused: there is a catalog, and a product is not in it.
    """
    named = {line.product for line in order.lines if line.product}
    if not named or not any_products():
        return order
    known = {each.key: each for each in products(day, keys=named, limit=_MOST)}
    if len(known) < len(named):
        raise Refused(_unknown(order, known))
    lines = tuple(_line(line, known.get(line.product or "")) for line in order.lines)
    return order if lines == order.lines else replace(order, lines=lines)


def _line(line: OrderLine, listed: Listed | None) -> OrderLine:
    if listed is None:
        return line
    return replace(line, brand=line.brand or listed.brand or None, groups=line.groups or listed.groups)


def _unknown(order: Order, known: Mapping[str, Listed]) -> Iterator[Problem]:
    for line in order.lines:
        if line.product and line.product not in known:
            yield refusals.no_product(line.key, line.product, near_products(line.product))
