"""A file becomes facts: read, mapped and judged by the intake, beside what the database knows of its documents."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from ristorno.apps.facts.batches import TOUCHED, About, Touched, Writing, begin, close, lock
from ristorno.apps.facts.carrying import carry_in, carry_out
from ristorno.apps.facts.cells import kept_reading
from ristorno.apps.facts.grouping import filling_of_file
from ristorno.apps.facts.judging import CURRENT, IDENTITY
from ristorno.apps.facts.tables import ASIDE
from ristorno.intake.aside import ASIDE as SET_ASIDE
from ristorno.intake.aside import fills
from ristorno.intake.background import in_background
from ristorno.intake.choosing import open_with_mapping
from ristorno.intake.completeness import bounds
from ristorno.intake.counting import Outcome, receipt
from ristorno.intake.deciding import TAKEN_BACK, Decided, decide, previewed, sources_of
from ristorno.intake.duck import Workshop, workshop
from ristorno.intake.judging import Known
from ristorno.intake.mapping import Mapping
from ristorno.intake.progress import Progress, part
from ristorno.intake.receipt import Receipt
from ristorno.intake.retraction import RetractionPreview
from ristorno.intake.staged import Staged, stage
from ristorno.intake.store.columns import LOG
from ristorno.intake.store.write import sha256
from ristorno.intake.verdict import log_sql, retraction_sql
from ristorno.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read: with which mapping, sheet, zone of times that name none, and further kinds."""

    mapping: Mapping | str | Path | None = None
    time_zone: str | None = None
    kinds: Collection[str] = ()
    sheet: str | None = None


def take_file(
    file: Path,
    reading: Reading,
    about: About,
    period: Period | None,
    confirm: RetractionPreview | None,
    progress: Progress,
) -> Receipt:
    """Judge the rows of a file and keep what they change, in one transaction that begins once the file is read."""
    with workshop() as shop, in_background(lambda: sha256(file)) as hashed:
        staged = _staged(shop, file, reading, progress)
        sources = sources_of(shop, staged)
        with transaction.atomic(), connection.cursor() as cursor:
            named = _named(shop, staged)
            lock(cursor, named)
            progress(0.5, "comparing")
            known = _known(shop, cursor, staged, sources, period)
            decided = decide(shop, staged, known, _kept(shop, cursor, named), period, confirm)
            about = replace(about, sha256=hashed.result(), mapping=staged.mapping.mapping, name=about.name or file.name,
                            reading=kept_reading(staged.mapping))  # fmt: skip
            writing = begin(cursor, about)
            outcome = Outcome(staged, writing.number, about.learned, decided.before, judged=decided.judged)
            done = receipt(shop, outcome)
            if done.changed:
                progress(0.6, "writing")
                touched, catalog = _write(shop, writing, decided)
                close(writing, sources, done, touched, catalog)
    progress(1.0, "committed")
    return done


def preview_file(file: Path, reading: Reading, period: Period, progress: Progress) -> RetractionPreview:
    """Return what the file, being complete for a period, takes back."""
    with workshop() as shop:
        staged = _staged(shop, file, reading, progress)
        sources = sources_of(shop, staged)
        with transaction.atomic(), connection.cursor() as cursor:
            return previewed(shop, staged, _known(shop, cursor, staged, sources, period), period)


def _staged(shop: Workshop, file: Path, reading: Reading, progress: Progress) -> Staged:
    told = part(progress, 0.0, 0.1)
    table, chosen = open_with_mapping(shop, file, reading.mapping, reading.time_zone, told, sheet=reading.sheet)
    return stage(shop, table, chosen, reading.kinds, part(progress, 0.1, 0.5))


_DOCUMENTS: Final = """
create temporary table if not exists documents (identity uuid) on commit delete rows;
delete from documents
"""
_IN_PERIOD: Final = """
insert into documents
select distinct identity from facts_version
where source = any(%s) and ((instant >= %s and instant < %s) or (day >= %s and day < %s))
"""


def _known(
    shop: Workshop, cursor: CursorWrapper, staged: Staged, sources: tuple[str, ...], period: Period | None
) -> Known:
    """Fetch the latest version of every line of the documents that the file tells of, or that lie in the period."""
    cursor.execute(_DOCUMENTS)
    source = "coalesce(source, '')" if "source" in staged.columns else "''"
    told = f'select distinct {source} as source, document from staged where "check" is null'
    carry_in(shop, f"select {IDENTITY} from ({told})", cursor, "documents")
    if period is not None:
        starts, ends = bounds(staged, period)
        cursor.execute(_IN_PERIOD, [list(sources), starts, ends, period.start, period.end])
    cursor.execute("analyze documents")
    listed = ", ".join(f"\"{name}\" at time zone 'UTC'" if kind == "TIMESTAMP" else f'"{name}"' for name, kind in _LOG)
    current = CURRENT.format(documents="(select distinct identity from documents)")
    rows = carry_out(cursor, f"select {listed} from ({current}) as current", shop, "known_rows", LOG)
    return Known("known_rows", sources, nothing=not rows)


