"""Money to an account: ``money: {amount: 50, currency: EUR}``."""

from collections.abc import Mapping
from typing import ClassVar

from ristorno.apps.rewards.kinds.base import OfMoney


class Money(OfMoney):
    """Money to an account."""

    KEY: ClassVar[str] = "money"
    WORDS: ClassVar[Mapping[str, str]] = {"en": "Money", "ru": "Деньги", "th": "เงิน"}
    APPROVED: ClassVar[Mapping[str, str]] = {"en": "being paid out", "ru": "выплачивается", "th": "กำลังจ่าย"}
    HANDED: ClassVar[Mapping[str, str]] = {"en": "paid out", "ru": "выплачено", "th": "จ่ายแล้ว"}
    ASKS: ClassVar[tuple[str, ...]] = ("account",)
