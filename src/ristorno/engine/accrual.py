"""What is owed for one key, given what is known: the wanted state, never a booking."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias

from ristorno.engine.explanation import Explained, Explanation
from ristorno.engine.granted import Collected, FundWindow, Granted
from ristorno.engine.provided import Provision
from ristorno.engine.valued import Given, Spent
from ristorno.kernel.period import Period

Status: TypeAlias = Literal["final", "provisional", "undetermined"]
"""``final``: the window is over. ``provisional``: evaluated as if the window ended now, shown, not spendable.
``undetermined``: a condition cannot be known yet; both outcomes are given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accrual:
    """One amount for one key: agreement, clause, recipient, unit, window and, where that is the window, document.

    ``contact`` is None where the company itself is paid, ``party`` names another company that is paid, or pays, in the
    member's place. ``group`` is whose facts count together: a group, or the member itself whose downstream it is.
    ``document`` is the document (window ``document``) or the fact id (window ``fact``). ``amount`` is a multiple of
    the unit's step. ``outcomes`` holds the amounts if the open condition fails and if it holds, for status
    ``undetermined`` only.
    """

    agreement: str
    clause: str
    member: str
    contact: str | None
    unit: str
    window: Period
    window_label: str
    document: str | None
    group: str | None = None
    party: str | None = None
    amount: Decimal
    status: Status
    outcomes: tuple[Decimal, Decimal] | None
    granted: Granted | None = None
    """What of it is granted, where a budget or a fund pays; the amount stays what the terms give."""
    collected: Collected | None = None
    """What became of it in the fund that it went into."""
    derivation: Explained = field(repr=False, compare=False)
    accept_until: date | None = None
    """The last day on which facts are taken for the window; None where it has no end."""
    calculate_on: date | None = None
    """The day on which the window is calculated for payment; None where the terms do not say, or it has no end."""
    usable_on: date | None = None
    """The first day on which it can be used, where it waits some days or waited for a payment; None: no such day."""
    unpaid: bool = False
    """Whether it waits until its document is paid in full."""

    @property
    def recipient(self) -> tuple[str, str, str]:
        """Who is paid and for whose facts: contact, party and group, each empty where it is the member itself."""
        return self.contact or "", self.party or "", self.group or ""

    @property
    def held(self) -> Decimal:
        """The amount, with an open condition taken as met."""
        return self.outcomes[1] if self.outcomes else self.amount

    @property
    def explanation(self) -> Explanation:
        """The reason of the amount, put together when somebody asks."""
        return self.derivation.explain()


@dataclass(frozen=True, slots=True)
class Level:
    """A tier held by a member from a day until, not including, another (None: as far as is known)."""

    member: str
    ladder: str
    tier: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a member stands on a ladder at the end of ``as_of``, and what is missing to the next tier."""

    member: str
    ladder: str
    tier: str
    measured: Decimal
    next_tier: str | None
    missing: Decimal | None


@dataclass(frozen=True, slots=True)
class SetAside:
    """A fact that was not counted for anybody, with the reason; nothing is lost and nothing is guessed."""

    fact: str
    member: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAnswer:
    """Everything that a program owes one member as of a day, as known at a moment."""

    member: str
    accruals: tuple[Accrual, ...]
    levels: tuple[Level, ...]
    standings: tuple[Standing, ...]
    set_aside: tuple[SetAside, ...]
    provisions: tuple[Provision, ...] = ()
    """What the sponsor books, beside what it owes."""
    given: tuple[Given, ...] = ()
    """What it adds to the fair value of points."""
    spent: tuple[Spent, ...] = ()
    """How many points of units with a fair value it has spent."""
    funds: tuple[FundWindow, ...] = ()
    """How every window of its funds stands."""

    def totals(self) -> Mapping[str, Decimal]:
        """Return the sum of the amounts by unit."""
        sums: dict[str, Decimal] = {}
        for accrual in self.accruals:
            sums[accrual.unit] = sums.get(accrual.unit, Decimal(0)) + accrual.amount
        return sums


@dataclass(frozen=True, slots=True)
class Moment:
    """The two times of a question: what had happened by the end of ``as_of``, as known at ``known_at`` (None: all)."""

    as_of: date
    known_at: datetime | None = None
