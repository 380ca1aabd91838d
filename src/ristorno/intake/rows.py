"""The rows of a list that is no list of facts: members, contacts, products; each cell with its place.

Files are read as those with facts are (encodings, delimiters, workbooks, rows that cannot be read). What a column means
is told by its header alone, in words that the caller lists, whatever their case and the signs between them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count
from pathlib import Path

from ristorno.intake.duck import Workshop, workshop
from ristorno.intake.mapping import Format
from ristorno.intake.progress import Progress
from ristorno.intake.table import Table, broken_rows, open_table, repaired
from ristorno.intake.workbook.books import is_workbook
from ristorno.intake.workbook.choosing import find_sheet
from ristorno.intake.workbook.flaws import told_flaw
from ristorno.intake.workbook.reading import FLAWS, read_table
from ristorno.intake.workbook.sheet import SheetPlace, sheet_name
from ristorno.kernel.problem import Place, Problem, Refused, near
from ristorno.kernel.searching import plain

Columns = Mapping[str, Sequence[str]]
"""By the name of a column the words that its header may be, as :func:`header_words` returns them."""
_TOLD = 100
"""It is told how far rows have come whenever so many are done."""
_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d", "%Y%m%d")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the file (a header is 1) and its cells by the names of the columns, without blanks."""

    number: int
    cells: Mapping[str, str]
    headers: Mapping[str, str]
    file: str
    sheet: SheetPlace | None = None

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def day(self, column: str) -> date | None:
        """Return the day that a cell names; None where it is empty.

        Raises:
            Refused: it names none.
        """
        text = self[column]
        if not text:
            return None
        for form in _DAYS:
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        reason = f"{text!r} is no day."
        raise Refused([Problem("intake.wrong_date", reason, "Write 2026-05-31 or 31.05.2026.", self.place(column))])

    @contextmanager
    def at(self, column: str = "") -> Iterator[None]:
        """Let what is refused inside be told with the place of a cell, or of the row."""
        try:
            yield
        except Refused as refused:
            placed = (each if str(each.place) else replace(each, place=self.place(column)) for each in refused.problems)
            raise Refused(placed) from None

    def place(self, column: str = "") -> Place:
        """Return where a cell is, or the whole row."""
        header = self.headers.get(column)
        if self.sheet is None:
            return Place(self.file, self.number, header)
        spot = f"{self.sheet.letters[header]}{self.number} ({header})" if header else f"{self.number}:{self.number}"
        return Place(self.file, column=f"{sheet_name(self.sheet.name)}!{spot}")


@dataclass(frozen=True, slots=True)
class Rows:
    """What a file holds: its rows, what of it cannot be read, and the headers that nobody asked for."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the rows of a file: how many there were, how many changed something, what was refused."""

    rows: int
    changed: int
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]


def take(rows: Rows, steps: Iterable[Callable[[Row], bool]]) -> Taken:
    """Take rows one by one, in steps through which all of them go; what a step refuses goes through no later one.

    A step says whether it changed anything, and leaves nothing behind where it refuses.
    """
    problems: dict[int, tuple[Problem, ...]] = {}
    changed: set[int] = set()
    for step in steps:
        for row in rows.rows:
            if row.number in problems:
                continue
            try:
                with row.at():
                    if step(row):
                        changed.add(row.number)
            except Refused as refused:
                problems[row.number] = refused.problems
    told = (each for number in sorted(problems) for each in problems[number])
    return Taken(
        rows=len(rows.rows) + len(rows.problems),
        changed=len(changed - problems.keys()),
        problems=(*rows.problems, *told),
        unread=rows.unread,
    )


def counted(rows: int, progress: Progress) -> Callable[[], None]:
    """Return what is called for each of so many rows, and tells how far they have come."""
    numbers = count(1)

    def tell() -> None:
        number = next(numbers)
        if number % _TOLD == 0 or number == rows:
            progress(number / rows, f"{number:,} of {rows:,} rows")

    return tell


def told_by_row(step: Callable[[Row], bool], rows: Rows, progress: Progress) -> Callable[[Row], bool]:
    """Return a step that tells how far rows have come in it."""
    tell = counted(len(rows.rows), progress)

    def told(row: Row) -> bool:
        tell()
        return step(row)

    return told


def header_words(header: str) -> str:
    """Return a header as lower-case words: ``TaxNumber``, ``tax_number`` and ``Tax number:`` are ``tax number``."""
    split = re.sub(r"(?<=[a-zа-яё0-9])(?=[A-ZА-ЯЁ])", " ", header)
    return plain(re.sub(r"[\s_./:;,()\\-]+", " ", split))


