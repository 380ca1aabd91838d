"""Two lists of documents, one against the other; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal, TypeAlias

from ristorno.kernel.number import exactly
from ristorno.kernel.period import Period

Status: TypeAlias = Literal["matched", "amount", "date", "amount_and_date", "missing_here", "missing_there"]
STATUSES: Final[tuple[Status, ...]] = (
    "missing_here", "missing_there", "amount_and_date", "amount", "date", "matched",
)  # fmt: skip
"""What is most to be talked about first."""
_NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Document:
    """A document in one of the lists: its lines together, on the day of the first one.

    ``counted`` says of ours whether any line of the statement rests on it.
    """

    number: str
    day: date
    amount: Decimal
    lines: int
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """A document as both lists have it; one side is None where it has none.

    ``perhaps`` is what the other list has for the same amount under nearly the same number: for a person to look at.
    """

    number: str
    status: Status
    ours: Document | None
    theirs: Document | None
    perhaps: str = ""

    @property
    def difference(self) -> Decimal:
        """How much more theirs says than ours."""
        with exactly():
            return _amount(self.theirs) - _amount(self.ours)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Everything of a period; ``theirs - ours = difference``, which is the sum of the differences of all rows."""

    period: Period
    rows: Sequence[Compared]
    outside: int
    """How many documents of theirs lie outside the period, and are compared with nothing."""

    @property
    def ours(self) -> Decimal:
        """What ours comes to."""
        with exactly():
            return sum((_amount(row.ours) for row in self.rows), _NOTHING)

    @property
    def theirs(self) -> Decimal:
        """What theirs comes to."""
        with exactly():
            return sum((_amount(row.theirs) for row in self.rows), _NOTHING)

    @property
    def difference(self) -> Decimal:
        """How much more theirs comes to than ours."""
        with exactly():
            return self.theirs - self.ours

    def by_status(self) -> Mapping[Status, tuple[int, Decimal]]:
        """Return for each status how many documents have it, and the sum of their differences."""
        with exactly():
            return {
                status: (len(rows), sum((row.difference for row in rows), _NOTHING))
                for status in STATUSES
                if (rows := [row for row in self.rows if row.status == status])
            }


def compare(ours: Iterable[Document], theirs: Iterable[Document], period: Period) -> Reconciliation:
    """Set theirs against ours: documents are the same where their numbers are, to the letter.

    A document belongs to the period where either list dates it there.
    """
    here = {each.number: each for each in ours}
    there = {each.number: each for each in theirs}
    found = [_compared(number, here.get(number), there.get(number)) for number in sorted({*here, *there})]
    inside = [row for row in found if _lies_in(period, row)]
    outside = sum(row.theirs is not None for row in found) - sum(row.theirs is not None for row in inside)
    ordered = sorted(inside, key=lambda row: (STATUSES.index(row.status), row.number))
    return Reconciliation(period, _likenesses(ordered), outside)


def _compared(number: str, ours: Document | None, theirs: Document | None) -> Compared:
    return Compared(number, _status(ours, theirs), ours, theirs)


def _status(ours: Document | None, theirs: Document | None) -> Status:
    if ours is None:
        return "missing_here"
    if theirs is None:
        return "missing_there"
    same_amount, same_day = ours.amount == theirs.amount, ours.day == theirs.day
    if same_amount:
        return "matched" if same_day else "date"
    return "amount" if same_day else "amount_and_date"


def _lies_in(period: Period, row: Compared) -> bool:
    return any(side is not None and side.day in period for side in (row.ours, row.theirs))


def _likenesses(rows: Sequence[Compared]) -> Sequence[Compared]:
    """Note where both lists miss a document of one amount whose numbers differ in signs and leading zeros alone."""
    alike: dict[tuple[str, Decimal], dict[Status, list[str]]] = {}
    for row in rows:
        if row.status in {"missing_here", "missing_there"}:
            key = (_plain(row.number), abs(row.difference))
            alike.setdefault(key, {}).setdefault(row.status, []).append(row.number)
    told = []
    for row in rows:
        others = alike.get((_plain(row.number), abs(row.difference)), {})
        other: Status = "missing_there" if row.status == "missing_here" else "missing_here"
        names = others.get(other, []) if row.status in {"missing_here", "missing_there"} else []
        told.append(Compared(row.number, row.status, row.ours, row.theirs, ", ".join(names)))
    return told


def _plain(number: str) -> str:
    return "".join(sign for sign in number.casefold() if sign.isalnum()).lstrip("0")


def _amount(document: Document | None) -> Decimal:
    return document.amount if document is not None and document.amount else _NOTHING
