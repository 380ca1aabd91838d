"""A special price of a unit: ``price: 900``, or by product, group, level or segment."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from ristorno.engine.benefits.base import Asked, BenefitKind, Offered, Part, lowered
from ristorno.engine.mechanics.keyed import ROWS_TOLD, Keyed, KeyedNumber, numbers, rows_told
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Grid, Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.kernel.document import Tree


class SpecialPrice(BenefitKind):
    """A price agreed upon. E16: 40 units at 900 instead of 1,000 on 31 March, at 1,000 on 1 April."""

    KEY: ClassVar[str] = "price"
    STARTER: ClassVar[Mapping[str, Tree]] = {"gives": {"price": "90"}}
    CHOICE: ClassVar[str | None] = "by"
    SHORT: ClassVar[str | None] = "price"
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "price_at": phrase(
            "{of:amount} − {quantity:number} × {price:amount}",
            en=("Special price", "{quantity:number} units at {price:amount} instead of {of:amount} in all."),
            ru=("Особая цена", "{quantity:number} единиц по {price:amount} вместо {of:amount} за все."),
            th=("ราคาพิเศษ", "{quantity:number} หน่วย หน่วยละ {price:amount} แทนที่จะเป็น {of:amount} ทั้งหมด"),
        )
    }
    RULES: ClassVar[Mapping[str, Words]] = {
        **ROWS_TOLD,
        "price": says(
            en="A unit costs {price:amount}, if its price is not lower anyway.",
            ru="Единица стоит {price:amount}, если её цена и так не ниже.",
            th="ราคาหน่วยละ {price:amount} หากราคาเดิมไม่ต่ำกว่านี้",
        ),
        "price.by": says(
            en="What a unit costs, if its price is not lower anyway, is in the table.",
            ru="Сколько стоит единица, если её цена и так не ниже, — в таблице.",
            th="ราคาต่อหน่วยอยู่ในตาราง หากราคาเดิมไม่ต่ำกว่านี้",
        ),
    }

    price: KeyedNumber = Field(
        description="what a unit costs, or `{by: product, A: 900, B: 450}`; what fits no row keeps its price"
    )

    @property
    def keyed(self) -> Keyed | None:
        """By what the price is picked."""
        return self.price if isinstance(self.price, Keyed) else None

    @property
    def by_line(self) -> bool:
        """Every unit has its price."""
        return True

    @property
    def priced_gross(self) -> bool:
        """Prices may be meant with tax."""
        return True

    def offer(self, asked: Asked) -> Offered:
        """Return how far the price of every part lies above the agreed one."""
        found = {part.key: self._of(asked, part) for part in asked.parts if asked.won(part)}
        return lowered(asked, {key: price for key, price in found.items() if price is not None}, "price_at")

    def _of(self, asked: Asked, part: Part) -> Decimal | None:
        return asked.row(self.price, part) if isinstance(self.price, Keyed) else self.price

    def rules(self) -> Iterator[Said | Grid]:
        """Yield the price."""
        if isinstance(self.price, Keyed):
            yield Said("price.by")
            yield rows_told(self.price, "amount")
        else:
            yield Said("price", {"price": self.price})

    def problems(self) -> Iterator[Finding]:
        """Yield prices below zero."""
        if any(price < 0 for price in numbers(self.price)):
            yield Finding((), "terms.negative", "A price below 0 makes no sense.", "Write 0 or more.")
