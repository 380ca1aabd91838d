"""Windows: each shape tiles time, whatever the anchor and the beginning of the year; names by hand."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from ristorno.engine.terms.windows import Window, WindowTerm, label
from ristorno.kernel.period import DAY, Period, add_months

days = st.dates(date(1950, 1, 1), date(2150, 1, 1))
month_days = st.dates(date(2001, 1, 1), date(2001, 12, 31)).map(lambda day: f"{day:%m-%d}")
lengths = st.one_of(
    st.integers(1, 30).map(lambda months: f"{months} months"),
    st.integers(1, 400).map(lambda count: f"{count} days"),
    st.integers(1, 60).map(lambda weeks: f"{weeks} weeks"),
)
tiling = st.one_of(
    st.sampled_from(("day", "week", "half_month", "month", "quarter", "half", "year")),
    st.builds(
        lambda shape, starts: {shape: {"starts": starts}}, st.sampled_from(("quarter", "half", "year")), month_days
    ),
    st.builds(lambda every: {"every": every}, lengths),
    st.builds(lambda every, day: {"every": every, "anchor": day.isoformat()}, lengths, days),
)


def window(words: object) -> Window:
    return TypeAdapter[Window](WindowTerm).validate_python(words)


@given(tiling, days)
@example("week", date(2026, 12, 31))
@example("half_month", date(2024, 2, 29))
@example({"year": {"starts": "02-28"}}, date(2024, 2, 29))
@example({"every": "1 month", "anchor": "2024-01-31"}, date(2024, 2, 29))
@example({"every": "12 months", "anchor": "2024-02-29"}, date(2025, 2, 28))
def test_every_day_lies_in_exactly_one_window(words: object, day: date) -> None:
    shape = window(words)
    held = shape.whole(day)
    assert day in held
    assert shape.whole(held.start) == held == shape.whole(held.last)
    assert shape.whole(held.start - DAY).end == held.start
    assert shape.whole(held.end).start == held.end


@given(st.builds(lambda every: {"every": every, "anchor": "start"}, lengths), days, st.integers(1, 3000), st.data())
def test_windows_from_the_start_of_an_agreement_tile_it(
    words: Mapping[str, str], start: date, length: int, data: st.DataObject
) -> None:
    term = Period(start, start + timedelta(days=length))
    shape = window(words)
    assert shape.containing(start, term).start == start
    day = data.draw(st.dates(term.start, term.last))
    held = shape.containing(day, term)
    assert day in held
    assert held.cut(term) == held
    assert held.end == term.end or shape.containing(held.end, term).start == held.end


@given(st.integers(1, 40), days, days)
def test_windows_of_months_begin_on_the_day_of_the_anchor(months: int, anchor: date, day: date) -> None:
    shape = window({"every": f"{months} months", "anchor": anchor.isoformat()})
    start = shape.whole(day).start
    steps = (start.year - anchor.year) * 12 + start.month - anchor.month
    assert steps % months == 0
    assert start == add_months(anchor, steps)


@given(tiling, days)
def test_the_window_before_ends_where_this_begins(words: object, day: date) -> None:
    shape = window(words)
    held = shape.whole(day)
    assert shape.earlier(held, "previous").end == held.start


@given(tiling, days)
def test_the_window_a_year_earlier_is_a_whole_window(words: object, day: date) -> None:
    shape = window(words)
    held = shape.whole(day)
    before = shape.earlier(held, "previous_year")
    assert shape.whole(before.start) == before
    assert before.start < held.start
    if words in ("month", "quarter", "half", "year"):
        assert before.start == add_months(held.start, -12)


@given(days, st.integers(1, 40))
def test_rolling_windows_end_with_the_day(day: date, count: int) -> None:
    by_days = window({"rolling": f"{count} days"}).whole(day)
    assert by_days == Period(day + DAY - timedelta(days=count), day + DAY)
    assert window({"rolling": f"{count} months"}).whole(day).last == day


@pytest.mark.parametrize(
    ("words", "day", "name", "shown"),
    [
        ("day", "2024-02-29", "2024-02-29", "2024-02-29..2024-02-29"),
        ("week", "2026-12-31", "2026-W53", "2026-12-28..2027-01-03"),
        ("week", "2027-01-03", "2026-W53", "2026-12-28..2027-01-03"),
        ("week", "2027-01-04", "2027-W01", "2027-01-04..2027-01-10"),
        ("week", "2024-12-30", "2025-W01", "2024-12-30..2025-01-05"),
        ("week", "2026-02-01", "2026-W05", "2026-01-26..2026-02-01"),
        ("half_month", "2024-02-15", "2024-02-H1", "2024-02-01..2024-02-15"),
        ("half_month", "2024-02-29", "2024-02-H2", "2024-02-16..2024-02-29"),
        ("month", "2024-02-29", "2024-02", "2024-02-01..2024-02-29"),
        ("quarter", "2024-02-29", "2024-Q1", "2024-01-01..2024-03-31"),
        ("half", "2026-07-01", "2026-H2", "2026-07-01..2026-12-31"),
        ("year", "2026-12-31", "2026", "2026-01-01..2026-12-31"),
        ({"year": {"starts": "04-01"}}, "2026-03-31", "2025-04-01..2026-03-31", "2025-04-01..2026-03-31"),
        ({"quarter": {"starts": "02-15"}}, "2026-05-14", "2026-02-15..2026-05-14", "2026-02-15..2026-05-14"),
        ({"every": "2 months"}, "2026-04-30", "2026-03-01..2026-04-30", "2026-03-01..2026-04-30"),
        (
            {"every": "1 month", "anchor": "2024-01-31"},
            "2024-03-01",
            "2024-02-29..2024-03-30",
            "2024-02-29..2024-03-30",
        ),
        (
            {"from": "2026-03-08", "until": "2026-03-08"},
            "2026-01-01",
            "2026-03-08..2026-03-08",
            "2026-03-08..2026-03-08",
        ),
    ],
)
def test_names_of_windows(words: object, day: str, name: str, shown: str) -> None:
    shape = window(words)
    held = shape.whole(date.fromisoformat(day))
    assert (label(shape, held), str(held)) == (name, shown)


@pytest.mark.parametrize(
    "words",
    [
        "quater",
        "",
        {"every": "2 moons"},
        {"every": "0 days"},
        {"every": "2 months", "anchor": "2026-02-30"},
        {"year": {"starts": "02-30"}},
        {"year": {"start": "04-01"}},
        {"rolling": "-3 days"},
        {"from": "2026-03-08", "until": "2026-03-07"},
        {"from": "2026-03-08"},
        {"month": {"starts": "01-15"}},
        ["month"],
    ],
)
def test_what_is_no_window_is_refused(words: object) -> None:
    with pytest.raises(ValidationError):
        window(words)
