"""What accruals answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from ristorno.apps.wallets.values import Holder


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of a member did: how many keys it looked at, how many were booked anew, how many provisions changed.

    ``funds`` says in how many windows of its funds anything was booked, ``whole`` by program why all facts were counted
    again; a program that is not there was counted from sums.
    """

    member: str
    keys: int
    booked: int
    provisions: int
    whole: Mapping[str, str] = field(default_factory=dict)
    funds: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """How a member is run under a program: why all of its facts are counted each time, and why they were last time."""

    member: str
    program: str
    why_whole: str
    last_whole: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedState:
    """What is booked for a key, in units, with the latest accrual as docs/reference/explanation.md tells it."""

    number: int
    program: str
    agreement: str
    clause: str
    member: str
    """Whose facts it is earned by; ``holder`` is whose wallet it goes to."""
    holder: Holder
    unit: str
    starts: date
    last: date
    label: str
    document: str
    status: str
    pending: Decimal
    free: Decimal
    ends_on: date | None
    record: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedChange:
    """One change of what is booked for a key, in units, with the numbers of its postings."""

    revision: int
    pending: Decimal
    free: Decimal
    true_up: bool
    postings: tuple[int, ...]
    as_of: date
    happened_at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class Freed:
    """What of an amount can be used from a moment on, or, below zero, not any more."""

    state: BookedState
    free: Decimal
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DueState:
    """A member that has to be run, since when, and what went wrong where it was tried."""

    member: str
    since: datetime
    attempts: int
    problem: str
    not_before: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closable:
    """What a statement tells of one key, in smallest steps: what is owed for it now, and what statements said so far.

    ``late`` is what it would be more or less by what was learned after ``sealed_on``, the last day for corrections, and
    ``told_late`` what statements said of that. ``shut``: an earlier closing had its window. ``ends`` is the day after
    the last.
    """

    number: int
    agreement: str
    clause: str
    member: str
    contact: str
    party: str
    group: str
    unit: str
    starts: date
    ends: date
    document: str
    label: str
    entitlement: int
    settled: int
    late: int
    told_late: int
    sealed_on: date | None
    shut: bool
    record: Mapping[str, Any] | None


Heard: TypeAlias = Callable[[int, int], None]
"""Whoever is told how much of long work is done, and of how much."""


def nobody(done: int, of: int) -> None:
    """Tell nobody."""
