"""A service on a day: ``service: CALIBRATION``; what can be done is its stock."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from ristorno.apps.rewards.kinds.base import RewardKind
from ristorno.engine.terms.scalars import String


class Service(RewardKind):
    """A service on a day."""

    KEY: ClassVar[str] = "service"
    WORDS: ClassVar[Mapping[str, str]] = {"en": "Service", "ru": "Услуга", "th": "บริการ"}
    APPROVED: ClassVar[Mapping[str, str]] = {"en": "being scheduled", "ru": "назначается", "th": "กำลังนัดหมาย"}
    HANDED: ClassVar[Mapping[str, str]] = {"en": "done", "ru": "выполнено", "th": "เสร็จแล้ว"}
    SHORT: ClassVar[str | None] = "article"
    ASKS: ClassVar[tuple[str, ...]] = ("day",)

    article: String = Field(description="which service")
