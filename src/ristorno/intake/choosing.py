"""Which mapping a file is read with: the one that was named, a shipped one, or our own field names.

Of a workbook it is settled before the cells are read, because it says which columns are dates and how numbers look.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ristorno.intake.binding import missing_columns
from ristorno.intake.direct import direct_mapping, speaks_ours
from ristorno.intake.duck import Workshop
from ristorno.intake.mapping import Format, Mapping
from ristorno.intake.mapping_file import find_mapping, shipped_for
from ristorno.intake.progress import Progress, silent
from ristorno.intake.table import Table, open_table
from ristorno.intake.workbook.books import is_workbook
from ristorno.intake.workbook.choosing import find_sheet
from ristorno.intake.workbook.dates import with_typed_dates
from ristorno.intake.workbook.reading import read_table
from ristorno.intake.workbook.sheet import Found
from ristorno.kernel.problem import Place, Problem, Refused


def open_with_mapping(
    shop: Workshop,
    path: Path,
    mapping: Mapping | str | Path | None,
    time_zone: str | None = None,
    progress: Progress = silent,
    *,
    sheet: str | None = None,
) -> tuple[Table, Mapping]:
    """Open a file and settle its mapping; ``time_zone`` serves mappings that say none, ``sheet`` is of a workbook.

    Raises:
        Refused: the file cannot be read, or no mapping fits it.
    """
    named = find_mapping(mapping) if isinstance(mapping, str | Path) else mapping
    if is_workbook(path):
        found = find_sheet(path, sheet, lambda headers: _fits(named, headers))
        chosen = _in_zone(named or _chosen(path, found.headers, found.header.row + 1, time_zone), time_zone)
        chosen = with_typed_dates(chosen)
        return read_table(shop, found, chosen, progress), chosen
    _refuse_sheet(path, sheet)
    table = open_table(shop, path, named.format if named else Format(), progress)
    if named is None:
        named = _chosen(path, table.headers, table.first_row - 1 or None, time_zone)
    return table, _in_zone(named, time_zone)


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A file that no mapping fits by itself."""

    shop: Workshop
    table: Table
    found: Found | None
    """The sheet, if the file is a workbook."""

    def under(self, mapping: Mapping) -> tuple[Table, Mapping]:
        """Return the table as a mapping reads it, and the mapping."""
        if self.found is None:
            return self.table, mapping
        mapping = with_typed_dates(mapping)
        return read_table(self.shop, self.found, mapping), mapping


def open_unmapped(
    shop: Workshop, path: Path, progress: Progress = silent, *, sheet: str | None = None
) -> Unmapped | None:
    """Open a file that speaks neither our language nor that of a shipped mapping; None where one of them fits."""
    if is_workbook(path):
        found = find_sheet(path, sheet, lambda headers: _fits(None, headers))
        return None if _fits(None, found.headers) else Unmapped(shop, read_table(shop, found, None, progress), found)
    _refuse_sheet(path, sheet)
    table = open_table(shop, path, Format(), progress)
    return None if _fits(None, table.headers) else Unmapped(shop, table, None)


def _refuse_sheet(path: Path, sheet: str | None) -> None:
    if sheet is not None:
        reason = f"This file has no sheets, so there is none called {sheet!r}."
        raise Refused([Problem("intake.no_sheet", reason, "Leave --sheet out.", Place(str(path)))])


def _in_zone(mapping: Mapping, time_zone: str | None) -> Mapping:
    if mapping.time_zone is None and time_zone is not None:
        return mapping.model_copy(update={"time_zone": time_zone})
    return mapping


def _fits(named: Mapping | None, headers: Sequence[str]) -> bool:
    if named is not None:
        return not missing_columns(named, headers)
    return speaks_ours(headers) or shipped_for(headers) is not None


def _chosen(path: Path, headers: Sequence[str], header_row: int | None, time_zone: str | None) -> Mapping:
    if speaks_ours(headers):
        try:
            return direct_mapping(headers, time_zone)
        except Refused as refused:
            place = Place(str(path), header_row)
            raise Refused(replace(problem, place=place) for problem in refused.problems) from None
    shipped = shipped_for(headers)
    if shipped is not None:
        return shipped
    reason = "No shipped mapping fits the headers of this file, and they are not our field names."
    remedy = f"Let `ristorno facts check {path.name}` propose a mapping, save it and name it with --mapping."
    raise Refused([Problem("intake.no_mapping", reason, remedy, Place(str(path)))])
