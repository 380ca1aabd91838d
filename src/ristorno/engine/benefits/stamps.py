"""A stamp card: ``stamps: {after: 5}``, over all that was bought so far."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from ristorno.engine.benefits.base import Asked, BenefitKind, Offered, all_units
from ristorno.engine.benefits.buy import whole
from ristorno.engine.benefits.units import picked, units_of, whole_units
from ristorno.engine.explanation import Step
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Grid, Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Number, Rate
from ristorno.kernel.document import Tree
from ristorno.kernel.number import ONE, Exact, times, total


class Stamps(BenefitKind):
    """After so many units the next one is free, and the count starts again. E29: the 6th and the 12th of 12."""

    KEY: ClassVar[str] = "stamps"
    STARTER: ClassVar[Mapping[str, Tree]] = {"gives": {"stamps": "5"}}
    SHORT: ClassVar[str | None] = "after"
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "stamped": phrase(
            "({before:number} + {units:number}) ÷ {every:number}",
            en=("Stamp card", "With {before:number} units before and {units:number} now {result:number} are free."),
            ru=(
                "Карта штампов",
                "С {before:number} раньше и {units:number} сейчас бесплатно {result:number}.",
            ),
            th=("บัตรสะสม", "เดิม {before:number} หน่วย และตอนนี้ {units:number} หน่วย ฟรี {result:number}"),
        ),
        "stamps_off": phrase(
            "{of:amount} × {rate:rate}",
            en=("Free units", "Of {of:amount} that they cost {rate:rate} are off: {result:amount}."),
            ru=("Бесплатные единицы", "От их цены {of:amount} скидка {rate:rate}: {result:amount}."),
            th=("หน่วยที่ฟรี", "จากราคา {of:amount} ลด {rate:rate}: {result:amount}"),
        ),
    }
    RULES: ClassVar[Mapping[str, Words]] = {
        "stamps": says(
            en="After {after:number} units, over all orders since the offer began, the next one gets {off:rate} off; "
            "it earns no stamp, and the count starts again.",
            ru="После {after:number} единиц, по всем заказам с начала предложения, на следующую скидка {off:rate}; она "
            "штампа не даёт, и счёт начинается снова.",
            th="หลังครบ {after:number} หน่วย รวมทุกคำสั่งซื้อตั้งแต่เริ่มข้อเสนอ หน่วยถัดไปลด {off:rate} หน่วยนั้นไม่นับแต้ม แล้วเริ่มนับใหม่",
        )
    }

    after: Number = Field(description="after so many units the next is free, a whole number")
    off: Rate = Field(ONE, description="how much is taken off the next one; `100 %`: it is free")

    @property
    def picks(self) -> bool:
        """Some of the units of an order are free."""
        return True

    @property
    def counts_history(self) -> bool:
        """The card holds all that was bought since the offer began."""
        return True

    def offer(self, asked: Asked) -> Offered:
        """Return what the units would have cost that complete a card."""
        every, units = self.after + 1, whole_units(asked.parts)
        before = max(asked.stamps, Decimal(0)) // 1
        free = (before + units) // every - before // every
        cut = picked(asked, asked.parts, free)
        of = total(part.amount for part in cut)
        amounts: dict[str, Exact] = {part.key: times(part.amount, self.off) for part in cut}
        steps = (
            Step("stamped", free, {"before": before, "units": units, "every": every}),
            Step("stamps_off", times(of, self.off), {"of": of, "rate": self.off}),
        )
        assert units_of(cut) == free
        return Offered(amounts, lambda: all_units(asked.parts), lambda: steps)

    def rules(self) -> Iterator[Said | Grid]:
        """Yield after how many the next is free."""
        yield Said("stamps", {"after": self.after, "off": self.off})

    def problems(self) -> Iterator[Finding]:
        """Yield numbers that are not whole, and shares that cannot be."""
        yield from whole(("after",), self.after)
        if not 0 < self.off <= ONE:
            yield Finding(("off",), "terms.rate", "More than nothing and at most all is taken off.", "Write 100 %.")
