"""Plain tables as a workbook: a sheet for each, every cell a text, a day or a number."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from ristorno.report.workbook.pen import ROWS, Pen, plain_form

Cell: TypeAlias = str | date | Decimal
Rows: TypeAlias = Sequence[Mapping[str, str]] | Sequence[Mapping[str, Cell]]
_WIDTH, _LONGEST = 24, 31
"""Letters that a column is wide, and that the name of a sheet may have."""


def workbook_of(tables: Mapping[str, Rows]) -> bytes:
    """Return a workbook of tables by their names; the columns of each are those of its first row."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tables.xlsx"
        pen = Pen(path)
        for name, rows in tables.items():
            heads = list(rows[0]) if rows else []
            sheet = pen.sheet(name[:_LONGEST], [_WIDTH] * max(1, len(heads)))
            pen.heads(sheet, 0, 0, heads)
            for place, row in enumerate(rows[: ROWS - 1], start=1):
                for column, head in enumerate(heads):
                    _write(pen, sheet, place, column, row.get(head, ""))
        pen.close()
        return path.read_bytes()


def _write(pen: Pen, sheet: Any, row: int, column: int, cell: Cell) -> None:
    if isinstance(cell, Decimal):
        pen.number(sheet, row, column, cell, plain_form(cell))
    elif isinstance(cell, date):
        pen.day(sheet, row, column, cell)
    else:
        pen.texts(sheet, row, column, [cell])
