"""Writing cells: exact numbers, texts that no spreadsheet runs, and the few looks that all sheets share."""

import os
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, TypeAlias

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from ristorno.engine.sentences.numbers import SYMBOLS, decimals_of, ended
from ristorno.kernel.number import Exact, plain, round_to
from ristorno.kernel.problem import Place, Problem, Refused

DIGITS = 15
"""A spreadsheet keeps so many significant digits; a longer number is written as text."""
ROWS = 1_048_576
"""A sheet has no more rows."""
INK, ACCENT, PALE, LINE = "#1B2733", "#0E6B5C", "#EEF5F3", "#C9D6D2"

Look: TypeAlias = Literal[
    "plain", "title", "heading", "head", "note", "total", "wrapped", "code", "number", "unit",
    "same", "near", "differs", "missing",
]  # fmt: skip
_LOOKS: dict[Look, dict[str, Any]] = {
    "plain": {},
    "number": {"font_color": "#5B6B68"},
    "unit": {"indent": 1},
    "title": {"bold": True, "font_size": 18, "font_color": ACCENT},
    "heading": {"bold": True, "font_size": 12, "font_color": ACCENT, "bottom": 2, "bottom_color": ACCENT},
    "head": {"bold": True, "font_color": "#FFFFFF", "bg_color": ACCENT, "valign": "vcenter", "text_wrap": True},
    "note": {"font_color": "#5B6B68", "italic": True, "text_wrap": True},
    "total": {"bold": True, "top": 1, "top_color": INK, "bg_color": PALE},
    "wrapped": {"text_wrap": True},
    "same": {"bg_color": "#E3F1E7"},
    "near": {"bg_color": "#FFF6D6"},
    "differs": {"bg_color": "#FDE6C8"},
    "missing": {"bg_color": "#F9DDDC"},
    "code": {"font_name": "Consolas", "font_size": 9, "font_color": "#5B6B68"},
}


class Pen:
    """A workbook being written."""

    def __init__(self, path: Path, *, flat: bool = False, made_at: datetime | None = None) -> None:
        """``flat`` keeps memory flat: the rows of each sheet must be written from top to bottom.

        ``made_at`` is told in the file as the time of its making, so that the same content gives the same file.

        Raises:
            Refused: there is no such folder, or it cannot be written; told now, not when everything has been counted.
        """
        if not path.parent.is_dir() or not os.access(path.parent, os.W_OK) or path.is_dir():
            raise _unwritable(path, "there is no folder here that can be written")
        self.path = path
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": flat})
        if made_at is not None:
            self._book.set_properties({"created": made_at.astimezone(UTC).replace(tzinfo=None)})
        self._formats: dict[tuple[Look, str, str], Any] = {}

    def sheet(self, name: str, widths: Sequence[float], *, landscape: bool = False) -> Any:
        """Add a sheet with columns of these widths, ready to be printed on A4, as wide as one page."""
        sheet = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self.look("plain"))
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.5, 0.5, 0.6, 0.6)
        sheet.set_footer("&C&P / &N")
        if landscape:
            sheet.set_landscape()
        return sheet

    def look(self, look: Look, number: str = "", align: str = "") -> Any:
        """Return a cell format."""
        key = (look, number, align)
        if key not in self._formats:
            told: dict[str, Any] = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"}
            told |= _LOOKS[look]
            if number:
                told["num_format"] = number
            if align:
                told["align"] = align
            self._formats[key] = self._book.add_format(told)
        return self._formats[key]

    def texts(self, sheet: Any, row: int, column: int, texts: Sequence[str], look: Look = "plain") -> None:
        """Write texts side by side; none of them is ever run as a formula."""
        for offset, text in enumerate(texts):
            sheet.write_string(row, column + offset, text, self.look(look))

    def heads(self, sheet: Any, row: int, column: int, texts: Sequence[str], amounts: Collection[int] = ()) -> None:
        """Write the heads of columns; those over amounts (by position) stand on the right like them."""
        for offset, text in enumerate(texts):
            align = "right" if offset in amounts else ""
            sheet.write_string(row, column + offset, text, self.look("head", "", align))

    def index(self, sheet: Any, row: int, number: int) -> None:
        """Write the number of an accrual into the first column."""
        sheet.write_number(row, 0, number, self.look("number", "0", "center"))

    def day(self, sheet: Any, row: int, column: int, day: date) -> None:
        """Write a day."""
        sheet.write_datetime(row, column, day, self.look("plain", "yyyy-mm-dd", "left"))

    def number(
        self, sheet: Any, row: int, column: int, value: Exact, form: str, *, formula: str = "", look: Look = "plain"
    ) -> None:
        """Write a number with all its digits, as what a formula must give where there is one.

        A number without an end of decimals is told by 15 digits where a formula makes it, else as text.
        """
        exact = ended(value)
        cached = Decimal(plain(exact)) if exact is not None else _cut(value)
        cell = self.look(look, form, "right")
        if formula:
            sheet.write_formula(row, column, formula, cell, cached)
        elif exact is None or len(cached.normalize().as_tuple().digits) > DIGITS:
            text = f"{cached:f}" if exact is not None else f"≈ {round_to(value, Decimal('0.0001')):f}"
            sheet.write_string(row, column, text, cell)
        else:
            sheet.write_number(row, column, cached, cell)

    def close(self) -> None:
        """Write the file.

        Raises:
            Refused: it cannot be written.
        """
        try:
            self._book.close()
        except (FileCreateError, OSError) as error:
            raise _unwritable(self.path, str(error)) from None


def _unwritable(path: Path, why: str) -> Refused:
    remedy = "Close it where it is open, or name another path."
    return Refused([Problem("file.unwritable", f"The workbook cannot be written: {why}.", remedy, Place(str(path)))])


def _cut(value: Exact) -> Decimal:
    whole = len(str(abs(int(value))))
    return round_to(value, Decimal(1).scaleb(min(0, whole - DIGITS)))


def amount_form(decimals: int, currency: str | None, language: str, *, more: bool = False) -> str:
    """Return the number format of amounts: so many decimals, the sign of the currency where the language puts it.

    ``more`` also shows further decimals where a number has them.
    """
    digits = "0" * decimals + ("#" * (10 - decimals) if more else "")
    body = f"#,##0.{digits}" if digits else "#,##0"
    if currency is None:
        return body
    sign = SYMBOLS.get(currency)
    if sign is None or language == "ru":
        return f'{body}" {sign or currency}"'
    return f'"{sign}"{body};-"{sign}"{body}'


def plain_form(value: Exact) -> str:
    """Return the number format that shows all decimals of a number."""
    exact = ended(value)
    decimals = decimals_of(exact.normalize()) if exact is not None else 4
    return f"#,##0.{'0' * decimals}" if decimals > 0 else "#,##0"
