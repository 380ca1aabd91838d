"""Workbooks written for tests, as a spreadsheet program or a careless exporter would write them."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

HEADER = ("document", "occurred_at", "member", "amount", "currency", "product")


@dataclass(frozen=True)
class Formula:
    """A formula with the value that was computed for it; None: nobody computed it."""

    text: str
    value: str | float | None = None


Value = str | int | float | bool | Decimal | date | time | Formula | None
Drawing = Callable[[Worksheet], None]


def write_book(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[Value]]],
    *,
    options: Mapping[str, object] | None = None,
    hidden: Sequence[str] = (),
    drawn: Mapping[str, Drawing] | None = None,
) -> Path:
    """Write rows from A1 on; ``drawn`` adds to a sheet what rows cannot say."""
    book = xlsxwriter.Workbook(str(path), dict(options or {}))
    formats = {
        date: book.add_format({"num_format": "dd.mm.yyyy"}),
        datetime: book.add_format({"num_format": "dd.mm.yyyy hh:mm:ss"}),
        time: book.add_format({"num_format": "hh:mm"}),
    }
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name in hidden:
            sheet.hide()
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, Formula):
                    sheet.write_formula(row, column, cell.text, None, "" if cell.value is None else cell.value)
                elif isinstance(cell, date | time):
                    sheet.write_datetime(row, column, cell, formats[type(cell)])
                elif cell is not None:
                    sheet.write(row, column, cell)
        if drawn and name in drawn:
            drawn[name](sheet)
    book.close()
    return path


def changed(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """Change a part of a workbook by hand, to say what no library would."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"