_LOG: Final = tuple(LOG.items())
_KEPT: Final = {
    "key": "VARCHAR", "occurrence": "BIGINT", "source": "VARCHAR", "document": "VARCHAR", "line": "VARCHAR",
    "resolved": "BOOLEAN",
}  # fmt: skip


def _named(shop: Workshop, staged: Staged) -> tuple[str, ...]:
    """Return the sources that the rows of a file name: also those of which no row can be taken."""
    source = "coalesce(source, '')" if fills(staged, "source") else "''"
    return tuple(row[0] for row in shop.rows(f"select distinct {source} from staged order by 1"))


def _kept(shop: Workshop, cursor: CursorWrapper, sources: tuple[str, ...]) -> str | None:
    """Fetch what was set aside before of these sources, or of none that could be read."""
    cursor.execute("create temporary table if not exists sources (source text) on commit delete rows")
    cursor.execute("delete from sources")
    cursor.execute("insert into sources select unnest(%s::text[])", [list(sources)])
    kept = (
        "select key, occurrence, source, document, line, s.aside_id is not null from facts_aside as a "
        "left join facts_settled as s on s.aside_id = a.id "
        "where source is null or source in (select source from sources)"
    )
    return "kept_rows" if carry_out(cursor, kept, shop, "kept_rows", _KEPT) else None


def _write(shop: Workshop, writing: Writing, decided: Decided) -> tuple[list[Touched], int]:
    """Add what was decided to the log, keep what was set aside, mark what no longer waits.

    Return who is touched, and the last change of the catalog that was known.
    """
    at = f"timestamp '{writing.about.learned:%Y-%m-%d %H:%M:%S.%f}'"
    added = [log_sql(at), retraction_sql(TAKEN_BACK, at)] if decided.fresh is None else [_all(shop, decided.fresh, at)]
    filled = filling_of_file(shop, writing.cursor, added)
    columns = filled.columns()
    for select in added:
        rows = f"select {writing.number} as batch, {columns} from ({filled.of(select)})"
        carry_in(shop, rows, writing.cursor, f"facts_version (batch_id, {columns})")
    if decided.before.fresh:
        rows = f'select {writing.number} as batch, {ASIDE} from {SET_ASIDE} where not known order by "row", occurrence'
        carry_in(shop, rows, writing.cursor, f"facts_aside (batch_id, {ASIDE})")
    if decided.before.resolved:
        _settle(shop, writing)
    if decided.fresh is None:
        return [Touched(*row) for row in shop.rows(TOUCHED.format(gone=TAKEN_BACK))], filled.catalog
    day = "coalesce(cast(instant as date), day)"
    touched = shop.rows(f"select member, min({day}), false from ({added[0]}) group by member")
    return [Touched(*row) for row in touched], filled.catalog


def _all(shop: Workshop, fresh: str, at: str) -> str:
    """The SQL of lines of which nothing is known, with all columns of the log."""
    there = {row[0] for row in shop.rows(f"describe {fresh}")}
    filled = {"source": "''", "retracted": "false", "recorded_at": at}
    listed = []
    for column, kind in LOG.items():
        empty = filled.get(column, f"cast(null as {kind})")
        told = f'"{column}"' if column not in filled else f"coalesce({column}, {empty})"
        listed.append(f'{told if column in there else empty} as "{column}"')
    return f"select {', '.join(listed)} from ({fresh})"


def _settle(shop: Workshop, writing: Writing) -> None:
    cursor = writing.cursor
    cursor.execute("create temporary table if not exists resolving (key text, occurrence bigint) on commit delete rows")
    cursor.execute("delete from resolving")
    carry_in(shop, "select key, occurrence from resolving", cursor, "resolving")
    cursor.execute(
        "insert into facts_settled (aside_id, batch_id, reason, actor, settled_at) "
        "select a.id, %s, 'accepted', %s, %s from resolving as r join facts_aside as a using (key, occurrence)",
        [writing.number, writing.about.actor, writing.about.learned],
    )
