"""Parts of a fact: of its numbers, cut in ten-thousandths, the finest that a fact has."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from ristorno.engine.fact import Fact
from ristorno.kernel.number import round_to

DIVIDED: Final = ("amount", "quantity", "cost", "tax")
"""The numbers of a fact of which a part has its part."""
FINEST: Final = Decimal("0.0001")


def portion(fact: Fact, start: Fraction, end: Fraction, **exact: Decimal) -> Fact:
    """Return what lies between two shares of a fact; adjoining parts sum to the whole. ``exact`` numbers are known."""
    own: dict[str, Any] = {}
    for name in DIVIDED:
        value: Decimal | None = getattr(fact, name)
        if value is not None:
            own[name] = round_to(Fraction(value) * end, FINEST) - round_to(Fraction(value) * start, FINEST)
    return replace(fact, **{**own, **exact})
