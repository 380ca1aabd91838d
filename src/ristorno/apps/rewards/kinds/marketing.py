"""A budget for marketing: ``marketing: {amount: 500, currency: EUR}``."""

from collections.abc import Mapping
from typing import ClassVar

from ristorno.apps.rewards.kinds.base import OfMoney


class Marketing(OfMoney):
    """A budget for marketing."""

    KEY: ClassVar[str] = "marketing"
    WORDS: ClassVar[Mapping[str, str]] = {"en": "Marketing budget", "ru": "Маркетинговый бюджет", "th": "งบการตลาด"}
    HANDED: ClassVar[Mapping[str, str]] = {"en": "granted", "ru": "предоставлено", "th": "ได้รับแล้ว"}
    ASKS: ClassVar[tuple[str, ...]] = ("purpose",)
