"""What a member bought last of each product: what a further order begins from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.db import connection

from ristorno.apps.members.queries import codes_of
from ristorno.kernel.number import round_to

_STEP: Final = Decimal("0.0001")
_LATEST: Final = """
select product, uom, quantity, amount, currency, bought_on from (
    select distinct on (product) product, uom, quantity, amount, currency, bought_on from (
        select distinct on (identity, key) *, coalesce(day, (instant at time zone %(zone)s)::date) as bought_on
        from facts_version where member = any(%(codes)s) order by identity, key, version desc
    ) as line
    where not retracted and kind = 'purchase' and product is not null and quantity > 0 and amount >= 0
        and currency is not null and bought_on >= %(since)s
    order by product, bought_on desc, identity, key
) as latest order by bought_on desc, product limit %(most)s
"""


@dataclass(frozen=True, slots=True)
class Bought:
    """What was bought last of a product: how much, on which day, what one unit cost net, with four decimals."""

    product: str
    uom: str
    quantity: Decimal
    price: Decimal
    currency: str
    on: date


def bought(member: str, *, since: date, zone: str, most: int = 50) -> list[Bought]:
    """Return the last purchase of each product since a day, the latest first; days are those of a time zone."""
    asked: dict[str, list[str] | date | str | int | None] = {
        "codes": list(codes_of(member)),
        "since": since,
        "zone": zone,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LATEST, asked)
        return [
            Bought(product, uom or "", quantity, round_to(Fraction(amount) / Fraction(quantity), _STEP), currency, on)
            for product, uom, quantity, amount, currency, on in cursor
        ]
