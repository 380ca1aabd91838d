"""Money to an account: ``money: {amount: 50, currency: EUR}``."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from ristorno.apps.rewards.kinds.base import RewardKind
from ristorno.engine.terms.scalars import Name, Number


class Money(RewardKind):
    """Money to an account."""

    KEY: ClassVar[str] = "money"
    WORDS: ClassVar[Mapping[str, str]] = {"en": "Money", "ru": "Деньги", "th": "เงิน"}
    ASKS: ClassVar[tuple[str, ...]] = ("account",)

    amount: Number = Field(description="how much for one piece")
    currency: Name = Field(description="in which currency")
