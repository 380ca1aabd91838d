"""Columns in SQL: cleaned text, and the value as the file types it."""

from collections.abc import Mapping as Map
from dataclasses import dataclass

from ristorno.intake.binding import Bound
from ristorno.intake.duck import text
from ristorno.intake.mapping import Column
from ristorno.intake.table import Source

FLOATS = {"FLOAT", "DOUBLE"}
BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(160)"


@dataclass(frozen=True, slots=True)
class Cell:
    """What SQL can say about one referenced column."""

    header: str
    text: str
    """The cleaned text, null where it is empty."""
    value: str
    """The value as the file types it."""
    kind: str
    """The SQL type of the value; ``VARCHAR`` in CSV."""

    @property
    def is_float(self) -> bool:
        """Whether the file stores binary fractions."""
        return self.kind in FLOATS


ABSENT = Cell("", "cast(null as varchar)", "cast(null as varchar)", "VARCHAR")


TEXTS, VALUES, DERIVED = 0, 1, 2
"""The levels of the select: cleaned texts, values parsed from them, values made of several of those."""


@dataclass(slots=True)
class Columns:
    """Every referenced column by the name that the mapping uses, and the steps of the select that prepares them.

    A step is an expression with a name, so that what several fields and checks need is said and counted once.
    """

    cells: Map[str, Cell]
    steps: tuple[dict[str, str], ...]
    """By level: expression -> its name."""

    def __getitem__(self, reference: str) -> Cell:
        return self.cells[reference]

    def let(self, level: int, expression: str) -> str:
        """Return the name of an expression, which may use names of lower levels."""
        return self.steps[level].setdefault(expression, f"{'avw'[level]}{len(self.steps[level])}")


def prepare(bound: Map[str, Bound], sources: Map[tuple[str | None, str], Source]) -> Columns:
    """Return the referenced columns; ``sources`` is by lookup (None: the file itself) and header."""
    columns = Columns({}, ({}, {}, {}))
    cells: dict[str, Cell] = {}
    for reference, column in bound.items():
        source = sources.get((column.lookup, column.header)) if column.header is not None else None
        if source is None or column.header is None:
            cells[reference] = ABSENT
            continue
        header = f"{column.lookup}.{column.header}" if column.lookup else column.header
        alias = columns.let(TEXTS, clean_text(source, column.column))
        cells[reference] = Cell(header, alias, source.sql, source.kind)
    columns.cells = cells
    return columns


def clean_text(source: Source, column: Column) -> str:
    """Return the SQL of the cleaned text of a column, null where nothing is left."""
    sql = source.sql if source.kind == "VARCHAR" else f"cast({source.sql} as varchar)"
    if column.trim and source.kind == "VARCHAR":
        sql = f"trim({sql}, {BLANKS})"
    if column.extract is not None:
        sql = f"regexp_extract({sql}, {text(column.extract)}, 1)"
    if column.whole or source.kind in FLOATS:
        sql = f"regexp_replace({sql}, '[.]0+$', '')"
    if column.upper:
        sql = f"upper({sql})"
    if source.kind == "VARCHAR" or column.extract is not None:
        sql = f"nullif({sql}, '')"
    for nothing in column.empty:
        sql = f"nullif({sql}, {text(nothing.upper() if column.upper else nothing)})"
    return sql
