"""A voucher for later: ``voucher: {opens: next-order, valid: 30 days}``."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from ristorno.engine.benefits.base import BenefitKind, Stage
from ristorno.engine.said import Grid, Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Days, Name
from ristorno.kernel.document import Tree


class VoucherFor(BenefitKind):
    """A single code for another offer. It is pending until the order is confirmed, and withdrawn if it is cancelled."""

    KEY: ClassVar[str] = "voucher"
    STARTER: ClassVar[Mapping[str, Tree]] = {"gives": {"voucher": {"opens": "next-order", "valid": "30 days"}}}
    BESIDE: ClassVar[Mapping[str, Mapping[str, Tree]]] = {
        "offers": {"next-order": {"trigger": "code", "gives": {"percent": "10 %"}}}
    }
    STAGE: ClassVar[Stage] = "voucher"
    RULES: ClassVar[Mapping[str, Words]] = {
        "voucher.member": says(
            en="A voucher for “{opens}”, for who orders.",
            ru="Ваучер на «{opens}», тому, кто заказывает.",
            th="บัตรกำนัลสำหรับ “{opens}” แก่ผู้สั่งซื้อ",
        ),
        "voucher.referrer": says(
            en="A voucher for “{opens}”, for the one whose code was entered.",
            ru="Ваучер на «{opens}», тому, чей код был введён.",
            th="บัตรกำนัลสำหรับ “{opens}” แก่เจ้าของรหัสที่ใช้",
        ),
        "voucher.valid": says(
            en="It is valid through day {days:number} after the order.",
            ru="Он действует по {days:number}-й день после заказа.",
            th="ใช้ได้ถึงวันที่ {days:number} หลังคำสั่งซื้อ",
        ),
    }

    opens: Name = Field(description="the offer that it opens, whose `trigger` is `code`")
    valid: Days | None = Field(None, description="for how many days after the day of the order, the last one included")
    to: Literal["member", "referrer"] = Field(
        "member", description="who gets it: who orders, or the one whose code was entered"
    )

    def rules(self) -> Iterator[Said | Grid]:
        """Yield for what it is, who gets it, how long it is valid."""
        yield Said(f"voucher.{self.to}", {"opens": self.opens})
        if self.valid is not None:
            yield Said("voucher.valid", {"days": Decimal(self.valid)})

    def problems(self) -> Iterator[Finding]:
        """Yield a voucher that is over before it can be used."""
        if self.valid == 0:
            reason = "A voucher of 0 days is over with the day of its order."
            yield Finding(("valid",), "terms.offer", reason, "Write 30 days, or leave it out.")
