"""The receipt of a call: every draft counted somewhere, as an import of a file counts its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db.backends.utils import CursorWrapper

from ristorno.apps.facts.judging import Judged
from ristorno.intake.counting import TOLD
from ristorno.intake.receipt import SHOWN, STATUSES, Reason, Receipt, Restatement
from ristorno.intake.retraction import RetractedLine
from ristorno.kernel.problem import Place, Problem

_STATUSES: Final = "select status, count(*), coalesce(sum(amount), 0) from judged group by 1 order by 1"
_REPEATED: Final = (
    'select count(*), coalesce(sum(amount), 0) from told where "row" in (select "row" from doubles where same)'
)
_ASIDE: Final = (
    "select code, min(remedy), count(*), coalesce(sum(amount), 0), min(reason), max(reason) "
    "from aside group by 1 order by 1"
)
_GONE: Final = "select count(*), coalesce(sum(amount), 0) from gone"
_KNOWN: Final = (
    "select count(k.id) from aside as a join facts_aside as k on k.key = a.key and k.occurrence = a.occurrence"
)
_SETTLING: Final = """
insert into settling
select k.id from facts_aside as k where not exists (select from facts_settled as s where s.aside_id = k.id)
and exists (
    select from judged as j where j.source = coalesce(k.source, '') and j.document = k.document
    and j.status <> 'held' and (k.line is null or k.line = j.key)
)
and not exists (
    select from aside as a where coalesce(a.source, '') = coalesce(k.source, '') and a.document = k.document
    and (k.line is null or k.line = a.line)
)
"""
"""Rows that waited and whose line is good now, while nothing of the same document is wrong."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a call comes to. ``rows`` are drafts, ``known`` those set aside that had been set aside before."""

    rows: int
    reasons: tuple[Reason, ...]
    known: int
    resolved: int

    def of(self, status: str) -> int:
        """Return how many drafts ended so."""
        return sum(reason.rows for reason in self.reasons if reason.status == status)

    @property
    def changes(self) -> int:
        """How much is known now that was not known before."""
        fresh = self.of("quarantined") - self.known
        return self.of("accepted") + self.of("restated") + self.of("retracted") + fresh + self.resolved


def count(cursor: CursorWrapper, judged: Judged, rows: int) -> Counted:
    """Count what the tables of the transaction hold, and find what waited for it."""
    reasons = tuple(reason for reason in _reasons(cursor, judged) if reason.rows)
    known = _all(cursor, _KNOWN)[0][0] if judged.aside else 0
    cursor.execute(_SETTLING)
    return Counted(rows, reasons, known, int(cursor.rowcount))


def _reasons(cursor: CursorWrapper, judged: Judged) -> Iterator[Reason]:
    for status, found, amount in _all(cursor, _STATUSES):
        if status in TOLD:
            yield Reason(*TOLD[status], found, amount)
    for found, amount in _all(cursor, _REPEATED) if judged.doubles else ():
        yield Reason("duplicate", "intake.repeated_line", "The line stands in the file twice.", found, amount)
    for code, remedy, found, amount, first, last in _all(cursor, _ASIDE) if judged.aside else ():
        sentence = first if first == last else f"For example: {first}"
        yield Reason("quarantined", code, f"{sentence} {remedy}".strip(), found, amount)
    for found, amount in _all(cursor, _GONE) if judged.gone else ():
        yield Reason("retracted", "intake.gone", "The source no longer has the line.", found, amount)


def _all(cursor: CursorWrapper, sql: str) -> list[tuple[Any, ...]]:
    cursor.execute(sql)
    return list(cursor.fetchall())


def receipt(cursor: CursorWrapper, counted: Counted, learned: datetime, batch: int | None = None) -> Receipt:
    """Return the receipt of a call."""
    sums = {
        status: sum((each.amount for each in counted.reasons if each.status == status), Decimal(0))
        for status in STATUSES
    }
    counts: dict[str, Any] = {status: counted.of(status) for status in STATUSES}
    return Receipt(
        files=(),
        mappings=(),
        batch=batch,
        recorded_at=learned,
        rows=counted.rows,
        amounts=sums,
        reasons=counted.reasons,
        quarantined_before=counted.known,
        resolved=counted.resolved,
        quarantine=_problems(cursor) if counted.of("quarantined") else (),
        restatements=_restatements(cursor) if counted.of("restated") else (),
        retractions=_retractions(cursor) if counted.of("retracted") else (),
        **counts,
    )


def _problems(cursor: CursorWrapper) -> tuple[Problem, ...]:
    """The first drafts of every code: many of one sort must not hide the only one of another."""
    turn = 'row_number() over (partition by code order by "row") as turn'
    first = f'select *, {turn} from aside order by turn, "row" limit {SHOWN}'
    found = _all(cursor, f'select "row", code, header, reason, remedy from ({first}) as first order by "row"')
    return tuple(
        Problem(code, reason, remedy, Place(path=f"facts[{row}].{header}" if header else f"facts[{row}]"))
        for row, code, header, reason, remedy in found
    )


def _restatements(cursor: CursorWrapper) -> tuple[Restatement, ...]:
    sql = f'select "row", document, key from judged where status = \'restated\' order by "row" limit {SHOWN}'
    return tuple(Restatement(*row) for row in _all(cursor, sql))


def _retractions(cursor: CursorWrapper) -> tuple[RetractedLine, ...]:
    day = "to_char(coalesce(instant at time zone 'UTC', day), 'YYYY-MM-DD')"
    sql = f"select source, document, key, member, {day}, amount, currency from gone order by 1, 2, 3 limit {SHOWN}"
    return tuple(RetractedLine(*row) for row in _all(cursor, sql))