def headers_of(path: Path, sheet: str | None = None) -> tuple[str, ...]:
    """Return the headers of a file, of a workbook those of its largest table.

    Raises:
        Refused: the file cannot be read.
    """
    if is_workbook(path):
        return find_sheet(path, sheet, lambda _: True).headers
    with workshop() as shop:
        return open_table(shop, path, Format()).headers


def read_rows(path: Path, columns: Columns, needed: Sequence[str], sheet: str | None = None) -> Rows:
    """Read a CSV or Parquet file or a workbook whose headers say what its columns are.

    ``needed`` are columns without which the file makes no sense. Rows without any text are left out.

    Raises:
        Refused: the file cannot be read, a needed column is missing, or two columns mean the same.
    """
    with workshop() as shop:
        table = _opened(shop, path, columns, needed, sheet)
        meant = _meant(table, columns, needed)
        rows, flawed = [], []
        for row, flaws in _rows(shop, table, meant):
            problems = [told for flaw in flaws.split("|") if (told := _flaw(table, row, flaw)) is not None]
            flawed.extend(problems)
            if not problems and any(row.cells.values()):
                rows.append(row)
        broken = tuple(_broken(shop, table)) if table.repaired is not None else ()
        unread = tuple(header for header in table.headers if header not in meant.values())
        return Rows(tuple(rows), (*broken, *flawed), unread)


def _opened(shop: Workshop, path: Path, columns: Columns, needed: Sequence[str], sheet: str | None) -> Table:
    if is_workbook(path):
        wanted = [set(columns[name]) for name in needed]
        return read_table(shop, find_sheet(path, sheet, lambda headers: _fits(headers, wanted)), None)
    if sheet is not None:
        reason = f"This file has no sheets, so there is none called {sheet!r}."
        raise Refused([Problem("intake.no_sheet", reason, "Leave --sheet out.", Place(str(path)))])
    table = open_table(shop, path, Format())
    return repaired(shop, table) if table.shape is not None else table


def _fits(headers: Sequence[str], wanted: Sequence[set[str]]) -> bool:
    found = {header_words(header) for header in headers}
    return all(words & found for words in wanted)


def _meant(table: Table, columns: Columns, needed: Sequence[str]) -> Mapping[str, str]:
    """Return the headers by the names of the columns that they mean."""
    name_of = {word: name for name, words in columns.items() for word in words}
    meant: dict[str, str] = {}
    problems = []
    for header in table.headers:
        name = name_of.get(header_words(header))
        if name is not None and name in meant:
            reason = f"The columns {meant[name]!r} and {header!r} mean the same."
            problems.append(Problem("intake.duplicate_header", reason, "Leave one of them.", Place(table.shown)))
        elif name is not None:
            meant[name] = header
    for name in needed:
        if name not in meant:
            reason = f"The file has no column {' or '.join(map(repr, columns[name][:3]))}."
            remedy = near(columns[name][0], table.headers)
            problems.append(Problem("intake.unknown_column", reason, remedy, Place(table.shown)))
    if problems:
        raise Refused(problems)
    return meant


def _rows(shop: Workshop, table: Table, meant: Mapping[str, str]) -> Iterator[tuple[Row, str]]:
    number = table.row or f"row_number() over () + {table.first_row - 1}"
    flaws = FLAWS if table.sheet is not None else "''"
    cells = [f"trim(cast({table.columns[header].sql} as varchar))" for header in meant.values()]
    for chunk in shop.stream(f"select {', '.join([number, flaws, *cells])} from {table.scan}"):
        for at, flawed, *texts in chunk:
            told = {name: (text or "").strip() for name, text in zip(meant, texts, strict=True)}
            yield Row(int(at), told, meant, table.shown, table.sheet), flawed or ""


def _flaw(table: Table, row: Row, flaw: str) -> Problem | None:
    """Return what is wrong with a cell; None where the cell is in a column that is not read."""
    index, _, code = flaw.partition(":")
    if not code:
        return None
    header = table.headers[int(index)]
    name = next((name for name, each in row.headers.items() if each == header), None)
    if name is None:
        return None
    reason, remedy = told_flaw(code)
    return Problem(code, reason or f"{row[name]} stands in the cell instead of a value.", remedy, row.place(name))


def _broken(shop: Workshop, table: Table) -> Iterator[Problem]:
    for number, fault, reason, raw in shop.rows(f"select row, code, reason, raw from {broken_rows(table)}"):
        shown = f"{reason} It begins with {raw[:60]!r}."
        yield Problem(fault, shown, "Correct the row and import the file again.", Place(table.shown, int(number)))
