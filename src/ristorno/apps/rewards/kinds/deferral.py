"""More time to pay an invoice: ``deferral: 30 days``."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from ristorno.apps.rewards.kinds.base import RewardKind, Telling
from ristorno.engine.terms.scalars import Days


class Deferral(RewardKind):
    """More time to pay an invoice."""

    KEY: ClassVar[str] = "deferral"
    WORDS: ClassVar[Mapping[str, str]] = {"en": "Later payment", "ru": "Отсрочка платежа", "th": "ขยายเวลาชำระ"}
    HANDED: ClassVar[Mapping[str, str]] = {"en": "granted", "ru": "предоставлено", "th": "ได้รับแล้ว"}
    SHORT: ClassVar[str | None] = "days"
    ASKS: ClassVar[tuple[str, ...]] = ("document",)

    days: Days = Field(description="how many days later the invoice is due")

    def piece(self, telling: Telling) -> str:
        """Return how much later."""
        return f"+{telling.days(self.days)}"
