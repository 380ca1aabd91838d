"""What rewards are asked with, and what they answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ristorno.apps.rewards.terms import RewardTerms


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at the catalog: a contact of a member, in its roles; without a contact the company itself."""

    member: str
    contact: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardState:
    """A reward as it is today. ``left``: how many there are still, None: as many as are asked for."""

    name: str
    version: int
    zone: str
    terms: RewardTerms
    left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A reward as somebody sees it: with the points that can pay, and how many are missing (0: none)."""

    reward: RewardState
    has: Decimal
    missing: Decimal


@dataclass(frozen=True, slots=True)
class StepState:
    """What became of a redemption, by whom, why."""

    state: str
    actor: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedemptionState:
    """Pieces that somebody asked for, in the terms under which they were asked for."""

    number: int
    key: str
    reward: str
    terms: RewardTerms
    member: str
    contact: str
    quantity: int
    unit: str
    points: Decimal
    told: Mapping[str, str]
    handed: Mapping[str, str]
    state: str
    asked_at: datetime
    handed_at: datetime | None
    steps: Sequence[StepState]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """A gift to a person, as the register tells it; ``value`` by currency."""

    number: int
    member: str
    contact: str
    recipient: str
    reward: str
    quantity: int
    value: Mapping[str, Decimal]
    handed_at: datetime
