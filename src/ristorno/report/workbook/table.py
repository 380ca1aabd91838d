"""A table that fills a sheet row by row, and goes on in another one where it is full."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from ristorno.report.workbook.pen import ROWS, Pen


@dataclass(slots=True)
class Table:
    """A sheet that grows row by row, and goes on in another one where it is full."""

    pen: Pen
    name: str
    heads: Sequence[str]
    widths: Sequence[float]
    amounts: Collection[int]
    sheets: list[Any] = field(default_factory=list)
    row: int = ROWS

    def next(self) -> tuple[Any, int]:
        """Return the sheet and the row to write into."""
        if self.row >= ROWS - 20:
            self.end()
            number = len(self.sheets) + 1
            sheet = self.pen.sheet(self.name if number == 1 else f"{self.name} {number}", self.widths, landscape=True)
            sheet.set_row(0, 30)
            self.pen.heads(sheet, 0, 0, self.heads, self.amounts)
            sheet.freeze_panes(1, 2)
            sheet.repeat_rows(0)
            self.sheets.append(sheet)
            self.row = 1
        self.row += 1
        return self.sheets[-1], self.row - 1

    def end(self) -> None:
        """Put filters over what was written."""
        if self.sheets:
            self.sheets[-1].autofilter(0, 0, max(self.row - 1, 1), len(self.heads) - 1)
