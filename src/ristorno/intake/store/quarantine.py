"""What was set aside: kept until its line is accepted, listed and exported for the people who correct it."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ristorno.intake.duck import Workshop, text
from ristorno.intake.receipt import Reason
from ristorno.intake.store.manifest import Manifest
from ristorno.kernel.problem import Place, Problem


@dataclass(frozen=True, slots=True)
class SetAside:
    """One row that waits for a person, or that was resolved."""

    file: str
    batch: int
    row: int
    code: str
    header: str
    reason: str
    remedy: str
    raw: str
    """The row as it stood in the file: a JSON object, header -> text."""
    source: str | None
    document: str | None
    line: str | None
    amount: Decimal | None
    resolved: bool
    """Its line has been accepted since."""

    @property
    def problem(self) -> Problem:
        """The row as a problem with place, sentence and remedy."""
        return Problem(self.code, self.reason, self.remedy, Place(self.file, self.row, self.header or None))


@dataclass(frozen=True, slots=True)
class Before:
    """How the rows set aside in one import stand to those set aside before."""

    known: int
    fresh: int
    resolved: int


def _kept(folder: Path, manifest: Manifest) -> str:
    paths = manifest.paths(folder, "quarantine")
    done = manifest.paths(folder, "resolved")
    listed = ", ".join(text(path) for path in paths)
    resolved = ", ".join(text(path) for path in done)
    marked = f"semi_key in (select key || '-' || occurrence from read_parquet([{resolved}]))" if done else "false"
    return (
        f"(select * exclude (semi_key), {marked} as resolved from "
        f"(select *, key || '-' || occurrence as semi_key from read_parquet([{listed}])))"
    )


def kept_rows(folder: Path, manifest: Manifest) -> str | None:
    """Return the SQL of all rows that a store set aside, with ``resolved``; None where there are none."""
    return _kept(folder, manifest) if manifest.paths(folder, "quarantine") else None


def mark_known(shop: Workshop, kept: str | None) -> Before:
    """Mark in ``aside`` what was set aside before, and fill ``resolving`` with what this import settles."""
    (rows,) = shop.row("select count(*) from aside")
    if kept is None:
        return Before(0, rows, 0)
    shop.run(
        f"create or replace temp table aside as select a.* replace (k.key is not null as known) from aside as a "
        f"left join (select key, occurrence from {kept}) as k on a.key = k.key and a.occurrence = k.occurrence"
    )
    shop.run(f"create or replace temp table resolving as {_resolving(shop, kept)}")
    (known,) = shop.row("select count(*) from aside where known")
    (resolved,) = shop.row("select count(*) from resolving")
    return Before(known, rows - known, resolved)


def _resolving(shop: Workshop, kept: str) -> str:
    """Open rows whose line is good in this file, while the file has no bad row of the same document."""
    tables = {row[0] for row in shop.rows("select table_name from duckdb_tables()")}
    if "judged" in tables:
        good = "select source, document, key as line from judged where status <> 'held'"
    else:
        columns = {row[0] for row in shop.rows("describe staged")}
        source = "coalesce(source, '')" if "source" in columns else "''"
        line = "line" if "line" in columns else "cast(null as varchar)"
        good = f'select {source} as source, document, {line} as line from staged where "check" is null'
    return (
        f"select distinct k.key, k.occurrence from {kept} as k "
        f"semi join ({good}) as g on coalesce(k.source, '') = g.source and k.document = g.document "
        f"and (k.line is null or k.line = g.line) "
        f"anti join aside as a on coalesce(k.source, '') = coalesce(a.source, '') and k.document = a.document "
        f"and (k.line is null or k.line = a.line) where not k.resolved"
    )


def resolved_sql(batch: int) -> str:
    """Return the SQL of the marks for what this import settles."""
    return f"select key, occurrence, {batch} as batch from resolving"


def read_quarantine(shop: Workshop, folder: Path, manifest: Manifest, *, resolved: bool) -> Iterator[SetAside]:
    """Yield the rows set aside, in the order of imports and rows; the resolved ones only if asked for."""
    if not manifest.paths(folder, "quarantine"):
        return
    where = "" if resolved else "where not resolved"
    sql = (
        "select file, batch, row, code, header, reason, remedy, raw, source, document, line, amount, resolved "
        f"from {_kept(folder, manifest)} {where} order by batch, row, occurrence"
    )
    for chunk in shop.stream(sql):
        for row in chunk:
            yield SetAside(*row)


def waiting_reasons(shop: Workshop, folder: Path, manifest: Manifest) -> list[Reason]:
    """Return by code how many rows wait for a person, and the sum of their amounts."""
    if not manifest.paths(folder, "quarantine"):
        return []
    rows = shop.rows(
        f"select code, min(reason), any_value(remedy), count(*), sum(amount) from {_kept(folder, manifest)} "
        "where not resolved group by 1 order by 1"
    )
    return [
        Reason("quarantined", code, f"{reason} {remedy}".strip(), count, amount or Decimal(0))
        for code, reason, remedy, count, amount in rows
    ]


def export_quarantine(rows: Iterator[SetAside], headers: list[str], path: Path) -> int:
    """Write rows set aside to a CSV file: place and sentence first, then the row as it was; return how many."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["file", "row", "column", "code", "reason", "remedy", *headers])
        for row in rows:
            raw = json.loads(row.raw)
            told = [row.file, row.row, row.header, row.code, row.reason, row.remedy]
            writer.writerow([*told, *(raw.get(header) or "" for header in headers)])
            count += 1
    return count


def raw_headers(shop: Workshop, folder: Path, manifest: Manifest) -> list[str]:
    """Return all headers of the rows set aside, in order of appearance; the empty one stands for unreadable rows."""
    if not manifest.paths(folder, "quarantine"):
        return []
    rows = shop.rows(
        f"select distinct json_keys(raw) from {_kept(folder, manifest)} where not resolved and raw is not null"
    )
    return _joined(row[0] for row in rows)


def headers_of(raws: Iterable[str]) -> list[str]:
    """Return all headers of rows as they stood in files, in order of appearance."""
    return _joined({tuple(json.loads(raw)) for raw in raws})


def _joined(rows: Iterable[Sequence[str]]) -> list[str]:
    found: dict[str, None] = {}
    for keys in sorted(rows, key=lambda keys: (-len(keys), tuple(keys))):
        found.update(dict.fromkeys(keys))
    return list(found)
