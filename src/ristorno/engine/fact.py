"""The fact: one thing that happened outside and counts.

A fact is never edited. A correction is a later fact, or a higher version of the same line of the same
document; a line that the source no longer has is retracted by a version of its own. The log of all versions
is the truth, :mod:`ristorno.engine.history.known` says what was known of it at a moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from zoneinfo import ZoneInfo

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "purchase": "goods or services bought by the member",
        "return": "goods given back; amount and quantity are negative",
        "credit_note": "a price correction without goods; the amount is negative",
        "payment": "money received from the member; below zero, money given back",
        "sell_out": "goods that the member sold on; the member is the seller",
        "contract_signed": "a contract brought or signed by the member",
        "course_passed": "a course finished by a contact",
        "survey_answered": "a survey answered",
        "referral_converted": "somebody referred by the member bought for the first time",
        "event_attended": "a contact came to an event",
        "claim_approved": "a claim of the member that a person approved",
        "item_recycled": "an item given back for recycling",
        "outlet_opened": "a new active outlet of the member",
        "enrolled": "the member joined",
        "left": "the member left",
        "segment_assigned": "the member belongs to a segment from this day on (attribute segment)",
        "joined_group": "the member belongs to a buying group or holding from now on (attributes group and role: head)",
        "left_group": "the member leaves its group",
        "supplied_by": "the member is supplied by another one from now on (party supplier; without one by nobody)",
        "consent_given": "the employer consents that a contact (or, without one, all staff) is rewarded",
        "consent_withdrawn": "the employer takes that consent back",
        "granted": "a discretionary grant (attributes reason and approver, second_approver where two have signed)",
        "anniversary": "another full year since joining, made by the program's calendar (attribute years)",
        "birthday": "the birthday of a contact or company, made by the program's calendar",
        "holiday": "a holiday of the program's calendar (attribute holiday)",
    }
)
"""The kinds of facts that every program knows, each with its meaning."""

CALENDAR_KINDS = frozenset({"anniversary", "birthday", "holiday"})
"""Kinds of which no source tells: the calendar of the program makes these facts."""

SALES_KINDS = ("purchase", "return", "credit_note")
"""What a set of facts contains when it names no kinds: net sales."""

GRANTS_SAY = ("reason", "approver")
"""The attributes without which a grant counts for nobody."""
SECOND_APPROVER = "second_approver"
"""The attribute that names who signed a grant besides; it cannot be the approver again."""

RESULT = "result"
"""The kind of a line that stands for what another clause gave: made while counting, never stored."""

NEGATIVE_KINDS = frozenset({"return", "credit_note"})
"""Kinds whose amount and quantity are below zero after intake, whatever sign the source used."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a return takes back: a document, and its line where that is known."""

    document: str
    line: str | None = None


_EMPTY: Mapping[str, str] = MappingProxyType({})
_NO_TENDERS: Mapping[str, Decimal] = MappingProxyType({})


def _nothing() -> Mapping[str, str]:
    return _EMPTY


def _untold() -> Mapping[str, Decimal]:
    return _NO_TENDERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One version of one line of one document.

    Amounts are net, exact, in major units of ``currency`` with up to four decimals; ``cost`` is for the whole
    line. ``occurred_at`` is an aware instant, or a date where the source knows only the day: then the fact
    belongs to that local day in whatever zone the program has. ``recorded_at`` absent: known from the beginning.
    ``due_on`` is the day by which the line must be paid, ``invoiced_on`` the day of the invoice where the fact is an
    order or a contract. ``pays`` is the number of the document that a payment pays; a payment counts gross. ``tenders``
    is what paid for the document of the line, gross, in money, by kind: money, points, prepaid, voucher, voucher.KIND.
    """

    source: str = ""
    document: str
    line: str = "1"
    version: int = 1
    retracted: bool = False
    kind: str = "purchase"
    occurred_at: datetime | date
    recorded_at: datetime | None = None
    member: str
    contact: str | None = None
    parties: Mapping[str, str] = field(default_factory=_nothing)
    product: str | None = None
    brand: str | None = None
    groups: tuple[str, ...] = ()
    quantity: Decimal | None = None
    uom: str | None = None
    amount: Decimal | None = None
    cost: Decimal | None = None
    tax: Decimal | None = None
    currency: str | None = None
    due_on: date | None = None
    invoiced_on: date | None = None
    pays: str | None = None
    reverses: Reference | None = None
    attributes: Mapping[str, str] = field(default_factory=_nothing)
    tenders: Mapping[str, Decimal] = field(default_factory=_untold)

    @property
    def id(self) -> str:
        """The identity that people and explanations use: ``source/document/line``."""
        return f"{name_of_document(self.source, self.document)}/{self.line}"


def name_of_document(source: str, number: str) -> str:
    """Return the name of a document as people and explanations use it: ``source/number``."""
    return f"{source}/{number}" if source else number


def local_day(moment: datetime | date, zone: ZoneInfo) -> date:
    """Return the day on which the moment falls in the program's zone."""
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


def instant(moment: datetime | date, zone: ZoneInfo) -> datetime:
    """Return the moment in UTC; a day without a time stands at its local midnight."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    return datetime.combine(moment, time.min, tzinfo=zone).astimezone(UTC)


def line_order(line: str) -> str:
    """Return the key by which lines of one document are put in order: numbers by value, then text.

    Lines ``1`` and ``01`` are two lines, so the number as written decides between equal values. Only the digits 0 to 9
    make a number, so that every database puts lines in the same order.
    """
    return f"{line.zfill(12)} {line}" if line.isascii() and line.isdigit() else line
