"""A sheet written out as plain rows of text, with the numbers of its rows and the flaws of its cells."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from ristorno.intake.binding import bind, missing_columns
from ristorno.intake.duck import Workshop, text
from ristorno.intake.headers import WORDS, plain_words
from ristorno.intake.mapping import Mapping, MomentField
from ristorno.intake.progress import Progress, silent
from ristorno.intake.table import Source, Table
from ristorno.intake.workbook.cells import Cell, cell_text, is_number, is_too_long
from ristorno.intake.workbook.marks import Marks, read_marks
from ristorno.intake.workbook.serials import serial_text, time_text
from ristorno.intake.workbook.sheet import Found, SheetPlace, letter, listed, place_name
from ristorno.kernel.problem import Place, Problem, Refused

ROW, FLAWS = "row_of_file", "flaws"
TOTALS = (
    "total", "totals", "grand total", "subtotal", "sub-total", "sum", "итого", "итог", "всего", "общий итог", "summe",
    "gesamt", "รวม", "ยอดรวม",
)  # fmt: skip
"""Words that a row of totals begins with, beside a date that is empty."""


def read_table(shop: Workshop, found: Found, mapping: Mapping | None, progress: Progress = silent) -> Table:
    """Write out the table of a sheet in the way that a mapping expects numbers and dates; without one, in our own.

    Raises:
        Refused: two columns have one header.
    """
    _refuse_doubles(found)
    progress(0.0, f"reading the sheet {found.name!r}")
    marks = read_marks(found.path, found.name)
    pen = _Pen(found, marks, _moments(found, mapping), _mark(mapping))
    path = shop.folder / f"{len(list(shop.folder.iterdir()))}-sheet.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
        columns = {header: Source(f"c{index}", "VARCHAR") for index, header in enumerate(found.headers)}
        writer.writerow([ROW, FLAWS, *(source.sql for source in columns.values())])
        writer.writerows(pen.rows())
    place = SheetPlace(
        found.name,
        {header: letter(column) for column, header in found.header.columns.items()},
        frozenset(pen.seen),
        tuple(_notes(found, marks)),
    )
    names = [ROW, FLAWS, *(source.sql for source in columns.values())]
    listed_names = ", ".join(f"{text(name)}: 'VARCHAR'" for name in names)
    scan = (
        f"read_csv({text(str(path))}, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', "
        f"columns = {{{listed_names}}}, strict_mode = true, max_line_size = {1 << 24})"
    )
    return Table(found.path, str(found.path), scan, f"cast({ROW} as bigint)", columns, sheet=place)


def _refuse_doubles(found: Found) -> None:
    seen: dict[str, int] = {}
    problems = []
    for column, header in found.header.columns.items():
        if header in seen:
            reason = f"Columns {letter(seen[header])} and {letter(column)} are both called {header!r}."
            place = Place(str(found.path), column=place_name(found.name, column, found.header.row, header))
            problems.append(Problem("intake.duplicate_header", reason, "Rename one of them.", place))
        seen.setdefault(header, column)
    if problems:
        raise Refused(problems)


def _notes(found: Found, marks: Marks) -> Iterator[str]:
    told = f"The table is read from the sheet {found.name!r}, whose header is row {found.header.row + 1}."
    if found.others:
        told += f" Not read: {listed(found.others)}."
    yield told
    hidden = sum(row > found.header.row + 1 for row in marks.hidden_rows)
    if hidden:
        yield f"Hidden rows are read like all others; there {'is' if hidden == 1 else 'are'} {hidden:,}."


def _mark(mapping: Mapping | None) -> str:
    return mapping.format.decimal if mapping is not None else "."


@dataclass(frozen=True, slots=True)
class _Moments:
    """The headers of columns with dates, with days of what happened, and with times of day."""

    dates: frozenset[str]
    happened: frozenset[str]
    times: frozenset[str]


def _moments(found: Found, mapping: Mapping | None) -> _Moments:
    if mapping is None or missing_columns(mapping, found.headers):
        words = {*WORDS["occurred_at"], *WORDS["due_on"], *WORDS["recorded_at"]}
        return _Moments(frozenset(h for h in found.headers if plain_words(h) in words), frozenset(), frozenset())
    bound = bind(mapping, found.headers, str(found.path))
    facts = mapping.facts
    fields = [each for each in (facts.occurred_at, facts.recorded_at, facts.due_on) if each is not None]

    def headers(fields: Iterable[MomentField], of: Callable[[MomentField], str | None]) -> frozenset[str]:
        names = [name for each in fields if (name := of(each)) is not None]
        return frozenset(h for name in names if (h := bound[name].header) is not None and not bound[name].lookup)

    return _Moments(
        headers(fields, lambda each: each.column),
        headers([facts.occurred_at], lambda each: each.column),
        headers(fields, lambda each: each.time),
    )


@dataclass(slots=True)
class _Pen:
    """Writes rows; remembers which flaws occur."""

    found: Found
    marks: Marks
    moments: _Moments
    decimal: str
    seen: set[tuple[str, str]] = field(default_factory=set)

    def rows(self) -> Iterator[list[str]]:
        """Yield the rows below the header that are not empty: number, flaws, cells."""
        columns = [(position, header, letter(position)) for position, header in self.found.header.columns.items()]
        covered = self._covered()
        for number, row in enumerate(self.found.rows.iter_rows(), 1):
            if number <= self.found.header.row + 1:
                continue
            texts: list[str] = []
            flaws: list[tuple[str, str, int]] = []
            for index, (position, header, name) in enumerate(columns):
                cell = row[position] if position < len(row) else ""
                shown, flaw = self._cell(cell, header, f"{name}{number}", (number - 1, position) in covered)
                texts.append(shown)
                if flaw:
                    flaws.append((header, flaw, index))
            if any(texts) or flaws:
                if self._is_total(texts):
                    flaws.append(("", "intake.total_row", 0))
                self.seen.update((header, flaw) for header, flaw, _ in flaws)
                yield [str(number), "".join(f"|{i}:{flaw}|" for _, flaw, i in flaws), *texts]

    def _covered(self) -> set[tuple[int, int]]:
        """Cells below the header that are part of merged cells without being the one that holds the value."""
        return {
            (row, column)
            for start, end in self.found.merged
            if start[0] > self.found.header.row
            for row in range(start[0], end[0] + 1)
            for column in range(start[1], end[1] + 1)
            if (row, column) != start
        }

    def _cell(self, cell: Cell, header: str, name: str, covered: bool) -> tuple[str, str]:  # noqa: FBT001
        """Return the text of a cell and its flaw."""
        if name in self.marks.errors:
            return self.marks.errors[name], "intake.error_cell"
        if name in self.marks.uncomputed:
            return "", "intake.uncomputed_formula"
        if covered and cell == "":
            return "", "intake.merged_cell"
        if is_number(cell):
            moment = self._moment(cell, header)
            if moment is not None:
                return moment, ""
            return cell_text(cell, self.decimal), "intake.long_number" if is_too_long(cell) else ""
        return cell_text(cell), ""

    def _moment(self, cell: Cell, header: str) -> str | None:
        """A number in a column of dates is a day of the workbook's calendar, whatever it is formatted as."""
        if not isinstance(cell, int | float) or self.marks.from_1904 is None:
            return None
        if header in self.moments.dates:
            return serial_text(cell, from_1904=self.marks.from_1904)
        return time_text(cell) if header in self.moments.times else None

    def _is_total(self, texts: list[str]) -> bool:
        if not self.moments.happened:
            return False
        cells = dict(zip(self.found.headers, texts, strict=True))
        if any(cells[header].strip() for header in self.moments.happened):
            return False
        return any(_begins_a_total(cell) for cell in texts if cell)


def _begins_a_total(cell: str) -> bool:
    words = cell.strip().rstrip(":").casefold()
    return any(words == word or words.startswith((f"{word} ", f"{word}:")) for word in TOTALS)
