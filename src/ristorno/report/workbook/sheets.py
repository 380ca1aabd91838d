"""Plain tables as a workbook: a sheet for each, every cell a text."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from ristorno.report.workbook.pen import ROWS, Pen

Rows: TypeAlias = Sequence[Mapping[str, str]]
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
                pen.texts(sheet, place, 0, [row.get(head, "") for head in heads])
        pen.close()
        return path.read_bytes()
