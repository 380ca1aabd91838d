"""Local times turned into UTC in SQL, and back, exactly as the zone's rules say."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

_STEP = timedelta(days=5)
"""No zone changes its offset twice within so short a time."""

_OffsetAt: TypeAlias = Callable[[datetime], int]
"""The zone's offset in seconds at a time written without one."""


def to_utc(local: str, zone: str, first: datetime, last: datetime) -> str:
    """Return the SQL that turns a local time into UTC; an hour that happens twice is taken as the first one.

    ``first`` and ``last`` bound the local times, so that the SQL holds only the zone's changes between them.
    """
    info = ZoneInfo(zone)
    return f"({local} - {_tree(local, *_transitions(lambda at: _seconds(at.replace(tzinfo=info)), first, last))})"


def to_local(instant: str, zone: str, first: datetime, last: datetime) -> str:
    """Return the SQL that turns a time in UTC into local time; ``first`` and ``last`` bound the times in UTC."""
    info = ZoneInfo(zone)
    offset = _transitions(lambda at: _seconds(at.replace(tzinfo=UTC).astimezone(info)), first, last)
    return f"({instant} + {_tree(instant, *offset)})"


def _tree(at: str, starts: tuple[datetime, ...], offsets: tuple[int, ...]) -> str:
    """Choose the offset by halves, so that a century of changes costs a handful of comparisons."""
    if len(offsets) == 1:
        return f"interval ({offsets[0]}) second"
    middle = len(offsets) // 2
    before = _tree(at, starts[: middle - 1], offsets[:middle])
    after = _tree(at, starts[middle:], offsets[middle:])
    return f"case when {at} < timestamp '{starts[middle - 1]}' then {before} else {after} end"


def _transitions(offset_at: _OffsetAt, first: datetime, last: datetime) -> tuple[tuple[datetime, ...], tuple[int, ...]]:
    """Return the times between two at which the offset changes, and the offsets in seconds around them."""
    at = first.replace(microsecond=0)
    starts: list[datetime] = []
    offsets = [offset_at(at)]
    while at <= last:
        following = at + _STEP
        offset = offset_at(following)
        if offset != offsets[-1]:
            starts.append(_change(offset_at, at, following))
            offsets.append(offset)
        at = following
    return tuple(starts), tuple(offsets)


def _change(offset_at: _OffsetAt, before: datetime, after: datetime) -> datetime:
    offset = offset_at(before)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if offset_at(middle) == offset:
            before = middle
        else:
            after = middle
    return after


def _seconds(at: datetime) -> int:
    offset = at.utcoffset()
    assert offset is not None
    return int(offset.total_seconds())
