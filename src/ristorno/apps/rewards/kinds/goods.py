"""Goods that are sent: ``goods: DRILL-18V``."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from ristorno.apps.rewards.kinds.base import RewardKind
from ristorno.engine.terms.scalars import String


class Goods(RewardKind):
    """Goods that are sent."""

    KEY: ClassVar[str] = "goods"
    WORDS: ClassVar[Mapping[str, str]] = {"en": "Goods", "ru": "Товар", "th": "สินค้า"}
    APPROVED: ClassVar[Mapping[str, str]] = {"en": "being prepared", "ru": "готовится к отправке", "th": "กำลังจัดเตรียม"}
    SHORT: ClassVar[str | None] = "article"
    ASKS: ClassVar[tuple[str, ...]] = ("address",)

    article: String = Field(description="which article")
