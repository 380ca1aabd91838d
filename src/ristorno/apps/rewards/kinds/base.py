"""What every kind of reward says: what it asks of whom it is for, and what handing it over does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import ClassVar, Protocol

from pydantic import Field

from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Name, Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A piece of a reward on its way: for whom, how many, and what was told when it was asked for."""

    number: int
    reward: str
    member: str
    contact: str
    quantity: int
    told: Mapping[str, str]


class Telling(Protocol):
    """Who writes amounts and days in the language of whoever reads them."""

    def money(self, value: Decimal, currency: str) -> str:
        """Return an amount of a currency."""

    def days(self, count: int) -> str:
        """Return so many days."""


class RewardKind(Model):
    """A kind of reward. One file each: its fields, what it asks, what it does."""

    KEY: ClassVar[str]
    WORDS: ClassVar[Mapping[str, str]]
    """What it is called, by language."""
    APPROVED: ClassVar[Mapping[str, str]] = {"en": "being arranged", "ru": "оформляется", "th": "กำลังดำเนินการ"}
    """How it stands between approval and handing over: a parcel is prepared, a place is booked."""
    HANDED: ClassVar[Mapping[str, str]] = {"en": "handed over", "ru": "передано", "th": "ส่งมอบแล้ว"}
    """How it stands once it was handed over."""
    ASKS: ClassVar[tuple[str, ...]] = ()
    """What has to be told when it is asked for, words of :data:`DETAILS`."""
    AT_ONCE: ClassVar[bool] = False
    """Whether it is handed over by itself, the moment it is approved."""
    REGISTERED: ClassVar[bool] = False
    """Whether it is a gift to a person, which the law wants to be counted."""

    def stands(self, state: str, language: str) -> str:
        """Return the word of a state that each kind calls otherwise; empty for all other states."""
        return {"approved": self.APPROVED, "fulfilled": self.HANDED}.get(state, {}).get(language, "")

    def piece(self, telling: Telling) -> str:
        """Return what one piece is, as ``€20``, where it is a quantity and not what the title names."""
        return ""

    def hand_over(self, handed: Handed, *, at: datetime, actor: str) -> Mapping[str, str]:
        """Do what handing over takes, and return what whoever asked for it gets to know, such as a code."""
        return {}

    def take_back(self, handed: Handed, *, at: datetime, reason: str) -> None:
        """Undo what handing over did.

        Raises:
            Refused: it cannot be undone any more.
        """


class OfMoney(RewardKind):
    """A kind whose piece is a sum of money."""

    amount: Number = Field(description="how much for one piece")
    currency: Name = Field(description="in which currency")

    def piece(self, telling: Telling) -> str:
        """Return the sum."""
        return telling.money(self.amount, self.currency)


DETAILS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "address": {"en": "Delivery address", "ru": "Адрес доставки", "th": "ที่อยู่จัดส่ง"},
        "recipient": {"en": "Recipient", "ru": "Получатель", "th": "ผู้รับ"},
        "day": {"en": "Day", "ru": "День", "th": "วันที่"},
        "account": {"en": "Bank account", "ru": "Банковский счёт", "th": "บัญชีธนาคาร"},
        "document": {"en": "Invoice", "ru": "Счёт-фактура", "th": "ใบแจ้งหนี้"},
        "participant": {"en": "Participant", "ru": "Участник", "th": "ผู้เข้าร่วม"},
        "purpose": {"en": "Purpose", "ru": "Назначение", "th": "วัตถุประสงค์"},
    }
)
"""What may have to be told, in the words of the form."""
