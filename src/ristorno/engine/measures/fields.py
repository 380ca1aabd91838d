"""The numbers of a fact that can be summed, each with what it is a number of and what people call it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from operator import attrgetter
from types import MappingProxyType
from typing import Literal, TypeAlias

from ristorno.engine.fact import Fact
from ristorno.engine.phrase import Named, named
from ristorno.kernel.number import AMOUNT_LIMIT

Read: TypeAlias = Callable[[Fact], Decimal | None]
"""Reads one number of a fact; None where the fact does not have it."""

Dimension: TypeAlias = Literal["money", "pieces", "number"]
"""What a number is a number of: money in the currency of the facts, pieces of goods, or anything else."""

ATTRIBUTE_DECIMALS = 10
"""A number with more decimals than any price or weight has is no number that anybody meant."""


@dataclass(frozen=True, slots=True)
class FactNumber:
    """One number of a fact."""

    read: Read
    dimension: Dimension
    words: Named


def _margin(fact: Fact) -> Decimal | None:
    return None if fact.amount is None or fact.cost is None else fact.amount - fact.cost


def _money(read: Read, *, en: str, ru: str, th: str) -> FactNumber:
    return FactNumber(read, "money", named(money=True, en=en, ru=ru, th=th))


FIELDS: Mapping[str, FactNumber] = MappingProxyType(
    {
        "amount": _money(attrgetter("amount"), en="amount", ru="сумма", th="ยอดเงิน"),
        "quantity": FactNumber(attrgetter("quantity"), "pieces", named(en="quantity", ru="количество", th="จำนวน")),
        "cost": _money(attrgetter("cost"), en="cost", ru="себестоимость", th="ต้นทุน"),
        "margin": _money(_margin, en="margin", ru="маржа", th="กำไรขั้นต้น"),
        "tax": _money(attrgetter("tax"), en="tax", ru="налог", th="ภาษี"),
    }
)


def attribute(name: str) -> Read:
    """Return how a numeric attribute is read: None where the fact has none, or where its text is no number."""

    def read(fact: Fact) -> Decimal | None:
        try:
            number = Decimal(fact.attributes[name])
        except (KeyError, InvalidOperation):
            return None
        return number if _plain(number) else None

    return read


def _plain(number: Decimal) -> bool:
    if not number.is_finite() or abs(number) >= AMOUNT_LIMIT:
        return False
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= ATTRIBUTE_DECIMALS
