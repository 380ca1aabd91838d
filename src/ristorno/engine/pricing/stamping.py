"""Stamps of orders that are confirmed and that no invoice has told yet."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from ristorno.engine.preview.order import Prepared
from ristorno.engine.pricing.order import Order
from ristorno.engine.pricing.question import ruled
from ristorno.engine.terms.offers.offer import Offer
from ristorno.kernel.number import ZERO, exactly


def waiting(prepared: Prepared, order: Order, offer: Offer, confirmed: Iterable[tuple[date, Decimal]]) -> Decimal:
    """Return how many units of confirmed orders wait for their invoices; these come from the day of confirmation on.

    ``confirmed`` are the local days and units of orders. What is bought takes from what waits, whichever order it is
    of, so that no unit is counted twice: once told, it stands in the history.
    """
    found = ruled(prepared, order)
    if found is None:
        return ZERO
    context, span = found
    bought = context.sift(span.rules.sieve(offer.on))
    told = [(line.day, 1, line.fact.quantity or ZERO) for line in bought if line.at < order.placed_at]
    left = ZERO
    with exactly():
        for _, is_bought, units in sorted([*((day, 0, units) for day, units in confirmed), *told]):
            left = max(ZERO, left - max(ZERO, units)) if is_bought else left + units
    return left
