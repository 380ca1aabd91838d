"""Which sheet of a workbook is read: the one that was named, or the only one that can be meant."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from ristorno.intake.workbook.books import Book
from ristorno.intake.workbook.headers import SEARCHED, find_header
from ristorno.intake.workbook.sheet import Found, listed
from ristorno.kernel.problem import Place, Problem, Refused, near

Fits = Callable[[Sequence[str]], bool]
"""Whether the headers of a sheet are those of facts."""


def find_sheet(path: Path, name: str | None, fits: Fits) -> Found:
    """Return the sheet that holds the facts, with its header.

    Without a name it is the visible sheet whose headers fit, else the one with the most rows. Sheets with the same
    headers, such as one for each month, are not chosen between.

    Raises:
        Refused: the workbook cannot be read, no sheet holds a table, or several may be meant.
    """
    book = Book(path)
    if name is not None:
        return _named(book, name)
    tables = [found for sheet in book.visible if (found := _table(book, sheet)) is not None]
    if not tables:
        reason = f"No visible sheet holds a table with a header (sheets: {listed(book.sheets)})."
        remedy = "A table needs a row with the names of its columns; name a hidden sheet with --sheet."
        raise Refused([Problem("intake.no_table", reason, remedy, Place(str(path)))])
    meant = [(found, height) for found, height in tables if fits(found.headers)] or tables
    chosen = max(meant, key=lambda pair: pair[1])[0]
    alike = [other.name for other, _ in meant if set(other.headers) == set(chosen.headers)]
    if len(alike) > 1:
        reason = f"Several sheets hold tables with the same columns: {listed(alike)}."
        raise Refused([Problem("intake.several_sheets", reason, "Name one with --sheet.", Place(str(path)))])
    return replace(chosen, others=tuple(other.name for other, _ in tables if other.name != chosen.name))


def _named(book: Book, name: str) -> Found:
    if name not in book.sheets:
        reason = f"The workbook has no sheet {name!r}."
        raise Refused([Problem("intake.no_sheet", reason, near(name, book.sheets), Place(str(book.path)))])
    found = _table(book, name)
    if found is None:
        reason = f"The sheet {name!r} holds no table: no row of it names columns that have values below."
        raise Refused([Problem("intake.no_table", reason, "Give every column a name.", Place(str(book.path)))])
    return found[0]


def _table(book: Book, name: str) -> tuple[Found, int] | None:
    """The table of a sheet and how many rows it may have."""
    sheet = book.load(name)
    merged = sheet.merged
    first = list(islice(sheet.iter_rows(), SEARCHED))
    header = find_header(first, merged)
    if header is None or sheet.height <= header.row + 1:
        return None
    return Found(book.path, name, sheet, header, merged), sheet.height - header.row
