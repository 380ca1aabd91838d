"""A single code for an offer: ``voucher: {program: dealers, opens: next-order, valid: 60 days}``."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from pydantic import Field

from ristorno.apps.rewards import refusals
from ristorno.apps.rewards.kinds.base import Handed, RewardKind
from ristorno.apps.vouchers import operations as vouchers
from ristorno.apps.vouchers.values import About
from ristorno.engine.terms.scalars import Days, Name


class Voucher(RewardKind):
    """A single code for an offer of a program, made and valid the moment it is handed over."""

    KEY: ClassVar[str] = "voucher"
    WORDS: ClassVar[Mapping[str, str]] = {"en": "Voucher", "ru": "Ваучер", "th": "บัตรกำนัล"}
    AT_ONCE: ClassVar[bool] = True

    program: Name = Field(description="the program whose offer it opens")
    opens: Name = Field(description="the offer that it opens, whose `trigger` is `code`")
    valid: Days | None = Field(None, description="for how many days; for good if left out")

    def hand_over(self, handed: Handed, *, at: datetime, actor: str) -> Mapping[str, str]:
        """Make the codes and let them be valid."""
        about = About(name=f"reward {handed.reward}", program=self.program, offer=self.opens)
        ends_at = at + timedelta(days=self.valid) if self.valid is not None else None
        codes = [
            vouchers.give(
                about=about, member=handed.member, contact=handed.contact, given_for=_for(handed), ends_at=ends_at,
                at=at, actor=actor,
            )
            for _ in range(handed.quantity)
        ]  # fmt: skip
        vouchers.let_valid(given_for=_for(handed))
        return {"codes": " ".join(codes)}

    def take_back(self, handed: Handed, *, at: datetime, reason: str) -> None:
        """Withdraw the codes. Refused where one of them was used, or is held by an order."""
        gone = vouchers.take_back(given_for=_for(handed), reason=reason, at=at)
        if len(gone) < handed.quantity:
            raise refusals.used(handed.number)


def _for(handed: Handed) -> str:
    return f"redemption:{handed.number}"
