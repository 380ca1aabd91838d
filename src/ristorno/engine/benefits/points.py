"""Points as payment: ``points: {unit: PTS, worth: 1, share_at_most: 30 %}``."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from ristorno.engine.benefits.base import BenefitKind, Stage
from ristorno.engine.mechanics.keyed import ROWS_TOLD, Keyed, KeyedRate, numbers, rows_told
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Grid, Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Name, Number
from ristorno.kernel.document import Tree
from ristorno.kernel.number import ONE, ZERO


class Points(BenefitKind):
    """Points pay for a part of the order. E18: of 80,000 an L3 may pay 30 % with points, 24,000 of its 40,000."""

    KEY: ClassVar[str] = "points"
    STARTER: ClassVar[Mapping[str, Tree]] = {"gives": {"points": {"unit": "PTS", "share_at_most": "30 %"}}}
    BESIDE: ClassVar[Mapping[str, Mapping[str, Tree]]] = {"units": {"PTS": {"kind": "points"}}}
    STAGE: ClassVar[Stage] = "tender"
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "points.room": phrase(
            "min({share:amount}, {money:amount})",
            en=("How much", "Of {payable:amount} at most {result:amount} may be paid so."),
            ru=("Сколько", "Из {payable:amount} так можно оплатить не более {result:amount}."),
            th=("ได้เท่าไร", "จาก {payable:amount} ชำระแบบนี้ได้ไม่เกิน {result:amount}"),
        ),
        "points": phrase(
            "{points:number} × {worth:number}",
            en=("Paid", "{points:number} of {balance:number} pay {result:amount}."),
            ru=("Оплачено", "{points:number} из {balance:number} оплачивают {result:amount}."),
            th=("ชำระแล้ว", "{points:number} จาก {balance:number} ชำระ {result:amount}"),
        ),
    }
    RULES: ClassVar[Mapping[str, Words]] = {
        **ROWS_TOLD,
        "points": says(
            en="It may be paid with {unit}: one is worth {worth:number} in money.",
            ru="Можно оплатить единицами «{unit}»: одна стоит {worth:number} деньгами.",
            th="ชำระด้วย {unit} ได้ หนึ่งหน่วยมีค่า {worth:number} เป็นเงิน",
        ),
        "share": says(
            en="At most {share:rate} of what is to be paid for these goods, tax included.",
            ru="Не более {share:rate} суммы к оплате за эти товары, с налогом.",
            th="ไม่เกิน {share:rate} ของยอดที่ต้องชำระสำหรับสินค้าเหล่านี้ รวมภาษี",
        ),
        "share.by": says(
            en="How much of what is to be paid, tax included, is in the table.",
            ru="Какая доля суммы к оплате, с налогом, — в таблице.",
            th="สัดส่วนของยอดที่ต้องชำระรวมภาษีอยู่ในตาราง",
        ),
        "least_money": says(
            en="At least {money:amount} of the order is paid in money.",
            ru="Не менее {money:amount} заказа оплачивается деньгами.",
            th="ต้องชำระเป็นเงินอย่างน้อย {money:amount} ของคำสั่งซื้อ",
        ),
    }

    unit: Name = Field(description="the unit that pays")
    worth: Number = Field(ONE, description="what one of it is worth in the currency of the order")
    share_at_most: KeyedRate = Field(
        ONE,
        description="how much of the gross payable of the lines it may pay, such as `30 %`, or by level: "
        "`{by: level.importance, L1: 50 %, L3: 30 %}`",
    )
    least_money: Number = Field(ZERO, description="so much of the whole order is paid in money at least")

    @property
    def keyed(self) -> Keyed | None:
        """By what the share is picked."""
        return self.share_at_most if isinstance(self.share_at_most, Keyed) else None

    @property
    def units(self) -> tuple[tuple[str, str], ...]:
        """The unit that pays."""
        return (("unit", self.unit),)

    def rules(self) -> Iterator[Said | Grid]:
        """Yield what a point is worth, and how much may be paid with it."""
        yield Said("points", {"unit": self.unit, "worth": self.worth})
        if isinstance(self.share_at_most, Keyed):
            yield Said("share.by")
            yield rows_told(self.share_at_most, "rate")
        else:
            yield Said("share", {"share": self.share_at_most})
        if self.least_money:
            yield Said("least_money", {"money": self.least_money})

    def problems(self) -> Iterator[Finding]:
        """Yield shares and worths that cannot be meant."""
        if self.worth <= 0:
            yield Finding(("worth",), "terms.negative", "A point that pays is worth more than 0.", "Write worth: 1.")
        if self.least_money < 0:
            yield Finding(("least_money",), "terms.negative", "Money below 0 is not paid.", "Write 0 or more.")
        for rate in numbers(self.share_at_most):
            if not 0 <= rate <= Decimal(1):
                reason = f"A share of {rate * 100:f} % lies outside 0 % to 100 %."
                yield Finding(("share_at_most",), "terms.rate", reason, "Write a rate such as 30 %.")
