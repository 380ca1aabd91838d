"""A file of facts opened as a relation that DuckDB can scan: CSV in any usual dialect, or Parquet."""

from collections.abc import Mapping as Map
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeAlias

import duckdb

from ristorno.intake.delimited import Shape, read_shape
from ristorno.intake.duck import Workshop, name, text
from ristorno.intake.encoding import detect_encoding, look, transcode
from ristorno.intake.mapping import Format
from ristorno.intake.progress import Progress, silent
from ristorno.intake.repair import Repaired, repair
from ristorno.intake.workbook.sheet import SheetPlace
from ristorno.kernel.problem import Place, Problem, Refused

SPACE, TAB, UNBREAKABLE, ZERO = b" ", b"\t", "\u00a0".encode(), b"\0"
SPLITS = ";|"
"""Marks that usually stand between several groups of one cell."""
MARKS = frozenset({SPACE, TAB, UNBREAKABLE, ZERO, *(mark.encode() for mark in SPLITS)})
PARQUET = {".parquet", ".pq"}
Blanks: TypeAlias = Literal["none", "spaces", "any"]
"""Which blanks may stand around the texts of a file."""


@dataclass(frozen=True, slots=True)
class Source:
    """A column in SQL: its identifier and the type that the file gives it."""

    sql: str
    kind: str


@dataclass(frozen=True, slots=True)
class Table:
    """An opened file."""

    path: Path
    shown: str
    """What problems call the file."""
    scan: str
    """The SQL of the relation."""
    row: str | None
    """The SQL of the row number in the file; None where it is the position after staging."""
    columns: Map[str, Source]
    """By header, in the order of the file."""
    blanks: Blanks = "any"
    lacks: frozenset[str] = frozenset()
    """Those of the marks between several groups that no cell of the file holds."""
    careful: bool = False
    """The file holds bytes that only the careful way can tell of."""
    encoding: str | None = None
    shape: Shape | None = None
    readable: Path | None = None
    """The UTF-8 CSV file that is really read: the file itself, or its transcoded copy."""
    repaired: Repaired | None = None
    sheet: SheetPlace | None = None
    """Where the table lies, if the file is a workbook."""

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers in the order of the file."""
        return tuple(self.columns)

    @property
    def first_row(self) -> int:
        """The number of the first row of data: in CSV the header is row 1."""
        return 1 if self.shape is None else 2


def open_table(shop: Workshop, path: Path, form: Format, progress: Progress = silent) -> Table:
    """Open a file of facts.

    Raises:
        Refused: the file cannot be read, is empty, is neither CSV nor Parquet, or has no usable header.
    """
    try:
        if path.is_dir() or not path.exists():
            raise Refused([Problem("intake.no_file", "There is no such file.", "Check the path.", Place(str(path)))])
        if path.suffix.lower() in PARQUET:
            return _open_parquet(shop, path)
        return _open_csv(shop, path, form, progress)
    except OSError as error:
        reason = f"The file cannot be read: {error.strerror or error}."
        raise Refused([Problem("intake.no_file", reason, "Check its permissions.", Place(str(path)))]) from None


def _open_parquet(shop: Workshop, path: Path) -> Table:
    scan = f"read_parquet({text(str(path))}, hive_partitioning = false, file_row_number = true)"
    try:
        described = shop.rows(f"describe select * from {scan}")
    except duckdb.Error as error:
        reason = f"This is not a Parquet file that can be read ({_first_line(error)})."
        raise Refused([Problem("intake.not_parquet", reason, "Export it again.", Place(str(path)))]) from None
    columns: dict[str, Source] = {}
    for header, kind, *_ in described:
        if header != "file_row_number":
            columns[header] = Source(f"c{len(columns)}", kind)
    # Columns go by number inside, so that no header of theirs can be taken for a name of ours.
    listed = ", ".join(f"{name(header)} as {source.sql}" for header, source in columns.items())
    relation = f"(select {listed}, file_row_number as row_of_file from {scan})"
    return Table(path, str(path), relation, "row_of_file + 1", columns)


def _open_csv(shop: Workshop, path: Path, form: Format, progress: Progress) -> Table:
    seen = look(path, MARKS)
    encoding = form.encoding or detect_encoding(path, seen)
    readable = path
    if encoding != "utf-8":
        readable = shop.folder / f"{len(list(shop.folder.iterdir()))}-utf8.csv"
        progress(0.0, "transcoding")
        transcode(path, readable, encoding)
        seen = look(readable, MARKS)
    shape = read_shape(readable, str(path), form.delimiter)
    columns = {header: Source(f"c{index}", "VARCHAR") for index, header in enumerate(shape.headers)}
    names = [column.sql for column in columns.values()]
    return Table(
        path,
        str(path),
        _csv_scan(readable, shape.delimiter, names),
        None,
        columns,
        blanks=_blanks(seen.found - {shape.delimiter.encode()}),
        lacks=frozenset(mark for mark in SPLITS if mark.encode() not in seen.found),
        careful=ZERO in seen.found,
        encoding=encoding,
        shape=shape,
        readable=readable,
    )


def _blanks(found: frozenset[bytes]) -> Blanks:
    if found & {TAB, UNBREAKABLE}:
        return "any"
    return "spaces" if SPACE in found else "none"


def repaired(shop: Workshop, table: Table, progress: Progress = silent) -> Table:
    """Return the table read the careful way: clean rows with their numbers, broken rows aside."""
    assert table.shape is not None
    assert table.readable is not None
    progress(0.0, "reading row by row")
    result = repair(table.readable, shop.folder, table.shape)
    names = ["row_of_file", *(column.sql for column in table.columns.values())]
    row = "cast(row_of_file as bigint)"
    return replace(table, scan=_csv_scan(result.clean, ",", names), row=row, repaired=result)


def broken_rows(table: Table) -> str:
    """Return the SQL of the rows that could not be read: row, code, reason, raw."""
    assert table.repaired is not None
    return _csv_scan(table.repaired.broken, ",", ["row", "code", "reason", "raw"])


def _csv_scan(path: Path, delimiter: str, names: list[str]) -> str:
    columns = ", ".join(f"{text(column)}: 'VARCHAR'" for column in names)
    return (
        f"read_csv({text(str(path))}, auto_detect = false, header = true, delim = {text(delimiter)}, "
        f"quote = '\"', escape = '\"', columns = {{{columns}}}, strict_mode = true, null_padding = false, "
        f"max_line_size = {1 << 20})"
    )


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0].removesuffix(".")[:200]
