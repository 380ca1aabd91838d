"""Columns in SQL: cleaned text, and the value as the file types it."""

from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field

from ristorno.intake.binding import Bound
from ristorno.intake.duck import text
from ristorno.intake.mapping import Column
from ristorno.intake.table import Blanks, Source, Table

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
    lacks: frozenset[str] = frozenset()
    """Marks that stand in no text of the column."""

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


def prepare(bound: Map[str, Bound], sources: Map[tuple[str | None, str], Source], table: Table) -> Columns:
    """Return the referenced columns of a file; ``sources`` is by lookup (None: the file itself) and header."""
    steps = Steps()
    cells: dict[str, Cell] = {}
    for reference, column in bound.items():
        source = sources.get((column.lookup, column.header)) if column.header is not None else None
        if source is None or column.header is None or source.sql == NO_TEXT:
            cells[reference] = Cell("", NO_TEXT, NO_TEXT, "VARCHAR", NO_TEXT, steps)
            continue
        plain = clean_text(source, column.column, table.blanks)
        if column.lookup is not None:
            # Columns of lookups are seen by the first level only, so their texts are named there.
            plain = steps.let(TEXTS, plain)
            cells[reference] = Cell(f"{column.lookup}.{column.header}", plain, plain, "VARCHAR", plain, steps)
            continue
        simple = source.kind == "VARCHAR" and column.column == Column(headers=column.column.headers)
        loose = source.sql if simple and table.blanks != "any" else plain
        cells[reference] = Cell(column.header, plain, source.sql, source.kind, loose, steps, table.lacks)
    return Columns(cells, steps)


def clean_text(source: Source, column: Column, blanks: Blanks) -> str:
    """Return the SQL of the cleaned text of a column, null where nothing is left."""
    raw = source.sql if source.kind == "VARCHAR" else f"cast({source.sql} as varchar)"
    sql, told = raw, source.kind != "VARCHAR"
    trims = column.trim and not told
    if trims:
        sql, told = _trimmed(sql, blanks), True
    if column.extract is not None:
        sql, told = f"regexp_extract({sql}, {text(column.extract)}, 1)", False
    whole = column.whole or source.kind in FLOATS
    if whole:
        sql, told = _whole(sql), False
    if column.upper:
        sql = f"upper({sql})"
    nothing = [] if told else [""]
    nothing += [empty.upper() if column.upper else empty for empty in column.empty]
    if nothing:
        sql = none_of(sql, nothing)
    if whole and trims and not (column.extract or column.upper or column.empty):
        return _usually_whole(raw, sql)
    return sql


def none_of(sql: str, nothing: Sequence[str]) -> str:
    """The SQL of a text that is null where it is one of some: ``nullif`` of each would count the text once more."""
    listed = ", ".join(text(value) for value in nothing)
    told = f"= {listed}" if len(nothing) == 1 else f"in ({listed})"
    return f"case when {sql} {told} then null else {sql} end"


def _whole(sql: str) -> str:
    """The text of a number without the zeros of its fraction."""
    # Floats are written with one zero; only what is left needs the slower expression.
    several = f"case when contains({sql}, '.') then regexp_replace({sql}, '[.]0+$', '') else {sql} end"
    return f"case when ends_with({sql}, '.0') then left({sql}, -2) else {several} end"


def _usually_whole(raw: str, sql: str) -> str:
    """The same, told first of texts that end with one zero and have no blank before it or around: no need to trim."""
    return f"case when ends_with({raw}, '.0') and {raw} > '.0' then left({raw}, -2) else {sql} end"


def _trimmed(sql: str, blanks: Blanks) -> str:
    """The text without blanks around it, null where nothing is left.

    In files without any blank nothing has to be looked at: an empty cell is read as null. In others few cells have one
    to trim: what begins with one sorts before ``!``, as the empty text does, and to ask is several times as fast as to
    trim.
    """
    if blanks == "none":
        return sql
    if blanks == "any":
        odd = " || ".join(f"chr({code})" for code in ODD_BLANKS)
        return f"nullif(trim({sql}, ' ' || {odd}), '')"
    return f"case when {sql} < '!' or ends_with({sql}, ' ') then nullif(trim({sql}), '') else {sql} end"
