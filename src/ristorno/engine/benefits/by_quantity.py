"""A table of prices, or of discounts, by quantity: ``by_quantity: {prices: {1: 100, 10: 95, 50: 90}}``."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.benefits.base import Advised, Asked, BenefitKind, Offered, Part, by_article, lowered, used
from ristorno.engine.explanation import Step
from ristorno.engine.mechanics.rows import each_once
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Grid, Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Number, Rate, read_number
from ristorno.kernel.document import Tree
from ristorno.kernel.number import ONE, ZERO, Exact, times, total

Prices = Annotated[dict[Number, Number], BeforeValidator(each_once(read_number))]
Rates = Annotated[dict[Number, Rate], BeforeValidator(each_once(read_number))]


class ByQuantity(BenefitKind):
    """A price by how many are bought. E40: 1-9 at 100, 10-49 at 95, 50 and more at 90: 60 units cost 5,400."""

    KEY: ClassVar[str] = "by_quantity"
    STARTER: ClassVar[Mapping[str, Tree]] = {"gives": {"by_quantity": {"rates": {"10": "2 %", "50": "5 %"}}}}
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "price_row": phrase(
            "{of:amount} − {quantity:number} × {price:amount}",
            en=("Price by quantity", "{quantity:number} units at {price:amount} instead of {of:amount} in all."),
            ru=("Цена по количеству", "{quantity:number} единиц по {price:amount} вместо {of:amount} за все."),
            th=("ราคาตามจำนวน", "{quantity:number} หน่วย หน่วยละ {price:amount} แทนที่จะเป็น {of:amount} ทั้งหมด"),
        ),
        "rate_row": phrase(
            "{of:amount} × {rate:rate}",
            en=("Discount by quantity", "For {quantity:number} units {rate:rate} of {of:amount}: {result:amount}."),
            ru=("Скидка по количеству", "За {quantity:number} единиц {rate:rate} от {of:amount}: {result:amount}."),
            th=("ส่วนลดตามจำนวน", "สำหรับ {quantity:number} หน่วย {rate:rate} ของ {of:amount}: {result:amount}"),
        ),
    }
    RULES: ClassVar[Mapping[str, Words]] = {
        "by_quantity.each_line": says(
            en="It depends on how many units of an article an order has, on all its lines together.",
            ru="Зависит от того, сколько единиц товара в заказе, по всем строкам вместе.",
            th="ขึ้นอยู่กับจำนวนหน่วยของสินค้าในคำสั่งซื้อ รวมทุกรายการ",
        ),
        "by_quantity.across": says(
            en="It depends on how many units of all these goods an order has together.",
            ru="Зависит от того, сколько единиц всех этих товаров в заказе вместе.",
            th="ขึ้นอยู่กับจำนวนหน่วยของสินค้าเหล่านี้ทั้งหมดรวมกันในคำสั่งซื้อ",
        ),
        "column.from": says(en="from", ru="от", th="ตั้งแต่"),
        "column.price": says(en="a unit costs", ru="единица стоит", th="ราคาต่อหน่วย"),
        "column.rate": says(en="off the price", ru="скидка", th="ลดจากราคา"),
    }

    prices: Prices | None = Field(None, description="what a unit costs from which quantity on: `{1: 100, 10: 95}`")
    rates: Rates | None = Field(None, description="which share is taken off from which quantity on: `{10: 5 %}`")
    apply: Literal["each_line", "across"] = Field(
        "each_line", description="whether each article counts by itself, or all of them together"
    )

    @model_validator(mode="after")
    def _one_table(self) -> Self:
        if (self.prices is None) == (self.rates is None):
            raise PydanticCustomError("terms.table", "a table by quantity has `prices` or `rates`, one of the two")
        return self

    @property
    def by_line(self) -> bool:
        """Every unit has its price, once it is known how many there are."""
        return True

    @property
    def priced_gross(self) -> bool:
        """Prices may be meant with tax."""
        return self.prices is not None

    @property
    def table(self) -> dict[Decimal, Decimal]:
        """The rows in the order of their thresholds."""
        return dict(sorted((self.prices or self.rates or {}).items()))

    def offer(self, asked: Asked) -> Offered:
        """Return what the rows reached take off."""
        piles = [(pile, self._row(pile)) for pile in self._piles(asked.parts)]
        reached = {part.key: row for pile, row in piles for part in pile if row is not None and asked.won(part)}
        if self.prices is not None:
            return lowered(asked, reached, "price_row")
        amounts: dict[str, Exact] = {
            part.key: times(part.amount, reached[part.key]) for part in asked.parts if part.key in reached
        }
        steps = []
        for rate in sorted(set(reached.values())):
            parts = [part for part in asked.parts if reached.get(part.key) == rate]
            of = total(part.amount for part in parts)
            steps.append(Step("rate_row", times(of, rate), {"of": of, "rate": rate, "quantity": _units(parts)}))
        return Offered(amounts, lambda: used(asked, reached), lambda: tuple(steps))

    def advice(self, asked: Asked) -> Iterator[Advised]:
        """Yield where the next row would make more units cost less than these."""
        thresholds = list(self.table)
        for pile in self._piles(asked.parts):
            units = _units(pile)
            row = bisect_right(thresholds, units)
            prices = {part.price for part in pile}
            if row == len(thresholds) or len({part.article for part in pile}) > 1 or len(prices) > 1:
                continue
            listed = next(iter(prices))
            now = times(units, self._cost(listed, self._row(pile), pile[0], asked))
            then = times(thresholds[row], self._cost(listed, self.table[thresholds[row]], pile[0], asked))
            if then < now:
                yield Advised(pile[0].article, thresholds[row], then, now)

    def _cost(self, listed: Exact, value: Decimal | None, part: Part, asked: Asked) -> Exact:
        if value is None:
            return listed
        if self.prices is None:
            return times(listed, ONE - value)
        price = asked.net(value, part.gross) if asked.gross else value
        return price if price <= listed else listed

    def _piles(self, parts: tuple[Part, ...]) -> list[list[Part]]:
        return by_article(parts) if self.apply == "each_line" else [list(parts)] if parts else []

    def _row(self, pile: list[Part]) -> Decimal | None:
        table = self.table
        found = [threshold for threshold in table if threshold <= _units(pile)]
        return table[found[-1]] if found else None

    def most_share(self, least: Exact) -> Exact | None:
        """Return the highest rate; of prices it is not known what they are taken off."""
        return max(self.rates.values()) if self.rates else ONE

    def rules(self) -> Iterator[Said | Grid]:
        """Yield by what quantity it goes, and the table."""
        yield Said(f"by_quantity.{self.apply}")
        column = ("column.price", "amount") if self.prices is not None else ("column.rate", "rate")
        yield Grid((("column.from", "number"), column), tuple(self.table.items()))

    def problems(self) -> Iterator[Finding]:
        """Yield tables that make more units dearer, or that no order can reach."""
        field = "prices" if self.prices is not None else "rates"
        values = list(self.table.values())
        if not values or min(self.table) < 0:
            yield Finding((field,), "terms.table", "A table has rows from a quantity of 0 or more.", "Write {1: 100}.")
        if any(value < 0 for value in values) or (field == "rates" and any(value > ONE for value in values)):
            yield Finding((field,), "terms.rate", "A price or rate lies outside what can be.", "Check the rows.")
        if values != sorted(values, reverse=field == "prices"):
            reason = "From one row to the next more units would cost more each."
            yield Finding((field,), "terms.rows_order", reason, "Let larger quantities have lower prices.")


def _units(parts: list[Part]) -> Decimal:
    return sum((part.quantity for part in parts), ZERO)
