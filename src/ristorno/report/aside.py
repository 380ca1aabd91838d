"""What was not counted: rows that the intake set aside and facts that the engine set aside, by reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ristorno.engine.accrual import SetAside
from ristorno.kernel.problem import Problem

SAMPLES = 3


class Counted(Protocol):
    """So many rows of a file that went one way for one reason."""

    @property
    def status(self) -> str:
        """Which way: ``accepted``, ``duplicate``, ``restated``, ``quarantined``, ``ignored``."""
        ...

    @property
    def code(self) -> str:
        """The stable code of the reason."""
        ...

    @property
    def rows(self) -> int:
        """How many."""
        ...


class Intake(Protocol):
    """What an import says of the rows of its files; :class:`ristorno.intake.receipt.Receipt` is one.

    ``accepted + duplicate + restated + quarantined + ignored = rows``.
    """

    @property
    def rows(self) -> int:
        """All rows."""
        ...

    @property
    def accepted(self) -> int:
        """Rows that became facts."""
        ...

    @property
    def duplicate(self) -> int:
        """Rows that were known already."""
        ...

    @property
    def restated(self) -> int:
        """Rows that replace an earlier version."""
        ...

    @property
    def quarantined(self) -> int:
        """Rows that were set aside."""
        ...

    @property
    def ignored(self) -> int:
        """Rows that the mapping says to pass over."""
        ...

    @property
    def reasons(self) -> Sequence[Counted]:
        """How many rows went which way and why."""
        ...

    @property
    def quarantine(self) -> Sequence[Problem]:
        """Some of the rows set aside, each with place, sentence and remedy."""
        ...


@dataclass(frozen=True, slots=True)
class Sample:
    """One thing set aside: where it stands (file and row, or fact) and why, in a sentence."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AsideReason:
    """All that was set aside for one reason. ``rows``: rows of a file (True), or facts of the engine (False)."""

    code: str
    count: int
    rows: bool
    remedy: str
    """What to do, where the intake said so; the engine's reasons have theirs among the words of the report."""
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCounts:
    """Every row of a file accounted for; the parts sum to ``rows``."""

    rows: int
    accepted: int
    duplicate: int
    restated: int
    quarantined: int
    ignored: int


class AsideTally:
    """Counts the facts that the engine set aside, and keeps a few of every reason."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._samples: dict[str, list[Sample]] = {}

    def add(self, found: Iterable[SetAside]) -> None:
        """Add the facts set aside for one member."""
        for item in found:
            self._counts[item.code] = self._counts.get(item.code, 0) + 1
            samples = self._samples.setdefault(item.code, [])
            if len(samples) < SAMPLES:
                samples.append(Sample(f"{item.fact} · {item.member}", item.reason))

    def result(self) -> tuple[AsideReason, ...]:
        """Return the reasons, the most frequent first."""
        ordered = sorted(self._counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return tuple(
            AsideReason(code=code, count=count, rows=False, remedy="", samples=tuple(self._samples[code]))
            for code, count in ordered
        )


def row_counts(intake: Intake) -> RowCounts:
    """Return how many rows went which way."""
    return RowCounts(
        rows=intake.rows,
        accepted=intake.accepted,
        duplicate=intake.duplicate,
        restated=intake.restated,
        quarantined=intake.quarantined,
        ignored=intake.ignored,
    )


def rows_aside(intake: Intake) -> tuple[AsideReason, ...]:
    """Return the reasons for which rows of a file were set aside, the most frequent first."""
    counts: dict[str, int] = {}
    for reason in intake.reasons:
        if reason.status == "quarantined":
            counts[reason.code] = counts.get(reason.code, 0) + reason.rows
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(_of_rows(code, count, intake.quarantine) for code, count in ordered)


def _of_rows(code: str, count: int, problems: Iterable[Problem]) -> AsideReason:
    own = [problem for problem in problems if problem.code == code]
    return AsideReason(
        code=code,
        count=count,
        rows=True,
        remedy=next((problem.remedy for problem in own if problem.remedy), ""),
        samples=tuple(Sample(str(problem.place), problem.reason) for problem in own[:SAMPLES]),
    )
