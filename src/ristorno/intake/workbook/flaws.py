"""Checks in SQL for cells of a sheet that cannot say for certain what they hold."""

from collections.abc import Iterator, Mapping

from ristorno.intake.binding import Bound
from ristorno.intake.duck import text
from ristorno.intake.sql.checks import Check, Guarded, said
from ristorno.intake.table import Table

_TOLD = {
    "intake.total_row": (
        "The row is a total of other rows and none of them.",
        "Nothing is lost: leave it out, or let it be.",
    ),
    "intake.error_cell": ("", "Correct the formula or the value in the sheet."),
    "intake.uncomputed_formula": (
        "The cell holds a formula that no spreadsheet program has computed yet.",
        "Open the workbook in a spreadsheet program and save it, or put the value there.",
    ),
    "intake.long_number": (
        "The number has more than 15 digits, of which a spreadsheet keeps 15.",
        "Format the column as text and enter the number again.",
    ),
    "intake.merged_cell": (
        "The cell is part of merged cells, so the row has no value of its own.",
        "Split the merged cells and fill in every row.",
    ),
}  # fmt: skip


def told_flaw(code: str) -> tuple[str, str]:
    """Return the sentence and the remedy of a flaw; the sentence is empty where the cell itself says it."""
    return _TOLD[code]


def flaw_checks(table: Table, bound: Mapping[str, Bound]) -> list[Guarded]:
    """Return the checks for flaws that occur in a sheet: of whole rows, and of cells that the mapping reads."""
    if table.sheet is None or not table.sheet.flaws:
        return []
    read = {column.header for column in bound.values() if column.lookup is None}
    checks = tuple(
        check
        for index, header in enumerate(("", *table.headers))
        for code in _TOLD
        if (header, code) in table.sheet.flaws and (not header or header in read)
        for check in _checks(table, header, code, max(index - 1, 0))
    )
    return [Guarded("coalesce(flaws, '') = ''", checks)] if checks else []


def _checks(table: Table, header: str, code: str, index: int) -> Iterator[Check]:
    sentence, remedy = _TOLD[code]
    shown = said(sentence)
    if not sentence:
        shown = f"coalesce({table.columns[header].sql}, '') || ' stands in the cell instead of a value.'"
    yield Check(code, header, f"contains(flaws, {text(f'|{index}:{code}|')})", shown, remedy)
