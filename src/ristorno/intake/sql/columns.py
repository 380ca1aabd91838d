"""Columns in SQL: cleaned text, and the value as the file types it."""

from collections.abc import Mapping as Map
from dataclasses import dataclass, field

from ristorno.intake.binding import Bound
from ristorno.intake.duck import text
from ristorno.intake.mapping import Column
from ristorno.intake.table import Source

FLOATS = {"FLOAT", "DOUBLE"}
ODD_BLANKS = (9, 10, 13, 160)
"""Blanks besides the space that an export may leave around texts: tab, line feed, carriage return, unbreakable."""

TEXTS, VALUES, DERIVED, FITTED = range(4)
"""The levels of the select: cleaned texts, values parsed from them, values made of several of those, and these cut to
the size that the log holds."""


@dataclass(slots=True)
class Steps:
    """The named expressions of a select, by level: what several fields and checks need is said and counted once."""

    named: tuple[dict[str, str], ...] = field(default_factory=lambda: ({}, {}, {}, {}))

    def let(self, level: int, expression: str) -> str:
        """Return the name of an expression, which may use names of lower levels."""
        return self.named[level].setdefault(expression, f"{'avwx'[level]}{len(self.named[level])}")


@dataclass(frozen=True, slots=True)
class Cell:
    """What SQL can say about one referenced column."""

    header: str
    plain: str
    """The SQL of the cleaned text, null where it is empty; for what is needed of few rows."""
    value: str
    """The value as the file types it."""
    kind: str
    """The SQL type of the value; ``VARCHAR`` in CSV."""
    loose: str
    """Text that may still have spaces around it, which numbers do not mind."""
    steps: Steps

    @property
    def text(self) -> str:
        """The name of the cleaned text; for what is needed of every row."""
        named = self.absent or self.plain in self.steps.named[TEXTS].values()
        return self.plain if named else self.steps.let(TEXTS, self.plain)

    @property
    def is_float(self) -> bool:
        """Whether the file stores binary fractions."""
        return self.kind in FLOATS

    @property
    def absent(self) -> bool:
        """Whether the file lacks the column, as the mapping allows."""
        return self.plain == NO_TEXT


NO_TEXT = "cast(null as varchar)"


@dataclass(frozen=True, slots=True)
class Columns:
    """Every referenced column by the name that the mapping uses."""

    cells: Map[str, Cell]
    steps: Steps

    def __getitem__(self, reference: str) -> Cell:
        return self.cells[reference]


def prepare(bound: Map[str, Bound], sources: Map[tuple[str | None, str], Source], *, odd_blanks: bool) -> Columns:
    """Return the referenced columns; ``sources`` is by lookup (None: the file itself) and header.

    ``odd_blanks`` says that other blanks than spaces may stand around texts.
    """
    steps = Steps()
    cells: dict[str, Cell] = {}
    for reference, column in bound.items():
        source = sources.get((column.lookup, column.header)) if column.header is not None else None
        if source is None or column.header is None or source.sql == NO_TEXT:
            cells[reference] = Cell("", NO_TEXT, NO_TEXT, "VARCHAR", NO_TEXT, steps)
            continue
        plain = clean_text(source, column.column, odd_blanks=odd_blanks)
        if column.lookup is not None:
            # Columns of lookups are seen by the first level only, so their texts are named there.
            plain = steps.let(TEXTS, plain)
            cells[reference] = Cell(f"{column.lookup}.{column.header}", plain, plain, "VARCHAR", plain, steps)
            continue
        simple = source.kind == "VARCHAR" and not odd_blanks and column.column == Column(headers=column.column.headers)
        loose = source.sql if simple else plain
        cells[reference] = Cell(column.header, plain, source.sql, source.kind, loose, steps)
    return Columns(cells, steps)


def clean_text(source: Source, column: Column, *, odd_blanks: bool) -> str:
    """Return the SQL of the cleaned text of a column, null where nothing is left."""
    sql = source.sql if source.kind == "VARCHAR" else f"cast({source.sql} as varchar)"
    told = source.kind != "VARCHAR"
    if column.trim and not told:
        sql, told = _trimmed(sql, odd_blanks=odd_blanks), True
    if column.extract is not None:
        sql, told = f"regexp_extract({sql}, {text(column.extract)}, 1)", False
    if column.whole or source.kind in FLOATS:
        # Floats are written with one zero; only what is left needs the slower expression.
        several = f"case when contains({sql}, '.') then regexp_replace({sql}, '[.]0+$', '') else {sql} end"
        sql, told = f"case when ends_with({sql}, '.0') then left({sql}, -2) else {several} end", False
    if column.upper:
        sql = f"upper({sql})"
    if not told:
        sql = f"nullif({sql}, '')"
    for nothing in column.empty:
        sql = f"nullif({sql}, {text(nothing.upper() if column.upper else nothing)})"
    return sql


def _trimmed(sql: str, *, odd_blanks: bool) -> str:
    """The text without blanks around it, null where nothing is left.

    Few cells have a blank to trim: what begins with one sorts before ``!``, as the empty text does, and to ask is
    several times as fast as to trim.
    """
    if odd_blanks:
        odd = " || ".join(f"chr({code})" for code in ODD_BLANKS)
        return f"nullif(trim({sql}, ' ' || {odd}), '')"
    return f"case when {sql} < '!' or ends_with({sql}, ' ') then nullif(trim({sql}), '') else {sql} end"
