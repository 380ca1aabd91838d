"""Rows of a file that are set aside: collected with sentence and remedy, told apart from those set aside before."""

from collections.abc import Sequence

from ristorno.intake.duck import Workshop, name, text
from ristorno.intake.judging import DOUBLES, JUDGED
from ristorno.intake.sql.checks import Check
from ristorno.intake.staged import Staged
from ristorno.intake.table import Table

ASIDE = "aside"

_BROKEN_REMEDY = "Correct the row in the source, or delete it, and import again."
CONFLICTS = {
    "double": (
        "intake.double_line",
        "The same line of the document stands in the file twice with different content.",
        "Keep the right one, or export a version number.",
    ),
    "conflict": (
        "intake.conflict",
        "This version of the line is known with other content.",
        "Give the corrected line a higher version.",
    ),
    "held": (
        "intake.document_incomplete",
        "Another row of this document was set aside; until the document is whole, it stays as it was.",
        "Correct that row and import the document again.",
    ),
}
"""Code, sentence and remedy of rows that were good by themselves."""

_ID = ("source", "document", "line")
_KEYED = ("kind", "member", "product", "quantity", "amount", "instant", "day")


def collect(shop: Workshop, staged: Staged, *, judged: bool) -> None:
    """Fill ``aside``: row, code, header, reason, remedy, raw, source, document, line, amount, key, occurrence, known.

    ``key`` stands for the content of a row and ``occurrence`` counts equal ones, so that the same bad row of an
    overlapping file is known again, and equal bad rows of one file all count. None is ``known`` yet. Where lines are
    not ``judged``, none of them contradicts another line or stands in the file twice.
    """
    parts = [_checked(staged)]
    if staged.broken is not None:
        parts.append(_broken(staged.broken))
    if judged and staged.mapping.has_lines and shop.row(f"select count(*) from {DOUBLES} where not same")[0]:
        parts.append(_again(staged, f"select row from {DOUBLES} where not same", "double"))
    if judged:
        parts.extend(
            _again(staged, f"select row from {JUDGED} where status = '{status}'", status)
            for (status,) in shop.rows(f"select distinct status from {JUDGED} where status in ('conflict', 'held')")
        )
    shop.run(
        f"create or replace temp table {ASIDE} as select *, "
        f"row_number() over (partition by key order by row) as occurrence, false as known "
        f"from ({' union all '.join(parts)})"
    )


def fills(staged: Staged, column: str) -> bool:
    """Whether the mapping fills the column, be it only in bad rows: a key must not depend on the rest of the file."""
    return column in staged.staging.columns or column in staged.staging.constants


def _identity(staged: Staged) -> str:
    found = [name if fills(staged, name) else f"cast(null as varchar) as {name}" for name in _ID]
    found.append("amount" if fills(staged, "amount") else "cast(null as decimal(18,4)) as amount")
    return ", ".join(found)


def _key(staged: Staged, code: str, raw: str) -> str:
    """Rows are equal by what was read of them; by their text where something could not be read."""
    shown = ", ".join(f"coalesce(cast({name} as varchar), '')" for name in (*_ID, *_KEYED) if fills(staged, name))
    unread = "coalesce(instant, cast(day as timestamp)) is null"
    if fills(staged, "amount"):
        unread += " or amount is null"
    return f"md5(concat_ws(chr(31), {code}, {shown}, case when {unread} then {raw} else '' end))"


def _checked(staged: Staged) -> str:
    checks = [(number, check) for number, check in enumerate(staged.staging.checks) if not check.ignored]
    if not checks:
        empty = "select 0 as row, '' as code, '' as header, '' as reason, '' as remedy, '' as raw"
        return f"{empty}, {_nothing()} where false"

    told = ", ".join(f"({n}, {text(c.code)}, {text(c.header)}, {text(c.remedy)})" for n, c in checks)
    return (
        f"select row, code, {_header(staged.table, checks)} as header, reason, remedy, raw, {_identity(staged)}, "
        f"{_key(staged, name('code'), 'raw')} as key from staged "
        f'join (values {told}) as told(number, code, header, remedy) on "check" = number'
    )


def _header(table: Table, checks: Sequence[tuple[int, Check]]) -> str:
    """The SQL of the header of the check that holds; in a workbook that of its cell's place in the row."""
    if table.sheet is None:
        return "header"
    places = " ".join(f"when {number} then {_place(table, check.header)}" for number, check in checks)
    return f'case "check" {places} end'


def _place(table: Table, header: str, row: str = "row") -> str:
    """The SQL of a column's header; in a workbook that of the cell's place in the sheet."""
    return text(header) if table.sheet is None else table.sheet.place(row, header)


def _nothing() -> str:
    return (
        "cast(null as varchar) as source, cast(null as varchar) as document, cast(null as varchar) as line, "
        "cast(null as decimal(18,4)) as amount, '' as key"
    )


def _broken(relation: str) -> str:
    raw = "cast(json_object('', raw) as varchar)"
    return (
        f"select cast(row as bigint) as row, code, '' as header, reason, {text(_BROKEN_REMEDY)} as remedy, "
        f"{raw} as raw, cast(null as varchar) as source, cast(null as varchar) as document, "
        f"cast(null as varchar) as line, cast(null as decimal(18,4)) as amount, md5(code || raw) as key from {relation}"
    )


def _again(staged: Staged, rows: str, status: str) -> str:
    """Rows that were good by themselves: what they look like in the file is read once more."""
    code, reason, remedy = CONFLICTS[status]
    place = _place(staged.table, "", "s.file_row")
    return (
        f"select s.file_row as row, {text(code)} as code, {place} as header, {text(reason)} as reason, "
        f"{text(remedy)} as remedy, f.raw as raw, {_identity(staged)}, {_key(staged, text(code), 'f.raw')} as key "
        f"from (select * exclude (raw, row), row as file_row from staged) as s "
        f"join ({raw_rows(staged.table)}) as f on s.file_row = f.row where s.file_row in ({rows})"
    )


def raw_rows(table: Table) -> str:
    """Return the SQL of the rows of a file as they stand in it: row, raw (JSON, header -> text)."""
    pairs = ", ".join(f"{text(header)}, cast({source.sql} as varchar)" for header, source in table.columns.items())
    row = table.row or f"row_number() over () + {table.first_row - 1}"
    return f"select {row} as row, cast(json_object({pairs}) as varchar) as raw from {table.scan}"
