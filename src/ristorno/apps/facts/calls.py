"""Drafts become facts: one call is one transaction, judged set by set, however many there are."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from ristorno.apps.facts.batches import TOUCHED, About, Touched, Writing, begin, close, lock, write_aside
from ristorno.apps.facts.counting import Counted, count, receipt
from ristorno.apps.facts.draft import Draft
from ristorno.apps.facts.grouping import Filling, filling
from ristorno.apps.facts.judging import Judged, judge
from ristorno.apps.facts.tables import ASIDE, COLUMNS, analyze, fill, make
from ristorno.apps.facts.told import Wrong, rows
from ristorno.intake.receipt import Receipt
from ristorno.intake.verdict import log_sql, retraction_sql

_MANY: Final = 1_000
"""From so many drafts on the planner is told how many there are."""
_WITHOUT_GROUPS: Final = (
    "select distinct product from judged "
    "where groups is null and product is not null and status in ('accepted', 'restated')"
)


def take(drafts: Iterable[Draft], about: About, kinds: Collection[str]) -> Receipt:
    """Judge drafts and keep what they change, in one transaction."""
    wrong, sources = Wrong(), set[str]()
    with transaction.atomic(), connection.cursor() as cursor:
        make(cursor)
        told = _copy(cursor, drafts, wrong, sources, kinds)
        if told > _MANY:
            analyze(cursor, "told")
        lock(cursor, sources)
        judged = judge(cursor, told, len(wrong.rows))
        counted = count(cursor, judged, told + len(wrong.rows))
        if not counted.changes:
            return receipt(cursor, counted, about.learned)
        writing = begin(cursor, about)
        done = receipt(cursor, counted, about.learned, writing.number)
        filled = filling(cursor, _WITHOUT_GROUPS)
        _write(writing, judged, counted, filled)
        close(writing, sorted(sources), done, _touched(cursor), filled.catalog)
    return done


def _copy(
    cursor: CursorWrapper, drafts: Iterable[Draft], wrong: Wrong, sources: set[str], kinds: Collection[str]
) -> int:
    """Bring drafts into ``told`` and ``aside``; return how many nothing is wrong with."""
    told = fill(cursor, f'told ("row", {COLUMNS})', rows(drafts, wrong, sources, kinds))
    fill(cursor, f"aside ({ASIDE})", wrong.rows)
    return told


def _write(writing: Writing, judged: Judged, counted: Counted, filled: Filling) -> None:
    """Add to the log what ``judged`` and ``gone`` say; keep what is set aside, and mark what no longer waits."""
    cursor = writing.cursor
    learned: dict[str, datetime | int] = {"at": writing.about.learned, "batch": writing.number}
    columns = filled.columns()
    added = f"insert into facts_version (batch_id, {columns}) select %(batch)s, {columns} from"
    at = "%(at)s::timestamptz"
    cursor.execute(f"{added} ({filled.of(log_sql(at))}) as added", learned)
    if judged.gone:
        cursor.execute(f"{added} ({filled.of(retraction_sql('gone', at))}) as added", learned)
    if judged.aside:
        write_aside(writing)
    if counted.resolved:
        cursor.execute(
            "insert into facts_settled (aside_id, batch_id, reason, actor, settled_at) "
            "select id, %s, 'accepted', %s, %s from settling",
            [writing.number, writing.about.actor, writing.about.learned],
        )


def _touched(cursor: CursorWrapper) -> Sequence[Touched]:
    cursor.execute(TOUCHED.format(gone="gone"))
    return [Touched(*row) for row in cursor.fetchall()]
