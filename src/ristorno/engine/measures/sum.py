"""The sum of a field over facts: amount, quantity, cost, margin, tax, or a numeric attribute."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import ClassVar

from pydantic import Field

from ristorno.engine.fact import Fact
from ristorno.engine.history.line import Line
from ristorno.engine.measures.base import NOTHING_SEEN, MeasureKind, Seen
from ristorno.engine.phrase import Named, named
from ristorno.engine.terms.scalars import String
from ristorno.kernel.number import AMOUNT_LIMIT


def _margin(fact: Fact) -> Decimal | None:
    return None if fact.amount is None or fact.cost is None else fact.amount - fact.cost


_FIELDS: Mapping[str, Callable[[Fact], Decimal | None]] = MappingProxyType(
    {
        "amount": lambda fact: fact.amount,
        "quantity": lambda fact: fact.quantity,
        "cost": lambda fact: fact.cost,
        "margin": _margin,
        "tax": lambda fact: fact.tax,
    }
)


class Sum(MeasureKind):
    """``sum``: amount (net, the default), quantity, cost, margin (amount - cost), tax, or a numeric attribute."""

    KEY: ClassVar[str] = "sum"
    WORDS: ClassVar[Mapping[str, Named]] = {
        "sum.amount": named(money=True, en="amount", ru="сумма", th="ยอดเงิน"),
        "sum.quantity": named(en="quantity", ru="количество", th="จำนวน"),
        "sum.cost": named(money=True, en="cost", ru="себестоимость", th="ต้นทุน"),
        "sum.margin": named(money=True, en="margin", ru="маржа", th="กำไรขั้นต้น"),
        "sum.tax": named(money=True, en="tax", ru="налог", th="ภาษี"),
    }

    sum: String = Field("amount", description="amount, quantity, cost, margin, tax, or the name of a numeric attribute")

    def values(self, lines: Sequence[Line], seen: Seen = NOTHING_SEEN) -> tuple[Decimal | None, ...]:
        """Return the field of each line; None where the fact does not have it."""
        read = _FIELDS.get(self.sum) or self._attribute
        return tuple([read(line.fact) for line in lines])

    @property
    def phrase(self) -> str:
        """Return ``sum.`` and the field."""
        return f"sum.{self.sum}"

    def _attribute(self, fact: Fact) -> Decimal | None:
        try:
            number = Decimal(fact.attributes[self.sum])
        except (KeyError, InvalidOperation):
            return None
        return number if number.is_finite() and abs(number) < AMOUNT_LIMIT else None
