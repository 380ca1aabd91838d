"""Small tables beside the mapping or the facts, joined by their keys."""

from collections.abc import Mapping as Map
from dataclasses import dataclass
from pathlib import Path

from ristorno.intake.binding import Bound
from ristorno.intake.duck import Workshop, name, text
from ristorno.intake.mapping import Column, Format, Lookup, Mapping
from ristorno.intake.sql.columns import NO_TEXT, clean_text
from ristorno.intake.table import Source, Table, open_table
from ristorno.intake.workbook.books import is_workbook
from ristorno.intake.workbook.choosing import find_sheet
from ristorno.intake.workbook.reading import read_table
from ristorno.kernel.problem import Place, Problem, Refused, near


@dataclass(frozen=True, slots=True)
class Joined:
    """The relation of a file with its lookups, and where every column is found in it."""

    relation: str
    sources: Map[tuple[str | None, str], Source]
    row: str | None
    """The SQL of the row number, where the relation carries it."""


def join_lookups(shop: Workshop, table: Table, mapping: Mapping, bound: Map[str, Bound]) -> Joined:
    """Load the lookups that the mapping uses and join them to the file.

    Raises:
        Refused: a table is missing, lacks a column, or has a key twice.
    """
    sources: dict[tuple[str | None, str], Source] = {(None, header): s for header, s in table.columns.items()}
    used = _used(mapping, bound)
    relation, row = table.scan, table.row
    if used:
        # A join may change the order of rows, so they are numbered before it.
        number = row or f"row_number() over () + {table.first_row - 1}"
        relation, row = f"(select *, {number} as row_in_file from {table.scan})", "row_in_file"
    relation += " as file"
    for alias, lookup in used.items():
        headers = [column.header for column in bound.values() if column.lookup == alias and column.header]
        loaded = _load(shop, _path(table, mapping, alias, lookup), alias, lookup, headers)
        for header in headers:
            sources[alias, header] = Source(f"{name(alias)}.{name(header)}" if loaded else NO_TEXT, "VARCHAR")
        if loaded:
            on = _text(bound[lookup.on], sources)
            relation += (
                f" left join {name('lookup ' + alias)} as {name(alias)} on {name(alias)}.{name('the key')} = {on}"
            )
    return Joined(relation, sources, row)


def _used(mapping: Mapping, bound: Map[str, Bound]) -> dict[str, Lookup]:
    """The lookups that some field reads, with those that they are reached through, in the order of the mapping."""
    wanted = {column.lookup for column in bound.values() if column.lookup is not None}
    return {alias: lookup for alias, lookup in mapping.lookups.items() if alias in wanted}


def _text(column: Bound, sources: Map[tuple[str | None, str], Source]) -> str:
    source = sources.get((column.lookup, column.header or ""))
    return clean_text(source, column.column, "any") if source else NO_TEXT


def _path(table: Table, mapping: Mapping, alias: str, lookup: Lookup) -> Path | None:
    """Where a table lies: beside the mapping or beside the facts; None where it need not be there and is not."""
    folders = {"mapping": mapping.folder, "facts": table.path.parent}
    paths = {told: folder / lookup.file for told, folder in folders.items() if folder is not None}
    for path in paths.values():
        if path.is_file():
            return path
    if lookup.optional:
        return None
    where = " nor ".join(f"beside the {told}" for told in paths)
    neither = "neither" if len(paths) > 1 else "not"
    reason = f"The table {lookup.file!r} of the lookup {alias!r} is {neither} {where}."
    place = Place(str(next(iter(paths.values()))))
    raise Refused([Problem("intake.no_lookup", reason, "Put it there, or correct the path.", place)])


def _load(shop: Workshop, path: Path | None, alias: str, lookup: Lookup, headers: list[str]) -> bool:
    if path is None:
        return False
    opened = _open(shop, path, lookup)
    for header in (lookup.key, *headers):
        if header not in opened.columns:
            reason = f"The lookup {alias!r} has no column {header!r}."
            raise Refused([Problem("intake.unknown_column", reason, near(header, opened.columns), Place(str(path)))])
    cleaned = {h: clean_text(opened.columns[h], Column(headers=(h,)), "any") for h in headers}
    key = clean_text(opened.columns[lookup.key], Column(headers=(lookup.key,), whole=True), "any")
    listed = ", ".join([f"{key} as {name('the key')}", *(f"{sql} as {name(h)}" for h, sql in cleaned.items())])
    target = name("lookup " + alias)
    shop.run(f"create or replace temp table {target} as select {listed} from {opened.scan} where {key} is not null")
    _unique(shop, target, alias, lookup, path)
    return True


def _open(shop: Workshop, path: Path, lookup: Lookup) -> Table:
    if is_workbook(path):
        return read_table(shop, find_sheet(path, None, lambda headers: lookup.key in headers), None)
    return open_table(shop, path, Format(encoding=lookup.encoding, delimiter=lookup.delimiter))


def _unique(shop: Workshop, target: str, alias: str, lookup: Lookup, path: Path) -> None:
    key = name("the key")
    doubles = shop.rows(f"select {key} from {target} group by 1 having count(*) > 1 order by 1 limit 3")
    if doubles:
        shown = ", ".join(text(str(value)) for (value,) in doubles)
        reason = f"The lookup {alias!r} has keys more than once: {shown}."
        remedy = "A key must lead to one row; remove the others."
        raise Refused([Problem("intake.duplicate_key", reason, remedy, Place(str(path), column=lookup.key))])
