"""A branded gift to a person: ``gift: MUG``; it is told in the gift register."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from ristorno.apps.rewards.kinds.base import RewardKind
from ristorno.engine.terms.scalars import String


class Gift(RewardKind):
    """A branded gift to a person."""

    KEY: ClassVar[str] = "gift"
    WORDS: ClassVar[Mapping[str, str]] = {"en": "Gift", "ru": "Подарок", "th": "ของขวัญ"}
    APPROVED: ClassVar[Mapping[str, str]] = {"en": "being prepared", "ru": "готовится к отправке", "th": "กำลังจัดเตรียม"}
    SHORT: ClassVar[str | None] = "article"
    ASKS: ClassVar[tuple[str, ...]] = ("recipient",)
    REGISTERED: ClassVar[bool] = True

    article: String = Field(description="which article")
