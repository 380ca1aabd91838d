"""The numbers, days and instants around which everything random is drawn, so that borders are hit often."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

FIRST: Final = date(2019, 12, 28)
LAST: Final = date(2021, 3, 31)
"""The generated world: 29 February 2020 and week 53 of 2020 lie inside."""

ZONES: Final = (
    *("UTC", "Europe/Moscow", "America/New_York", "Pacific/Auckland"),
    *("Asia/Kathmandu", "America/Sao_Paulo", "Asia/Bangkok", "Africa/Cairo"),
)
THRESHOLDS: Final = tuple(Decimal(text) for text in ("0.01", "1", "50", "100", "250", "500", "1000", "2500.50"))
_NUDGES: Final = tuple(Decimal(text) for text in ("0", "0", "0.01", "-0.01", "0.0001", "-0.0001", "1", "-1"))
_HUGE: Final = tuple(Decimal(text) for text in ("9999999999999.9999", "9999999999999", "5000000000000.0050"))
_TINY: Final = tuple(Decimal(text) for text in ("0.0001", "0.0049", "0.005", "0.0050", "0.01", "0"))
_BORDERS: Final = (
    *(date(2019, 12, 31), date(2020, 1, 1), date(2020, 1, 15), date(2020, 1, 16), date(2020, 1, 31)),
    *(date(2020, 2, 1), date(2020, 2, 29), date(2020, 3, 1), date(2020, 3, 31), date(2020, 4, 1)),
    *(date(2020, 6, 30), date(2020, 7, 1), date(2020, 12, 27), date(2020, 12, 28), date(2020, 12, 31)),
    *(date(2021, 1, 1), date(2021, 1, 3), date(2021, 1, 4), date(2021, 2, 28), date(2021, 3, 1)),
)
RECORDED: Final = tuple(
    datetime(year, month, 10, 12, tzinfo=UTC) for year, month in ((2020, 2), (2020, 4), (2020, 9), (2021, 2))
)
"""The few moments at which anything is recorded; questions are asked as known at the same moments."""
_TIMES: Final = (time(0, 0), time(0, 0), time(23, 59, 59), time(12, 0), time(3, 30))
_OFFSETS: Final = tuple(timezone(timedelta(minutes=minutes)) for minutes in (0, 180, -300, 345))


@cache
def days() -> st.SearchStrategy[date]:
    """Return days of the generated world, mostly next to a border of some window."""
    return st.sampled_from(_BORDERS) | st.dates(FIRST, LAST)


@cache
def asked_days() -> st.SearchStrategy[date]:
    """Return days as of which is asked: any, mostly the last."""
    return days() | st.sampled_from((FIRST, LAST, LAST, LAST))


@cache
def moments(zone: str) -> st.SearchStrategy[datetime | date]:
    """Return days without a time, and instants around midnights of the zone and of others."""
    local = ZoneInfo(zone)
    at = st.builds(
        lambda day, clock, shift, seconds: datetime.combine(day, clock, tzinfo=shift) + timedelta(seconds=seconds),
        days(),
        st.sampled_from(_TIMES),
        st.just(local) | st.sampled_from(_OFFSETS),
        st.sampled_from((0, 0, -1, 1)),
    )
    # Sums of local times ignore daylight saving; through UTC every instant is one that really happened.
    return st.one_of(days(), at.map(lambda moment: moment.astimezone(UTC)))


@cache
def amounts() -> st.SearchStrategy[Decimal]:
    """Return amounts above zero with up to four decimals: near thresholds, plain, tiny or huge."""
    near = st.builds(lambda base, nudge: abs(base + nudge), st.sampled_from(THRESHOLDS), st.sampled_from(_NUDGES))
    some = st.decimals(Decimal(0), Decimal(5000), places=4, allow_nan=False, allow_infinity=False)
    return st.one_of(near, near, some, st.sampled_from(_TINY), st.sampled_from(_HUGE))


@cache
def quantities() -> st.SearchStrategy[Decimal | None]:
    """Return quantities: none, whole, halves."""
    return st.sampled_from((None, Decimal(1), Decimal(2), Decimal(10), Decimal("0.5"), Decimal(250)))


@cache
def steps_up(size: int = 3) -> st.SearchStrategy[list[Decimal]]:
    """Return one to ``size`` different thresholds in ascending order, sometimes beginning at 0."""
    return st.lists(st.sampled_from((Decimal(0), *THRESHOLDS)), min_size=1, max_size=size, unique=True).map(sorted)
