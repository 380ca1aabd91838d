"""The header of a table in a sheet: below titles, of one row or of several with merged cells.

The header is the first row that holds at least two texts, no numbers and no dates, and covers at least half of the
columns that the sheet uses. While merged cells of it reach over several columns, or reach down, it goes on below; a
column is then called by all its cells from top to bottom (``Order``, ``Number`` -> ``Order Number``).
"""

import re
from collections.abc import Sequence

from ristorno.intake.workbook.cells import Cell
from ristorno.intake.workbook.sheet import Header, Span, letter

SEARCHED = 60
"""A header begins within so many rows."""
_DEEPEST = 4
_DATA = re.compile(r"[-+]?[0-9][0-9 .,:/%\u00a0\u202f-]*")
"""A text that is a number, an amount or a date."""


def find_header(rows: Sequence[Sequence[Cell]], merged: Sequence[Span]) -> Header | None:
    """Return the header of the table that begins in the first rows of a sheet, None where there is none."""
    width = max((len(_filled(row)) for row in rows), default=0)
    for index, row in enumerate(rows):
        covered = set(_filled(row)) | _under(index, merged)
        if _is_texts(row) and len(_filled(row)) >= 2 and 2 * len(covered) >= width:
            last = _last_row(rows, index, merged)
            return Header(last, _columns(rows, index, last, merged))
    return None


def _filled(row: Sequence[Cell]) -> list[int]:
    return [column for column, cell in enumerate(row) if cell != "" and not (isinstance(cell, str) and cell.isspace())]


def _is_texts(row: Sequence[Cell]) -> bool:
    return all(_is_text(row[column]) for column in _filled(row))


def _is_text(cell: Cell) -> bool:
    return isinstance(cell, str) and _DATA.fullmatch(cell.strip()) is None


def _under(row: int, merged: Sequence[Span]) -> set[int]:
    """The columns that merged cells cover in a row."""
    spans = ((start, end) for start, end in merged if start[0] <= row <= end[0])
    return {column for start, end in spans for column in range(start[1], end[1] + 1)}


def _last_row(rows: Sequence[Sequence[Cell]], first: int, merged: Sequence[Span]) -> int:
    last = first
    while last + 1 < min(len(rows), first + _DEEPEST) and _goes_on(rows, first, last, merged):
        last += 1
    return last


def _goes_on(rows: Sequence[Sequence[Cell]], first: int, last: int, merged: Sequence[Span]) -> bool:
    below = rows[last + 1]
    if any(first <= start[0] <= last < end[0] for start, end in merged):
        return True
    if not _filled(below) or not _is_texts(below):
        return False
    # Over a gap of the header there stands a group's name, and below it the names of its columns.
    named = set(_filled(rows[last]))
    across = any(start[0] == last and end[1] > start[1] for start, end in merged)
    return across or (last == first and bool(named) and _fills_gaps(named, _filled(below)))


def _fills_gaps(named: set[int], below: Sequence[int]) -> bool:
    """Whether a row of texts names columns that the row above leaves open, and leaves open some that it names."""
    return bool(set(below) - named) and bool(named - set(below))


def _columns(rows: Sequence[Sequence[Cell]], first: int, last: int, merged: Sequence[Span]) -> dict[int, str]:
    block = [_spread(rows, row, last, merged) for row in range(first, last + 1)]
    used = {column for row in rows[last + 1 :] for column in _filled(row)}
    named = {column for names in block for column in names}
    columns: dict[int, str] = {}
    for column in sorted(named | used):
        parts = dict.fromkeys(names[column] for names in block if column in names)
        columns[column] = " ".join(parts) or f"(column {letter(column)})"
    return columns


def _spread(rows: Sequence[Sequence[Cell]], row: int, last: int, merged: Sequence[Span]) -> dict[int, str]:
    """The names of a header row; a group's name stands over all its columns."""
    names = {column: " ".join(str(rows[row][column]).split()) for column in _filled(rows[row])}
    for start, end in merged:
        if start[0] == row and start[1] in names:
            names |= dict.fromkeys(range(start[1], end[1] + 1), names[start[1]])
    if row < last and not any(start[0] == row for start, _ in merged):
        for column in range(min(names, default=0), len(rows[row + 1])):
            if column not in names and rows[row + 1][column] != "" and column - 1 in names:
                names[column] = names[column - 1]
    return names
