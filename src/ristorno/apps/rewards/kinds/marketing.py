"""A budget for marketing: ``marketing: {amount: 500, currency: EUR}``."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from ristorno.apps.rewards.kinds.base import RewardKind
from ristorno.engine.terms.scalars import Name, Number


class Marketing(RewardKind):
    """A budget for marketing."""

    KEY: ClassVar[str] = "marketing"
    WORDS: ClassVar[Mapping[str, str]] = {"en": "Marketing budget", "ru": "Маркетинговый бюджет", "th": "งบการตลาด"}
    ASKS: ClassVar[tuple[str, ...]] = ("purpose",)

    amount: Number = Field(description="how much for one piece")
    currency: Name = Field(description="in which currency")
