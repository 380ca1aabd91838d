"""The receipt of an import: every row of the file accounted for, with reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal, TypeAlias

from ristorno.intake.retraction import RetractedLine
from ristorno.kernel.problem import Problem

SHOWN = 50
"""So many examples of each sort are in the receipt; the store lists all of them."""

Status: TypeAlias = Literal["accepted", "duplicate", "restated", "quarantined", "ignored", "retracted"]
STATUSES: tuple[Status, ...] = ("accepted", "duplicate", "restated", "quarantined", "ignored", "retracted")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why so many rows are counted under a status, and the sum of their amounts as far as they could be read.

    ``code`` is that of a problem, the name of a rule of the mapping, or ``intake.known``, ``intake.stale_version``,
    ``intake.repeated_line`` for duplicates; ``sentence`` says it once for all of them.
    """

    status: Status
    code: str
    sentence: str
    rows: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Restatement:
    """One line that the file told differently than the store knew it."""

    row: int
    document: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was taken in. ``accepted + duplicate + restated + quarantined + ignored = rows``."""

    files: tuple[Path, ...]
    mappings: tuple[str, ...]
    """The names of the mappings that the files were read with."""
    batch: int | None = None
    """The number of the import; None where nothing was new and nothing was written."""
    recorded_at: datetime | None = None
    rows: int = 0
    accepted: int = 0
    duplicate: int = 0
    restated: int = 0
    quarantined: int = 0
    ignored: int = 0
    retracted: int = 0
    """Lines that the store no longer counts because the source no longer has them; these are no rows of the file."""
    quarantined_before: int = 0
    """Of the quarantined rows, those that the store had already set aside."""
    resolved: int = 0
    """Rows set aside earlier whose line has now been accepted."""
    amounts: Mapping[Status, Decimal] = field(default_factory=dict)
    """Sums of amounts by status, over all currencies, to compare with the totals of the source."""
    reasons: tuple[Reason, ...] = ()
    quarantine: tuple[Problem, ...] = ()
    """Rows that were set aside, the first of every code among them, each with place, sentence and remedy."""
    restatements: tuple[Restatement, ...] = ()
    """The first restated rows."""
    retractions: tuple[RetractedLine, ...] = ()
    """The first retracted lines."""
    notes: tuple[str, ...] = ()
    """Sentences on how workbooks were read."""

    @property
    def changed(self) -> bool:
        """Whether the store knows more than before."""
        return self.batch is not None


def together(receipts: Iterable[Receipt]) -> Receipt:
    """Return one receipt for several files."""
    found = list(receipts)
    reasons: dict[tuple[Status, str, str], Reason] = {}
    for reason in (reason for receipt in found for reason in receipt.reasons):
        key = (reason.status, reason.code, reason.sentence)
        before = reasons.get(key)
        rows, amount = (before.rows, before.amount) if before else (0, Decimal(0))
        reasons[key] = Reason(*key, rows + reason.rows, amount + reason.amount)
    counts = {name: sum(getattr(receipt, name) for receipt in found) for name in (*STATUSES, *_FURTHER)}
    return Receipt(
        files=tuple(file for receipt in found for file in receipt.files),
        mappings=tuple(dict.fromkeys(name for receipt in found for name in receipt.mappings)),
        amounts={
            status: sum((receipt.amounts.get(status, Decimal(0)) for receipt in found), Decimal(0))
            for status in STATUSES
        },
        reasons=tuple(reasons.values()),
        quarantine=tuple(problem for receipt in found for problem in receipt.quarantine)[:SHOWN],
        restatements=tuple(entry for receipt in found for entry in receipt.restatements)[:SHOWN],
        retractions=tuple(line for receipt in found for line in receipt.retractions)[:SHOWN],
        notes=tuple(note for receipt in found for note in receipt.notes),
        **counts,
    )


_FURTHER = ("rows", "quarantined_before", "resolved")
