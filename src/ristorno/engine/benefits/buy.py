"""So many more for so many: ``buy: {n: 5, get: 1}``."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from ristorno.engine.benefits.base import Asked, BenefitKind, Offered, Part, by_article
from ristorno.engine.benefits.units import picked, units_of, whole_units
from ristorno.engine.explanation import Step
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Grid, Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Number, Rate
from ristorno.kernel.document import Tree
from ristorno.kernel.number import ONE, ZERO, Exact, times, total


class Buy(BenefitKind):
    """Of every so many units some are free, or cheaper: of 12 at 10.00 two, for 5 and 1."""

    KEY: ClassVar[str] = "buy"
    STARTER: ClassVar[Mapping[str, Tree]] = {"gives": {"buy": {"n": "5", "get": "1"}}}
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "units_off": phrase(
            "{of:amount} × {rate:rate}",
            en=("Units free", "Of {units:number} units {count:number} get {rate:rate} off: {result:amount}."),
            ru=(
                "Бесплатные единицы",
                "Из {units:number} на {count:number} скидка {rate:rate}: {result:amount}.",
            ),
            th=("หน่วยที่ฟรี", "จาก {units:number} หน่วย {count:number} หน่วยลด {rate:rate}: {result:amount}"),
        )
    }
    RULES: ClassVar[Mapping[str, Words]] = {
        "buy.each_line": says(
            en="Of every {n:number} and {get:number} units of one article {get:number} get {off:rate} off.",
            ru="Из каждых {n:number} и {get:number} единиц одного товара на {get:number} скидка {off:rate}.",
            th="ทุก {n:number} และ {get:number} หน่วยของสินค้าเดียวกัน {get:number} หน่วยลด {off:rate}",
        ),
        "buy.across": says(
            en="Of every {n:number} and {get:number} units of any of these goods {get:number} get {off:rate} off.",
            ru="Из каждых {n:number} и {get:number} единиц любых из этих товаров на {get:number} скидка {off:rate}.",
            th="ทุก {n:number} และ {get:number} หน่วยของสินค้าใดก็ได้ในกลุ่มนี้ {get:number} หน่วยลด {off:rate}",
        ),
    }

    n: Number = Field(description="so many are paid, a whole number")
    get: Number = Field(ONE, description="for these so many more are free or cheaper, a whole number")
    off: Rate = Field(ONE, description="how much is taken off these; `100 %`: they are free")
    apply: Literal["each_line", "across"] = Field(
        "each_line", description="whether units of one article make a set, or units of all these goods together"
    )

    @property
    def picks(self) -> bool:
        """Some of the units are free."""
        return True

    def offer(self, asked: Asked) -> Offered:
        """Return what the free units would have cost; the units of whole sets are used up."""
        cheaper: list[Part] = []
        used: dict[str, Decimal] = {}
        free = units = ZERO
        for pile in by_article(asked.parts) if self.apply == "each_line" else [list(asked.parts)]:
            sets = whole_units(pile) // (self.n + self.get)
            cut = picked(asked, pile, sets * self.get)
            cheaper += cut
            paid = picked(asked, pile, sets * self.n, besides=cut)
            for part in (*cut, *paid):
                used[part.key] = used.get(part.key, ZERO) + part.quantity
            free, units = free + sets * self.get, units + units_of(pile)
        of = total(part.amount for part in cheaper)
        step = Step("units_off", times(of, self.off), {"of": of, "rate": self.off, "count": free, "units": units})
        amounts: dict[str, Exact] = {part.key: times(part.amount, self.off) for part in cheaper}
        return Offered(amounts, lambda: used, lambda: (step,) if free else ())

    def rules(self) -> Iterator[Said | Grid]:
        """Yield how many are free of how many."""
        yield Said(f"buy.{self.apply}", {"n": self.n, "get": self.get, "off": self.off})

    def problems(self) -> Iterator[Finding]:
        """Yield numbers that are not whole, and shares that cannot be."""
        yield from whole(("n",), self.n)
        yield from whole(("get",), self.get)
        if not 0 < self.off <= ONE:
            yield Finding(("off",), "terms.rate", "More than nothing and at most all is taken off.", "Write 100 %.")


def whole(path: tuple[str, ...], number: Decimal) -> Iterator[Finding]:
    """Yield a count that is no whole number from 1 up."""
    if number % 1 or number < 1:
        yield Finding(path, "terms.step", "So many units are a whole number from 1 up.", "Write 5.")
