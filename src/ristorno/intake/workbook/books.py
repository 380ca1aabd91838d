"""Workbooks opened: their sheets, or a sentence on why they cannot be read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from ristorno.intake.workbook.cells import Cell
from ristorno.intake.workbook.sheet import Span
from ristorno.kernel.problem import Place, Problem, Refused

ENDINGS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}

Value = TypeVar("Value")


def is_workbook(path: Path) -> bool:
    """Return whether a file is a workbook by its name."""
    return path.suffix.lower() in ENDINGS


@dataclass(frozen=True, slots=True)
class Loaded:
    """A sheet in memory; its rows begin at A1, whatever the sheet leaves empty."""

    sheet: CalamineSheet

    @property
    def height(self) -> int:
        """How many rows the sheet has, from its first row to the last one that holds something."""
        return self.sheet.end[0] + 1 if self.sheet.end else 0

    @property
    def merged(self) -> list[Span]:
        """Merged cells, as far as the format tells them."""
        return list(self.sheet.merged_cell_ranges or ())

    def iter_rows(self) -> Iterator[list[Cell]]:
        """Yield its rows from the first one of the sheet on."""
        left = self.sheet.start[1] if self.sheet.start else 0
        if not left:
            yield from self.sheet.iter_rows()
            return
        empty: list[Cell] = [""] * left
        for row in self.sheet.iter_rows():
            yield [*empty, *row]


class Book:
    """An opened workbook."""

    def __init__(self, path: Path) -> None:
        """Raises Refused: this is no workbook that can be read."""
        self.path = path
        if path.is_dir() or not path.exists():
            raise Refused([Problem("intake.no_file", "There is no such file.", "Check the path.", Place(str(path)))])
        self._book = _read(path, lambda: CalamineWorkbook.from_path(path))
        sheets = [each for each in self._book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
        self.sheets = tuple(each.name for each in sheets)
        self.visible = tuple(each.name for each in sheets if each.visible == SheetVisibleEnum.Visible)

    def load(self, name: str) -> Loaded:
        """Return a sheet by its name."""
        return Loaded(_read(self.path, lambda: self._book.get_sheet_by_name(name)))


def _read(path: Path, reading: Callable[[], Value]) -> Value:
    place = Place(str(path))
    try:
        return reading()
    except PasswordError:
        remedy = "Save it without a password."
        raise Refused(
            [Problem("intake.no_workbook", "The workbook is protected by a password.", remedy, place)]
        ) from None
    except OSError as error:
        reason = f"The file cannot be read: {error.strerror or error}."
        raise Refused([Problem("intake.no_file", reason, "Check its permissions.", place)]) from None
    except BaseException as error:
        # The reader is written in another language; its panics are exceptions of no class that we could name.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        sentence = " ".join(str(error).split())[:200].removesuffix(".")
        reason = f"This is not a workbook that can be read ({sentence})."
        raise Refused(
            [Problem("intake.no_workbook", reason, "Save it again, or save the sheet as CSV.", place)]
        ) from None
