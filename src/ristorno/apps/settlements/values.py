"""What settlements answer. Amounts are in units, exact; days are inclusive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ristorno.apps.wallets.values import Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingState:
    """A closing: who closed what, through which day, and what was known then."""

    number: int
    program: str
    through: date
    round: int
    """Which one for this day, from 1."""
    members: tuple[str, ...] | None
    """Whose statements alone; None: everybody's."""
    as_of: date
    known_at: datetime
    high_water: int
    version: int
    """The version of the program that counted."""
    actor: str
    done_at: datetime | None
    """None while it is being made, or where it was interrupted; closing again goes on with it."""
    statements: Mapping[str, int]
    """How many statements it has, by their state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerState:
    """What the sponsor said to a dispute."""

    accepted: bool
    words: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """A line of a statement that was disputed, with what the sponsor said to it."""

    statement: str
    place: int
    answer: AnswerState


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeState:
    """Why a member does not agree with a line."""

    reason: str
    actor: str
    at: datetime
    answer: AnswerState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineState:
    """One key on a statement: what it gives as known then, what statements said before, and the difference."""

    place: int
    """From 1; the line is named by it."""
    kind: str
    """``due`` counts; ``passed_on`` (what others get of what the member brought) and ``out_of_time`` are told only."""
    booked: int
    """The number of the key in accruals."""
    agreement: str
    clause: str
    member: str
    """By whose facts it is earned."""
    contact: str
    party: str
    group: str
    unit: str
    starts: date
    last: date
    label: str
    document: str
    entitlement: Decimal
    before: Decimal
    amount: Decimal
    true_up: bool
    """Whether an earlier closing had the window."""
    sealed_on: date | None
    """The last day for corrections of the window, where it was past."""
    record: Mapping[str, Any] | None
    """The accrual with its reason, as docs/reference/explanation.md tells it; None where nothing is owed any more."""
    dispute: DisputeState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalState:
    """What a statement comes to in one unit: ``lines + carried = due + carried_on``."""

    unit: str
    channel: str
    """``wallet``, ``credit_note``, ``payout`` or ``netting``."""
    lines: Decimal
    carried: Decimal
    carried_on: Decimal
    due: Decimal
    """Below zero it is the member that owes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperState:
    """What a channel made of a statement: ``credit_note``, ``payment``, ``set_off``, ``invoice`` or ``write_off``."""

    number: str
    kind: str
    statement: str
    holder: Holder
    unit: str
    amount: Decimal
    data: Mapping[str, Any]
    """What the kind needs besides: the bank account that was paid, the invoices that were set off."""
    posting: int | None
    at: datetime
    actor: str
    returned: "ReturnState | None" = None
    """How a payment came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnState:
    """A payment that did not arrive."""

    reason: str
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementState:
    """A statement without its lines."""

    number: str
    closing: int
    program: str
    through: date
    holder: Holder
    state: str
    """``frozen``, ``approved``, ``disputed``, ``agreed``, ``issued`` or ``withdrawn``."""
    as_of: date
    known_at: datetime
    high_water: int
    versions: Mapping[str, int]
    """Of the program and of the agreements that have lines on it, by their keys."""
    terms: Mapping[str, Any]
    """The settlement terms that rule it, as a document writes them."""
    digest: str
    frozen_by: str
    frozen_at: datetime
    approved_by: str
    approved_at: datetime | None
    disputes_until: date | None
    agreed_by: str
    """``system:silence`` where nobody said anything in time."""
    agreed_at: datetime | None
    issued_by: str
    issued_at: datetime | None
    withdrawn_by: str
    withdrawn_at: datetime | None
    reason: str
    """Why it was withdrawn."""
    totals: Sequence[TotalState]
    papers: Sequence[PaperState]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A bank account: an IBAN, or the number that the bank gives where there is none; ``bic`` may be left out."""

    name: str
    """Of whom it is, as the bank knows it."""
    iban: str = ""
    account: str = ""
    bic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """A bank account that somebody told, and who has confirmed it; None as holder: the sponsor's own."""

    number: int
    holder: Holder | None
    unit: str
    """For this unit alone; empty: for any."""
    account: Account
    told_by: str
    told_at: datetime
    confirmed_by: str
    confirmed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchState:
    """Papers of one kind and unit that go out together."""

    number: str
    program: str
    kind: str
    unit: str
    amount: Decimal
    papers: int
    at: datetime
    actor: str


@dataclass(frozen=True, slots=True)
class File:
    """A file for a bank or an accounting system; made again it is the same to the last byte."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Issued:
    """What came of issuing all statements of a closing: the numbers issued now, and why others wait."""

    numbers: Sequence[str]
    waiting: Mapping[str, str]
