"""A sum of money off: ``sum: 1_000``, once, off every article, or off every unit."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from ristorno.engine.benefits.base import Asked, BenefitKind, Offered, all_units, by_article, payable, shared_out
from ristorno.engine.explanation import Step
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Grid, Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Number
from ristorno.kernel.document import Tree
from ristorno.kernel.number import ONE, Exact, per_unit, smaller, times, total


class SumOff(BenefitKind):
    """A sum off the price of an order, of every article, or of every unit; never more than the price."""

    KEY: ClassVar[str] = "sum"
    STARTER: ClassVar[Mapping[str, Tree]] = {"gives": {"sum": "10"}}
    SHORT: ClassVar[str | None] = "amount"
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "sum_off": phrase(
            "{amount:amount} × {count:number}",
            en=("Sum off", "{amount:amount} off, {count:number} times."),
            ru=("Скидка суммой", "Скидка {amount:amount}, раз: {count:number}."),
            th=("ลดเป็นจำนวนเงิน", "ลด {amount:amount} จำนวน {count:number} ครั้ง"),
        )
    }
    RULES: ClassVar[Mapping[str, Words]] = {
        "sum.across": says(
            en="{amount:amount} off these lines of an order, in proportion to their prices.",
            ru="{amount:amount} с этих строк заказа, пропорционально их ценам.",
            th="ลด {amount:amount} จากรายการเหล่านี้ของคำสั่งซื้อ ตามสัดส่วนราคา",
        ),
        "sum.each_line": says(
            en="{amount:amount} off each article, however many lines it stands on.",
            ru="{amount:amount} с каждого товара, на скольких бы строках он ни стоял.",
            th="ลด {amount:amount} ต่อสินค้าหนึ่งชนิด ไม่ว่าจะอยู่กี่รายการ",
        ),
        "sum.each_unit": says(
            en="{amount:amount} off each unit.",
            ru="{amount:amount} с каждой единицы.",
            th="ลด {amount:amount} ต่อหน่วย",
        ),
    }

    amount: Number = Field(description="the sum")
    apply: Literal["across", "each_line", "each_unit"] = Field(
        "across", description="once for all lines together, for each article, or for each unit"
    )

    @property
    def by_line(self) -> bool:
        """A sum off each unit is the same whatever stands beside it."""
        return self.apply == "each_unit"

    @property
    def priced_gross(self) -> bool:
        """The sum may be meant with tax."""
        return True

    def offer(self, asked: Asked) -> Offered:
        """Return what is taken off: of what is paid with tax, if the sum is meant so."""
        parts = [part for part in asked.parts if asked.won(part)]
        amounts: dict[str, Exact] = {}
        count: Decimal = sum((part.quantity for part in parts), Decimal(0))
        if self.apply == "each_unit":
            amounts = {part.key: smaller(times(self.amount, part.quantity), payable(asked, part)) for part in parts}
        else:
            piles = [parts] if self.apply == "across" else by_article(parts)
            count = Decimal(len([pile for pile in piles if pile]))
            for pile in piles:
                amounts |= shared_out(self.amount, {part.key: payable(asked, part) for part in pile})
        taken = total(amounts.values())
        steps = [Step("sum_off", taken, {"amount": self.amount, "count": count})]
        if asked.gross:
            grosses = {part.key: part.gross for part in parts}
            amounts = {key: asked.net(amount, grosses[key]) for key, amount in amounts.items()}
            steps.append(Step("tax_out", total(amounts.values()), {"of": taken}))
        return Offered(amounts, lambda: all_units(parts), lambda: tuple(steps))

    def most_share(self, least: Exact) -> Exact | None:
        """Return the sum over the least off which it is taken; off every unit or line it may be all of it."""
        return smaller(ONE, per_unit(self.amount, least)) if self.apply == "across" and least > 0 else ONE

    def rules(self) -> Iterator[Said | Grid]:
        """Yield the sum, and off what it is taken."""
        yield Said(f"sum.{self.apply}", {"amount": self.amount})

    def problems(self) -> Iterator[Finding]:
        """Yield a sum that is none."""
        if self.amount <= 0:
            yield Finding((), "terms.negative", "A discount of nothing is none.", "Write a sum above 0.")
