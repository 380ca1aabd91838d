"""A place in a training: ``training: WELDING-2``; the places are its stock."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from ristorno.apps.rewards.kinds.base import RewardKind
from ristorno.engine.terms.scalars import String


class Training(RewardKind):
    """A place in a training."""

    KEY: ClassVar[str] = "training"
    WORDS: ClassVar[Mapping[str, str]] = {"en": "Training", "ru": "Обучение", "th": "การอบรม"}
    APPROVED: ClassVar[Mapping[str, str]] = {"en": "place being booked", "ru": "место бронируется", "th": "กำลังจองที่"}
    HANDED: ClassVar[Mapping[str, str]] = {"en": "place booked", "ru": "место забронировано", "th": "จองที่แล้ว"}
    SHORT: ClassVar[str | None] = "course"
    ASKS: ClassVar[tuple[str, ...]] = ("participant",)

    course: String = Field(description="which course")
