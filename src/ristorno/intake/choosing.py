"""Which mapping a file is read with: the one that was named, a shipped one, or our own field names."""

from dataclasses import replace
from pathlib import Path

from ristorno.intake.direct import direct_mapping, speaks_ours
from ristorno.intake.duck import Workshop
from ristorno.intake.mapping import Format, Mapping
from ristorno.intake.mapping_file import find_mapping, shipped_for
from ristorno.intake.progress import Progress, silent
from ristorno.intake.table import Table, open_table
from ristorno.kernel.problem import Place, Problem, Refused


def open_with_mapping(
    shop: Workshop,
    path: Path,
    mapping: Mapping | str | Path | None,
    time_zone: str | None = None,
    progress: Progress = silent,
) -> tuple[Table, Mapping]:
    """Open a file and settle its mapping; ``time_zone`` serves mappings that say none.

    Raises:
        Refused: the file cannot be read, or no mapping fits it.
    """
    named = find_mapping(mapping) if isinstance(mapping, str | Path) else mapping
    table = open_table(shop, path, named.format if named else Format(), progress)
    if named is None:
        named = _chosen(table, time_zone)
    if named.time_zone is None and time_zone is not None:
        named = named.model_copy(update={"time_zone": time_zone})
    return table, named


def no_mapping_fits(table: Table) -> bool:
    """Return whether a file speaks neither our language nor that of a shipped mapping."""
    return not speaks_ours(table.headers) and shipped_for(table.headers) is None


def _chosen(table: Table, time_zone: str | None) -> Mapping:
    if speaks_ours(table.headers):
        try:
            return direct_mapping(table.headers, time_zone)
        except Refused as refused:
            place = Place(table.shown, table.first_row - 1 or None)
            raise Refused(replace(problem, place=place) for problem in refused.problems) from None
    shipped = shipped_for(table.headers)
    if shipped is not None:
        return shipped
    reason = "No shipped mapping fits the headers of this file, and they are not our field names."
    remedy = f"Let `ristorno facts check {table.path.name}` propose a mapping, save it and name it with --mapping."
    raise Refused([Problem("no_mapping", reason, remedy, Place(table.shown))])
