"""What is known of a sheet: where its table lies, what its columns are called, where a cell is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ristorno.intake.duck import text
from ristorno.intake.workbook.cells import Cell

Span = tuple[tuple[int, int], tuple[int, int]]
"""First and last (row, column) of merged cells, from 0."""


class Rows(Protocol):
    """A loaded sheet whose rows can be walked through again and again."""

    def iter_rows(self) -> Iterator[list[Cell]]:
        """Yield its rows from the first one of the sheet on."""


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: its last row (from 0) and, by position, what the columns are called."""

    row: int
    columns: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Found:
    """The sheet that was found to hold the table."""

    path: Path
    name: str
    rows: Rows
    header: Header
    merged: Sequence[Span]
    others: tuple[str, ...] = ()
    """The other sheets that look like tables."""

    @property
    def headers(self) -> tuple[str, ...]:
        """The headers in the order of the columns."""
        return tuple(self.header.columns.values())


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """Where the columns of a table lie in their sheet, and what is wrong with single cells of it."""

    name: str
    letters: Mapping[str, str]
    """The letter of the column by header."""
    flaws: frozenset[tuple[str, str]] = frozenset()
    """Header and code of what occurs; the header is empty for flaws of a whole row."""
    notes: tuple[str, ...] = ()
    """Sentences on how the workbook was read."""

    def place(self, row: str, header: str) -> str:
        """Return the SQL of a cell's place such as ``Sales!D17 (Amount)``; ``row`` is the SQL of its row number.

        ``header`` may be several headers with commas between them, or empty for the row as a whole.
        """
        sheet = sheet_name(self.name)
        headers = [header] if header in self.letters else header.split(", ")
        if not header or not all(each in self.letters for each in headers):
            return f"({text(f'{sheet}!')} || {row} || ':' || {row})"
        cells = " || ', ' || ".join(f"{text(self.letters[each])} || {row} || {text(f' ({each})')}" for each in headers)
        return f"({text(f'{sheet}!')} || {cells})"


def sheet_name(name: str) -> str:
    """Return a sheet's name as references write it: in quotes where it is more than a word."""
    return name if name.isidentifier() else "'" + name.replace("'", "''") + "'"


def place_name(sheet: str, column: int, row: int, header: str) -> str:
    """Return the place of a cell by its position (from 0), such as ``Sales!D17 (Amount)``."""
    return f"{sheet_name(sheet)}!{letter(column)}{row + 1} ({header})"


def letter(column: int) -> str:
    """Return the letters of a column by its position: 0 is A, 26 is AA."""
    column += 1
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def listed(names: Iterable[str]) -> str:
    """Return names as a sentence lists them."""
    return ", ".join(repr(name) for name in names)
