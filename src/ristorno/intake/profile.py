"""What is in a file: columns with their guessed types and samples, and what an import would make of the rows."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from ristorno.intake.aside import collect
from ristorno.intake.choosing import open_unmapped, open_with_mapping
from ristorno.intake.completeness import nothing_missing
from ristorno.intake.counting import Outcome, receipt
from ristorno.intake.duck import Workshop, workshop
from ristorno.intake.judging import Known, judge, judge_unknown
from ristorno.intake.mapping import Column, Mapping
from ristorno.intake.progress import Progress, part, silent
from ristorno.intake.propose import propose
from ristorno.intake.receipt import Receipt
from ristorno.intake.sql.columns import clean_text
from ristorno.intake.staged import Staged, stage
from ristorno.intake.store.log import log_rows
from ristorno.intake.store.quarantine import Before
from ristorno.intake.table import Source, Table, repaired

SAMPLES = 3
SHOWN = 60
"""So many characters of a value are shown."""


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column of the file."""

    header: str
    guess: str
    """What all values look like: ``whole number``, ``number``, ``decimal comma``,
    ``number with commas``, ``date``, ``day.month.year``,
    ``month/day/year``, ``time``, ``text`` or ``empty``."""
    empty: int
    """Rows without a value."""
    distinct: int
    """About how many different values there are."""
    least: str
    most: str
    """The least and the most in the order of texts, or of numbers."""
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """A file and what an import would make of it."""

    file: Path
    encoding: str | None
    """None for Parquet."""
    delimiter: str | None
    rows: int
    columns: tuple[ColumnProfile, ...]
    mapping: str | None
    """The mapping that the file would be read with; None where none fits."""
    proposal: str | None
    """A mapping to save and edit, as YAML, where none was given and none fits by itself."""
    receipt: Receipt | None
    """What an import into an empty store would count, by the mapping or, without one, by the proposal."""
    first_day: date | None = None
    last_day: date | None = None
    members: int = 0
    documents: int = 0
    notes: tuple[str, ...] = ()
    """Sentences on how a workbook was read."""


def check(
    file: Path,
    mapping: Mapping | str | Path | None = None,
    *,
    time_zone: str | None = None,
    kinds: Collection[str] = (),
    sheet: str | None = None,
    progress: Progress = silent,
) -> Profile:
    """Look through a file without importing it, and propose a mapping where none is given or found.

    Raises:
        Refused: the file cannot be read, or the given mapping does not fit it.
    """
    with workshop() as shop:
        unmapped = open_unmapped(shop, file, part(progress, 0.0, 0.1), sheet=sheet) if mapping is None else None
        if unmapped is not None:
            table, columns = _columns(shop, unmapped.table, part(progress, 0.1, 0.5))
            proposal = propose(file, table.shape, columns, time_zone)
            chosen = proposal.mapping
            if chosen is None:
                rows = shop.row(f"select count(*) from {table.scan}")[0]
                return _profile(table, columns, int(rows), None, proposal.text, None)
            table, chosen = replace(unmapped, table=table).under(chosen)
            staged = stage(shop, table, chosen, kinds, part(progress, 0.5, 0.9))
            return _judged(shop, staged, columns, None, proposal.text)
        table, chosen = open_with_mapping(shop, file, mapping, time_zone, part(progress, 0.0, 0.1), sheet=sheet)
        staged = stage(shop, table, chosen, kinds, part(progress, 0.1, 0.6))
        _, columns = _columns(shop, staged.table, part(progress, 0.6, 0.9))
        return _judged(shop, staged, columns, chosen.mapping, None)


def _judged(
    shop: Workshop, staged: Staged, columns: tuple[ColumnProfile, ...], name: str | None, proposal: str | None
) -> Profile:
    fresh = judge_unknown(shop, staged)
    if fresh is None:
        judge(shop, staged, Known(log_rows([]), (), nothing=True))
        nothing_missing(shop)
    collect(shop, staged, judged=fresh is None)
    (aside,) = shop.row("select count(*) from aside")
    outcome = Outcome(staged, 0, datetime.now(UTC), Before(0, aside, 0), judged=fresh is None)
    moment = "coalesce(instant, cast(day as timestamp))"
    first, last, members, documents = shop.row(
        f"select cast(min({moment}) as date), cast(max({moment}) as date), count(distinct member), "
        'count(distinct document) from staged where "check" is null'
    )
    told = receipt(shop, outcome)
    return _profile(staged.table, columns, staged.rows, name, proposal, told, first, last, members, documents)


def _profile(
    table: Table, columns: tuple[ColumnProfile, ...], rows: int, name: str | None, proposal: str | None,
    told: Receipt | None, first: date | None = None, last: date | None = None, members: int = 0, documents: int = 0,
) -> Profile:  # fmt: skip
    delimiter = table.shape.delimiter if table.shape else None
    notes = table.sheet.notes if table.sheet else ()
    return Profile(
        table.path, table.encoding, delimiter, rows, columns, name, proposal, told, first, last, members, documents,
        notes,
    )  # fmt: skip


