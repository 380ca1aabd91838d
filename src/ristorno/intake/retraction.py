"""What a source no longer has: shown first, retracted only as shown."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ristorno.kernel.period import DAY, Period, add_months
from ristorno.kernel.problem import Problem, Refused


@dataclass(frozen=True, slots=True)
class RetractedLine:
    """One line that the store has and the source does not have any more."""

    source: str
    document: str
    line: str
    member: str
    day: str
    amount: Decimal | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class RetractionPreview:
    """What an import that is complete for a period would retract.

    Handed back to the import as it is: the import refuses if the list would be another one by then.
    """

    period: Period
    lines: tuple[RetractedLine, ...]

    @property
    def sums(self) -> dict[str, Decimal]:
        """The amounts that would be taken back, by currency."""
        found: dict[str, Decimal] = {}
        for line in self.lines:
            if line.amount is not None:
                found[line.currency or ""] = found.get(line.currency or "", Decimal(0)) + line.amount
        return found

    @property
    def documents(self) -> int:
        """How many documents are touched."""
        return len({(line.source, line.document) for line in self.lines})

    @property
    def digest(self) -> str:
        """A short text that stands for exactly these lines, to be repeated on a command line."""
        told = "\n".join(f"{x.source}\t{x.document}\t{x.line}\t{x.amount}\t{x.currency}" for x in self.lines)
        return hashlib.sha256(f"{self.period}\n{told}".encode()).hexdigest()[:12]


_QUARTER = re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_YEAR = re.compile(r"\d{4}")


def parse_period(text: str) -> Period:
    """Read ``2026``, ``2026-03``, ``2026-Q1``, ``2026-03-31`` or ``FROM..TO`` (both days included).

    Raises:
        Refused: the text is no period.
    """
    try:
        return _parsed(text.strip())
    except ValueError:
        reason = f"{text!r} is not a period."
        remedy = "Write a month like 2026-03, a quarter like 2026-Q1, a year, a day, or FROM..TO with two days."
        raise Refused([Problem("intake.period", reason, remedy)]) from None


def _parsed(text: str) -> Period:
    if ".." in text:
        first, last = (date.fromisoformat(part.strip()) for part in text.split("..", 1))
        if last < first:
            raise ValueError(text)
        return Period(first, last + DAY)
    if match := _QUARTER.fullmatch(text):
        start = date(int(match[1]), 3 * int(match[2]) - 2, 1)
        return Period(start, add_months(start, 3))
    if match := _MONTH.fullmatch(text):
        start = date(int(match[1]), int(match[2]), 1)
        return Period(start, add_months(start, 1))
    if _YEAR.fullmatch(text):
        return Period(date(int(text), 1, 1), date(int(text) + 1, 1, 1))
    day = date.fromisoformat(text)
    return Period(day, day + DAY)
