"""What wallets are asked with, and what they answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from ristorno.engine.terms.keeping import Expiry, WalletTerms


@dataclass(frozen=True, slots=True, order=True)
class Holder:
    """Whose a wallet is: a member by its key, or a contact there."""

    member: str
    contact: str = ""

    def __str__(self) -> str:
        return f"{self.contact} at {self.member}" if self.contact else self.member


@dataclass(frozen=True, slots=True)
class UnitTerms:
    """A unit as programs define it. ``zone`` is where its days begin and end."""

    name: str
    kind: str
    step: Decimal
    zone: str
    expires: Expiry | None = None
    wallet: WalletTerms = field(default_factory=WalletTerms)


@dataclass(frozen=True, slots=True)
class Piece:
    """What is left of what came in together; ``ends_on`` is its last day, None: for good."""

    amount: Decimal
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletState:
    """What is on a wallet, in units. ``owed`` is below zero where the member owes; ``lots`` make up ``free``."""

    number: int
    holder: Holder
    unit: str
    pending: Decimal
    free: Decimal
    held: Decimal
    owed: Decimal
    spendable: Decimal
    lots: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Balance:
    """What is on a wallet at a moment, in units; ``owed`` is below zero where the member owes."""

    pending: Decimal
    free: Decimal
    held: Decimal
    owed: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletLine:
    """A line of a statement: what one posting changed, account by account, in the words of :mod:`movements`.

    ``shown`` holds the words by language. ``ends_on`` is the earliest last day of what came in.
    """

    number: int
    posting: int
    movement: str
    shown: Mapping[str, str]
    key: str
    happened_at: datetime
    actor: str
    reason: str
    pending: Decimal
    free: Decimal
    held: Decimal
    owed: Decimal
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FundState:
    """What a fund of a member under a program holds, in units."""

    number: int
    member: str
    program: str
    name: str
    unit: str
    balance: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class FundLine:
    """A line of the statement of a fund: what one posting changed, and what the fund held after it.

    ``shown`` holds the words of the movement by language.
    """

    number: int
    posting: int
    movement: str
    shown: Mapping[str, str]
    happened_at: datetime
    amount: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldState:
    """Something set aside, and what became of it, in units."""

    key: str
    holder: Holder
    unit: str
    amount: Decimal
    redeemed: Decimal
    released: Decimal
    expires_at: datetime | None
    reason: str

    @property
    def open(self) -> Decimal:
        """What is still set aside."""
        return self.amount - self.redeemed - self.released


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantState:
    """Something given or corrected by hand. ``posting`` is None while a second person has not decided, or refused."""

    key: str
    holder: Holder
    unit: str
    movement: str
    amount: Decimal
    reason: str
    asked_by: str
    decided_by: str
    posting: int | None
    waiting: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """What moved, in smallest steps, and the numbers of its postings."""

    amount: int
    postings: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What of one key of the terms changed, in whole smallest steps: what is expected, and what can be spent.

    ``earlier`` are the postings of the same key so far, so that what is taken back leaves the lots that it went to.
    ``clause`` is the promise that gives it, and ``earned_on`` the day on which it was earned; None: the day of booking.
    """

    pending: int
    free: int
    ends_on: date | None
    earlier: Sequence[int] = ()
    clause: str = ""
    earned_on: date | None = None
