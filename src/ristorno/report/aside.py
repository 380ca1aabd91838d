"""What was not counted: rows that the intake set aside and facts that the engine set aside, by reason."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from ristorno.engine.accrual import SetAside
from ristorno.kernel.problem import Problem

SAMPLES = 3


class Rows(Protocol):
    """So many rows of a file, and the sum of their amounts as far as they could be read."""

    @property
    def rows(self) -> int:
        """How many."""
        ...

    @property
    def amount(self) -> Decimal:
        """The sum of their amounts."""
        ...


class Intake(Protocol):
    """What an import says of the rows of its file; :class:`ristorno.intake.receipt.Receipt` is one."""

    @property
    def rows(self) -> int:
        """All rows of the file: accepted, duplicate, restated, quarantined, ignored."""
        ...

    @property
    def accepted(self) -> Rows:
        """Rows that became facts."""
        ...

    @property
    def duplicate(self) -> Rows:
        """Rows that were known already."""
        ...

    @property
    def restated(self) -> Rows:
        """Rows that replace an earlier version."""
        ...

    @property
    def quarantined(self) -> Rows:
        """Rows that were set aside."""
        ...

    @property
    def ignored(self) -> Rows:
        """Rows that the mapping says to pass over."""
        ...

    @property
    def reasons(self) -> Mapping[str, Mapping[str, Rows]]:
        """For ``quarantined`` and the like: the rows of each reason by its code."""
        ...

    @property
    def quarantine(self) -> tuple[Problem, ...]:
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
        accepted=intake.accepted.rows,
        duplicate=intake.duplicate.rows,
        restated=intake.restated.rows,
        quarantined=intake.quarantined.rows,
        ignored=intake.ignored.rows,
    )


def rows_aside(intake: Intake) -> tuple[AsideReason, ...]:
    """Return the reasons for which rows of a file were set aside, the most frequent first."""
    reasons = intake.reasons.get("quarantined", {})
    ordered = sorted(reasons.items(), key=lambda pair: (-pair[1].rows, pair[0]))
    return tuple(_of_rows(code, found.rows, intake.quarantine) for code, found in ordered)


def _of_rows(code: str, count: int, problems: Iterable[Problem]) -> AsideReason:
    own = [problem for problem in problems if _same(problem.code, code)]
    return AsideReason(
        code=code,
        count=count,
        rows=True,
        remedy=next((problem.remedy for problem in own if problem.remedy), ""),
        samples=tuple(_samples(own)),
    )


def _samples(problems: Iterable[Problem]) -> Iterator[Sample]:
    for problem, _ in zip(problems, range(SAMPLES), strict=False):
        yield Sample(str(problem.place), problem.reason)


def _same(full: str, code: str) -> bool:
    # A problem names its room before its code, the tally of an import may name the code alone.
    return full == code or full.rpartition(".")[2] == code.rpartition(".")[2]
