"""Dates and instants in SQL: local times turned into UTC exactly as the zone's rules say."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from ristorno.intake.duck import text
from ristorno.intake.mapping import MomentField
from ristorno.intake.sql.checks import Check, quoted
from ristorno.intake.sql.columns import ABSENT, DERIVED, VALUES, Cell, Columns
from ristorno.kernel.period import FIRST_DAY, LAST_DAY

OFFSET = "'([0-9][Zz]|[+-][0-9]{2}(:?[0-9]{2})?)$'"
TIME_DIRECTIVES = ("%H", "%I", "%M", "%T", "%X", "%c")


@dataclass(frozen=True, slots=True)
class Moment:
    """The SQL of an instant in UTC (timestamp) and of a day; at most one of them is not null."""

    instant: str
    day: str
    checks: tuple[Check, ...]


def moment(field: MomentField, columns: Columns, zone: str | None) -> Moment:
    """Return the SQL of a moment field; ``zone`` is that of timestamps without an offset."""
    cell = columns[field.column]
    if field.time is not None:
        cell = _joined(cell, columns[field.time])
    local, instant, day = (_named(columns, sql) for sql in _parsed(field, cell))
    if field.day:
        whole = columns.let(DERIVED, f"coalesce({day}, cast({local} as date), cast({instant} as date))")
        return Moment("cast(null as timestamp)", whole, _checks(cell, whole, "null", "null", None, known=True))
    utc = "cast(null as timestamp)" if instant == "null" else instant
    if local != "null":
        utc = f"coalesce({utc}, {to_utc(local, zone or 'UTC')})"
    return Moment(utc, day, _checks(cell, day, instant, local, zone, known=zone is not None))


def _named(columns: Columns, sql: str) -> str:
    return sql if "null" in {sql, sql.removeprefix("cast(").partition(" ")[0]} else columns.let(VALUES, sql)


def _joined(first: Cell, second: Cell) -> Cell:
    sql = f"{first.text} || coalesce(' ' || {second.text}, '')"
    return Cell(f"{first.header}, {second.header}", f"({sql})", sql, "VARCHAR")


def _parsed(field: MomentField, cell: Cell) -> tuple[str, str, str]:
    """Return the SQL of the local time, of the instant and of the day, ``null`` where the column has none."""
    if cell is ABSENT:
        return "null", "null", "cast(null as date)"
    if cell.kind == "DATE":
        return "null", "null", cell.value
    if cell.kind.startswith("TIMESTAMP WITH TIME ZONE"):
        return "null", f"make_timestamp(epoch_us({cell.value}))", "cast(null as date)"
    if cell.kind.startswith("TIMESTAMP"):
        return f"cast({cell.value} as timestamp)", "null", "cast(null as date)"
    return _by_format(field.format, cell.text) if field.format else _by_iso(cell.text)


def _by_format(formats: tuple[str, ...], value: str) -> tuple[str, str, str]:
    zoned = [f for f in formats if "%z" in f]
    timed = [f for f in formats if f not in zoned and any(mark in f for mark in TIME_DIRECTIVES)]
    dated = [f for f in formats if f not in zoned and f not in timed]
    local = f"try_strptime({value}, {_list(timed)})" if timed else "null"
    instant = f"make_timestamp(epoch_us(try_strptime({value}, {_list(zoned)})))" if zoned else "null"
    day = f"cast(try_strptime({value}, {_list(dated)}) as date)" if dated else "cast(null as date)"
    return local, instant, day


def _by_iso(value: str) -> tuple[str, str, str]:
    day = f"case when length({value}) <= 10 then try_cast({value} as date) end"
    # A time of 19 characters with its second colon has no room for an offset: most files need no expression matched.
    usual = f"(length({value}) = 19 and {value}[17] = ':')"
    zoned = f"(not {usual} and regexp_matches({value}, {OFFSET}))"
    local = f"case when {usual} or (length({value}) > 10 and not {zoned}) then try_cast({value} as timestamp) end"
    instant = f"case when length({value}) > 10 and {zoned} then make_timestamp(epoch_us(try_cast({value} as timestamptz))) end"
    return local, instant, day


def _list(formats: list[str]) -> str:
    return "[" + ", ".join(text(f) for f in formats) + "]"


def _checks(cell: Cell, day: str, instant: str, local: str, zone: str | None, *, known: bool) -> tuple[Check, ...]:
    parts = [part for part in (day, instant, local) if part not in {"null", "cast(null as date)"}]
    nothing = " and ".join(f"{part} is null" for part in parts) or "true"
    first, last = f"date '{FIRST_DAY}'", f"date '{LAST_DAY}'"
    outside = " or ".join(f"{part} < {first} or {part} >= {last}" for part in parts) or "false"
    checks = [
        Check(
            "wrong_date", cell.header, f"{cell.text} is not null and ({nothing})",
            f"{quoted(cell)} || ' is not a date that exists, or not written as expected.'",
            "Write dates like 2026-03-31, or say the format in the mapping.",
        ),
        Check(
            "impossible_date", cell.header, outside, f"{quoted(cell)} || ' lies outside {FIRST_DAY.year} to {LAST_DAY.year}.'",
            "Correct the year.",
        ),
    ]  # fmt: skip
    if not known and local != "null":
        checks.append(
            Check(
                "no_time_zone", cell.header, f"{local} is not null",
                f"{quoted(cell)} || ' does not say in which time zone it is.'",
                "Say time_zone in the mapping, or export times with their offset.",
            )
        )  # fmt: skip
    return tuple(checks)


def to_utc(local: str, zone: str) -> str:
    """Return the SQL that turns a local time into UTC; an hour that happens twice is taken as the first one."""
    starts, offsets = transitions(zone)
    return f"({local} - {_tree(local, starts, offsets)})"


def _tree(local: str, starts: tuple[datetime, ...], offsets: tuple[int, ...]) -> str:
    """Choose the offset by halves, so that a zone with hundreds of changes costs a handful of comparisons."""
    if len(offsets) == 1:
        return f"interval ({offsets[0]}) second"
    middle = len(offsets) // 2
    before = _tree(local, starts[: middle - 1], offsets[:middle])
    after = _tree(local, starts[middle:], offsets[middle:])
    return f"case when {local} < timestamp '{starts[middle - 1]}' then {before} else {after} end"


@cache
def transitions(zone: str) -> tuple[tuple[datetime, ...], tuple[int, ...]]:
    """Return the local times at which the zone's offset changes, and the offsets in seconds before, between and after."""
    info = ZoneInfo(zone)
    starts: list[datetime] = []
    offsets = [_offset(info, datetime.combine(FIRST_DAY, datetime.min.time()))]
    at, step = datetime.combine(FIRST_DAY, datetime.min.time()), timedelta(days=5)
    end = datetime.combine(LAST_DAY, datetime.min.time())
    while at < end:
        following = at + step
        offset = _offset(info, following)
        if offset != offsets[-1]:
            starts.append(_change(info, at, following))
            offsets.append(offset)
        at = following
    return tuple(starts), tuple(offsets)


def _change(info: ZoneInfo, before: datetime, after: datetime) -> datetime:
    offset = _offset(info, before)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if _offset(info, middle) == offset:
            before = middle
        else:
            after = middle
    return after


def _offset(info: ZoneInfo, local: datetime) -> int:
    offset = local.replace(tzinfo=info).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def local_midnight(day: date, zone: str) -> datetime:
    """Return the UTC time (naive) of the beginning of a local day."""
    starts, offsets = transitions(zone)
    local = datetime.combine(day, datetime.min.time())
    return local - timedelta(seconds=offsets[bisect_right(starts, local)])
