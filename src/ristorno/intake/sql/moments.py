"""Dates and instants in SQL: how the moments of a file are read and judged."""

from dataclasses import dataclass

from ristorno.intake.duck import text
from ristorno.intake.mapping import MomentField
from ristorno.intake.sql.checks import Check, Guarded, quoted
from ristorno.intake.sql.columns import DERIVED, TEXTS, VALUES, Cell, Columns
from ristorno.kernel.period import FIRST_DAY, LAST_DAY

NOTHING = "null"
OFFSET = "'([0-9][Zz]|[+-][0-9]{2}(:?[0-9]{2})?)$'"
TIME_DIRECTIVES = ("%H", "%I", "%M", "%T", "%X", "%c")


@dataclass(frozen=True, slots=True)
class Moment:
    """The SQL of a moment: an instant in UTC, a local time (both timestamps) or a day; at most one is not null."""

    instant: str
    local: str
    day: str
    checks: Guarded


def moment(field: MomentField, columns: Columns, zone: str | None) -> Moment:
    """Return the SQL of a moment field; ``zone`` is that of timestamps without an offset."""
    cell = columns[field.column]
    if field.time is not None and not columns[field.time].absent:
        cell = _joined(cell, columns[field.time])
    local, instant, day = (_named(columns, sql) for sql in _parsed(field, cell))
    if field.day:
        whole = columns.steps.let(DERIVED, f"coalesce({day}, cast({local} as date), cast({instant} as date))")
        return Moment(NOTHING, NOTHING, whole, _checks(cell, [whole], None))
    found = [sql for sql in (local, day, instant) if sql != NOTHING]
    unplaced = local if zone is None and local != NOTHING else None
    return Moment(instant, local, day, _checks(cell, found, unplaced))


def _named(columns: Columns, sql: str) -> str:
    return sql if sql == NOTHING else columns.steps.let(VALUES, sql)


def _joined(first: Cell, second: Cell) -> Cell:
    sql = f"({first.text} || coalesce(' ' || {second.text}, ''))"
    return Cell(f"{first.header}, {second.header}", sql, sql, "VARCHAR", sql, first.steps)


def _parsed(field: MomentField, cell: Cell) -> tuple[str, str, str]:
    """Return the SQL of the local time, of the instant and of the day, ``NOTHING`` where the column has none."""
    if cell.absent:
        return NOTHING, NOTHING, NOTHING
    if cell.kind == "DATE":
        return NOTHING, NOTHING, cell.value
    if cell.kind.startswith("TIMESTAMP WITH TIME ZONE"):
        return NOTHING, f"make_timestamp(epoch_us({cell.value}))", NOTHING
    if cell.kind.startswith("TIMESTAMP"):
        return f"cast({cell.value} as timestamp)", NOTHING, NOTHING
    if field.format:
        return _by_format(field.format, cell.plain if field.time else cell.text)
    return _by_iso(cell)


def _by_format(formats: tuple[str, ...], value: str) -> tuple[str, str, str]:
    zoned = [f for f in formats if "%z" in f]
    timed = [f for f in formats if f not in zoned and any(mark in f for mark in TIME_DIRECTIVES)]
    dated = [f for f in formats if f not in zoned and f not in timed]
    local = f"try_strptime({value}, {_list(timed)})" if timed else NOTHING
    instant = f"make_timestamp(epoch_us(try_strptime({value}, {_list(zoned)})))" if zoned else NOTHING
    day = f"cast(try_strptime({value}, {_list(dated)}) as date)" if dated else NOTHING
    return local, instant, day


def _by_iso(cell: Cell) -> tuple[str, str, str]:
    # DuckDB reads a time with an offset as if it were without one, so the offset is looked for; the usual shapes
    # have no room for a doubt and are told quickly: by their length first, which costs next to nothing.
    raw, value = cell.loose, cell.plain
    shape = cell.steps.let(
        TEXTS,
        f"cast(case when strlen({raw}) = 20 and ends_with({raw}, 'Z') then 2 "
        f"when strlen({raw}) = 19 and {raw} like '{_TIME}' then 1 "
        f"when strlen({value}) <= 10 then 3 when regexp_matches({value}, {OFFSET}) then 4 else 5 end as utinyint)",
    )
    local = f"case {shape} when 1 then try_cast({raw} as timestamp) when 5 then try_cast({value} as timestamp) end"
    with_offset = f"make_timestamp(epoch_us(try_cast({value} as timestamptz)))"
    instant = f"case {shape} when 2 then try_cast({raw} as timestamp) when 4 then {with_offset} end"
    day = f"case when {shape} = 3 then try_cast({value} as date) end"
    return local, instant, day


_TIME = "____-__-_____:__:__"


def _list(formats: list[str]) -> str:
    return "[" + ", ".join(text(f) for f in formats) + "]"


def _checks(cell: Cell, found: list[str], unplaced: str | None) -> Guarded:
    """``unplaced`` is a local time of which nobody says in which zone it is."""
    first, last = f"timestamp '{FIRST_DAY}'", f"timestamp '{LAST_DAY}'"
    nothing = " and ".join(f"{part} is null" for part in found) or "true"
    inside = " or ".join(f"({part} >= {first} and {part} < {last})" for part in found) or "false"
    checks = [
        Check(
            "intake.wrong_date", cell.header, f"{cell.plain} is not null and ({nothing})",
            f"{quoted(cell)} || ' is not a date that exists, or not written as expected.'",
            "Write dates like 2026-03-31, or say the format in the mapping.",
        ),
        Check(
            "intake.impossible_date", cell.header, f"not ({nothing}) and not coalesce({inside}, false)",
            f"{quoted(cell)} || ' lies outside {FIRST_DAY.year} to {LAST_DAY.year}.'", "Correct the year.",
        ),
    ]  # fmt: skip
    if unplaced is not None:
        checks.append(
            Check(
                "intake.no_time_zone", cell.header, f"{unplaced} is not null",
                f"{quoted(cell)} || ' does not say in which time zone it is.'",
                "Say time_zone in the mapping, or export times with their offset.",
            )
        )  # fmt: skip
    placed = "" if unplaced is None else f" and {unplaced} is null"
    return Guarded(f"(({inside}){placed})", tuple(checks))
