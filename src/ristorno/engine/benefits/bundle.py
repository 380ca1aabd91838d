"""Units that cost less together: ``bundle: {of: {TABLE: 1, CHAIR: 4}, price: 800}``, or ``{any: 3, price: 10}``."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.benefits.base import Asked, BenefitKind, Offered, Part, payable
from ristorno.engine.benefits.buy import whole
from ristorno.engine.benefits.units import bundled
from ristorno.engine.explanation import Step
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Number, Rate, String
from ristorno.kernel.document import Tree
from ristorno.kernel.number import ONE, ZERO, Exact, per_unit, plain, plus, times, total


class Bundle(BenefitKind):
    """Units that cost less together than one by one, as often as they are in an order.

    Bundles are made one after the other of the units that are picked first; one that is cheaper anyway stays as it is.
    """

    KEY: ClassVar[str] = "bundle"
    STARTER: ClassVar[Mapping[str, Tree]] = {"gives": {"bundle": {"of": {"TABLE": "1", "CHAIR": "4"}, "off": "10 %"}}}
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "bundle_price": phrase(
            "{of:amount} − {count:number} × {price:amount}",
            en=("Bundles", "{count:number} × {price:amount} for a bundle, instead of {of:amount}."),
            ru=("Наборы", "{count:number} × {price:amount} за набор вместо {of:amount}."),
            th=("ชุดสินค้า", "{count:number} × {price:amount} ต่อชุด แทนที่จะเป็น {of:amount}"),
        ),
        "bundle_off": phrase(
            "{of:amount} × {rate:rate}",
            en=("Bundles", "{rate:rate} of {of:amount}, bundles: {count:number}."),
            ru=("Наборы", "{rate:rate} от {of:amount}, наборов: {count:number}."),
            th=("ชุดสินค้า", "{rate:rate} ของ {of:amount} จำนวนชุด {count:number}"),
        ),
    }
    RULES: ClassVar[Mapping[str, Words]] = {
        "bundle.units": says(
            en="A bundle is {units}.",
            ru="Набор — это {units}.",
            th="หนึ่งชุดคือ {units}",
        ),
        "bundle.any": says(
            en="A bundle is any {any:number} units of these goods.",
            ru="Набор — любые из этих товаров, единиц: {any:number}.",
            th="หนึ่งชุดคือสินค้าใดก็ได้ในกลุ่มนี้ {any:number} หน่วย",
        ),
        "bundle.price": says(
            en="A bundle costs {price:amount}, if it is not cheaper anyway.",
            ru="Набор стоит {price:amount}, если он и так не дешевле.",
            th="ชุดละ {price:amount} หากราคาเดิมไม่ต่ำกว่านี้",
        ),
        "bundle.off": says(
            en="{off:rate} off every bundle.", ru="{off:rate} с каждого набора.", th="ลด {off:rate} ทุกชุด"
        ),
    }

    of: dict[String, Number] | None = Field(
        None, description="how many units of which products are a bundle: `{TABLE: 1, CHAIR: 4}`"
    )
    any: Number | None = Field(None, description="so many units of any of these goods are a bundle")
    price: Number | None = Field(None, description="what a bundle costs")
    off: Rate | None = Field(None, description="which share of its price is taken off a bundle")

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if (self.of is None) == (self.any is None):
            raise PydanticCustomError(
                "terms.bundle", "a bundle is made of units `of` products or of `any`, one of the two"
            )
        if (self.price is None) == (self.off is None):
            raise PydanticCustomError("terms.bundle", "a bundle has a `price` or takes something `off`, one of the two")
        return self

    @property
    def picks(self) -> bool:
        """Only units of whole bundles get it."""
        return True

    @property
    def priced_gross(self) -> bool:
        """The price may be meant with tax."""
        return self.price is not None

    def offer(self, asked: Asked) -> Offered:
        """Return how far bundles cost more than they should; the units of these are used up."""
        amounts: dict[str, Exact] = {}
        used: dict[str, Decimal] = {}
        count, listed = ZERO, list[Exact]()
        for bundles, parts in bundled(self._piles(asked)):
            prices = {part.key: payable(asked, part) for part in parts}
            less = self._less(bundles, whole_price := total(prices.values()))
            if less <= 0:
                continue
            count += bundles
            listed += prices.values()
            share = per_unit(less, whole_price)
            for part in parts:
                amounts[part.key] = plus(amounts.get(part.key, ZERO), times(part.amount, share))
                used[part.key] = used.get(part.key, ZERO) + part.quantity
        return Offered(amounts, lambda: used, lambda: tuple(self._steps(asked, count, total(listed), amounts)))

    def _piles(self, asked: Asked) -> list[tuple[list[Part], Decimal]]:
        """Return the units that bundles are made of, in the order in which they are picked, with how many one takes."""
        ordered = asked.priced()
        if self.of is None:
            assert self.any is not None
            return [(ordered, self.any)]
        return [([part for part in ordered if part.article == name], n) for name, n in sorted(self.of.items())]

    def _less(self, bundles: Decimal, whole_price: Exact) -> Exact:
        if self.price is None:
            assert self.off is not None
            return times(whole_price, self.off)
        return plus(whole_price, -bundles * self.price)

    def _steps(self, asked: Asked, count: Decimal, of: Exact, amounts: Mapping[str, Exact]) -> Iterator[Step]:
        less = self._less(count, of)
        if self.price is not None:
            yield Step("bundle_price", less, {"of": of, "count": count, "price": self.price})
        elif self.off is not None:
            yield Step("bundle_off", less, {"of": of, "count": count, "rate": self.off})
        if asked.gross:
            yield Step("tax_out", total(amounts.values()), {"of": less})

    def most_share(self, least: Exact) -> Exact | None:
        """Return the share that is taken off; a price may be nothing beside what goods cost on the list."""
        return ONE if self.off is None else self.off

    def rules(self) -> Iterator[Said]:
        """Yield what a bundle is, and what it costs."""
        if self.of is not None:
            told = ", ".join(f"{plain(count)} × {name}" for name, count in sorted(self.of.items()))
            yield Said("bundle.units", {"units": told})
        else:
            yield Said("bundle.any", {"any": self.any})
        yield Said("bundle.price", {"price": self.price}) if self.off is None else Said("bundle.off", {"off": self.off})

    def problems(self) -> Iterator[Finding]:
        """Yield numbers that are not whole, bundles of nothing, and prices and shares that cannot be."""
        for name, count in (self.of or {}).items():
            yield from whole(("of", name), count)
        if self.any is not None:
            yield from whole(("any",), self.any)
        if self.of == {}:
            yield Finding(("of",), "terms.bundle", "A bundle of nothing is none.", "Name the products of it.")
        if self.price is not None and self.price < 0:
            yield Finding(("price",), "terms.negative", "A price below 0 makes no sense.", "Write 0 or more.")
        if self.off is not None and not 0 < self.off <= ONE:
            yield Finding(("off",), "terms.rate", "More than nothing and at most all is taken off.", "Write 10 %.")
