"""A service that costs nothing for a time: ``free_use: {service: next-day, days: 90 days}``."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from ristorno.apps.rewards.kinds.base import RewardKind, Telling
from ristorno.engine.terms.scalars import Days, String


class FreeUse(RewardKind):
    """A service that costs nothing for a time."""

    KEY: ClassVar[str] = "free_use"
    WORDS: ClassVar[Mapping[str, str]] = {"en": "Free use", "ru": "Бесплатное пользование", "th": "ใช้ฟรี"}
    APPROVED: ClassVar[Mapping[str, str]] = {"en": "being set up", "ru": "подключается", "th": "กำลังเปิดใช้"}
    HANDED: ClassVar[Mapping[str, str]] = {"en": "set up", "ru": "подключено", "th": "เปิดใช้แล้ว"}

    service: String = Field(description="which service")
    days: Days = Field(description="for how many days from the day of handing over on")

    def piece(self, telling: Telling) -> str:
        """Return the service and for how long."""
        return f"{self.service}: {telling.days(self.days)}"