def _columns(shop: Workshop, table: Table, progress: Progress) -> tuple[Table, tuple[ColumnProfile, ...]]:
    """Profile every column, the careful way if the fast reader stumbles; return the table as it was read."""
    try:
        return table, _profiles(shop, table, progress)
    except duckdb.Error:
        if table.shape is None or table.repaired is not None:
            raise
        careful = repaired(shop, table, progress)
        return careful, _profiles(shop, careful, progress)


_SHAPES = (
    ("whole number", "[-+]?[0-9]{1,18}"),
    ("number", "[-+]?[0-9]*[.]?[0-9]+([eE][-+]?[0-9]+)?"),
    (
        "decimal comma",
        "[-+(]?[0-9][0-9 \u00a0.]*,[0-9]+[-)]?|[-+(]?[0-9]{1,3}([ \u00a0][0-9]{3})+[-)]?|[-+(]?[0-9]+[-)]?",
    ),
    ("number with commas", "[-+( $€£]*([0-9]{1,3}(,[0-9]{3})+|[0-9]+)([.][0-9]+)?[-) €£]*"),
    ("date", "[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    ("time", "[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}.*"),
    ("day.month.year", "[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4}"),
    ("day.month.year time", "[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4} [0-9]{1,2}:[0-9]{2}:[0-9]{2}"),
    ("month/day/year", "[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}"),
)
"""Guesses by what all values of a column look like; the first that fits all of them."""

_NATIVE = {"DATE": "date", "TIMESTAMP": "time", "DOUBLE": "number", "FLOAT": "number", "VARCHAR": ""}
AT_ONCE = 50
"""So many columns are looked at in one pass over the file."""
FIRST_ROWS = 2_000
"""What the first rows already say no to is not asked of all of them."""


def _profiles(shop: Workshop, table: Table, progress: Progress) -> tuple[ColumnProfile, ...]:
    items = list(table.columns.items())
    found: list[ColumnProfile] = []
    for start in range(0, len(items), AT_ONCE):
        progress(start / len(items), "looking at the columns")
        found.extend(_profiled(shop, table, items[start : start + AT_ONCE]))
    return tuple(found)


def _profiled(shop: Workshop, table: Table, items: list[tuple[str, Source]]) -> Iterator[ColumnProfile]:
    """Profile some columns in one pass."""
    texts = [clean_text(source, Column(headers=(header,)), table.blanks) for header, source in items]
    cleaned = f"(select {', '.join(f'{sql} as v{index}' for index, sql in enumerate(texts))} from {table.scan})"
    first = shop.rows(f"select left(columns(*), {SHOWN}) from (select * from {cleaned} limit {FIRST_ROWS})")
    looked = [_look(f"v{index}", [row[index] for row in first if row[index]]) for index in range(len(items))]
    rows, *told = shop.row(f"select count(*), {', '.join(look.sql for look in looked)} from {cleaned}")
    for (header, source), look in zip(items, looked, strict=True):
        values, told = told[: look.width], told[look.width :]
        yield look.profile(header, source, int(rows), values)


@dataclass(frozen=True, slots=True)
class _Look:
    """What is asked of one column: its name in SQL, its filled cells among the first rows, the shapes they all have."""

    name: str
    seen: list[str]
    shapes: dict[str, str]

    @property
    def sql(self) -> str:
        """The aggregates of the column, :attr:`width` of them."""
        v = self.name
        parts = [f"count({v})", f"approx_count_distinct({v})", f"any_value({v})", f"min({v})", f"max({v})"]
        parts += [f"count(*) filter (not regexp_full_match({v}, '{shape}'))" for shape in self.shapes.values()]
        return ", ".join(parts)

    @property
    def width(self) -> int:
        """How many aggregates there are."""
        return 5 + len(self.shapes)

    def profile(self, header: str, source: Source, rows: int, told: list[Any]) -> ColumnProfile:
        """Return the profile of the column from its aggregates."""
        filled, distinct, some, least, most, *misfits = told
        native = _NATIVE.get(source.kind.split(" ")[0].split("(")[0])
        fitting = (name for name, misfit in zip(self.shapes, misfits, strict=True) if misfit == 0)
        guess = (native or next(fitting, "text")) if filled else "empty"
        samples = dict.fromkeys(value[:SHOWN] for value in self.seen or ([some] if some else []))
        shown = tuple(samples)[:SAMPLES]
        return ColumnProfile(header, guess, rows - filled, distinct, (least or "")[:SHOWN], (most or "")[:SHOWN], shown)


def _look(name: str, seen: list[str]) -> _Look:
    shapes = {guess: shape for guess, shape in _SHAPES if all(re.fullmatch(shape, value) for value in seen)}
    return _Look(name, seen, shapes)
