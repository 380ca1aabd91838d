"""The receipt of an import: every row of the file accounted for, with reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from ristorno.intake.retraction import RetractedLine
from ristorno.kernel.problem import Problem

SHOWN = 50
"""So many examples of each sort are in the receipt; the store lists all of them."""


@dataclass(frozen=True, slots=True)
class Tally:
    """So many rows of one sort, and the sum of their amounts as far as they could be read."""

    rows: int = 0
    amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the file that was not simply accepted."""

    row: int
    document: str | None
    line: str | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What an import did. ``accepted + duplicate + restated + quarantined + ignored = rows``.

    Amounts are sums over all currencies of the file, useful to compare with the totals of the source.
    """

    file: Path
    mapping: str
    batch: int | None
    """The number of the import; None where nothing was new and nothing was written."""
    recorded_at: datetime | None
    rows: int
    accepted: Tally
    duplicate: Tally
    restated: Tally
    quarantined: Tally
    ignored: Tally
    retracted: Tally
    """Lines that the store no longer counts because the source no longer has them; these are no rows of the file."""
    quarantined_before: int = 0
    """Of the quarantined rows, those that the store had already set aside."""
    resolved: int = 0
    """Rows set aside earlier whose line has now been accepted."""
    reasons: Mapping[str, Mapping[str, Tally]] = field(default_factory=dict)
    """For ``duplicate``, ``quarantined`` and ``ignored``: the tally of each reason by its code or rule."""
    quarantine: tuple[Problem, ...] = ()
    """The first rows that were set aside, each with place, sentence and remedy."""
    restatements: tuple[Entry, ...] = ()
    """The first restated rows."""
    retractions: tuple[RetractedLine, ...] = ()
    """The first retracted lines."""

    @property
    def changed(self) -> bool:
        """Whether the store knows more than before."""
        return self.batch is not None
