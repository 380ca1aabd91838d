"""A donation in the name of the member: ``donation: {to: Forest fund, amount: 20, currency: EUR}``."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from ristorno.apps.rewards.kinds.base import OfMoney, Telling
from ristorno.engine.terms.scalars import String


class Donation(OfMoney):
    """A donation in the name of the member."""

    KEY: ClassVar[str] = "donation"
    WORDS: ClassVar[Mapping[str, str]] = {"en": "Donation", "ru": "Пожертвование", "th": "เงินบริจาค"}
    APPROVED: ClassVar[Mapping[str, str]] = {"en": "being transferred", "ru": "перечисляется", "th": "กำลังโอน"}
    HANDED: ClassVar[Mapping[str, str]] = {"en": "donated", "ru": "перечислено", "th": "บริจาคแล้ว"}

    to: String = Field(description="who gets it")

    def piece(self, telling: Telling) -> str:
        """Return the sum and who gets it."""
        return f"{self.to}: {super().piece(telling)}"
