"""Levels: what is held before and after a moment, how levels are kept and how they fall."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ristorno.engine.accrual import MemberAnswer, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.terms.reading import read_program
from ristorno.kernel.period import DAY, add_months

TIERS = {"base": 0, "silver": 100, "gold": 500}


def program(**ladder: str) -> Calculation:
    lines = "\n".join(f"    {name}: {value}" for name, value in {"window": "year", **ladder}.items())
    return Calculation(
        read_program(
            f"""program: p-1
time_zone: UTC
units: {{EUR: {{kind: money}}}}
ladders:
  status:
    tiers: {{base: 0, silver: 100, gold: 500}}
{lines}
clauses:
  bonus: {{window: document, mechanic: {{percent: 1 %}}, multiply: {{by: status, silver: 10, gold: 100}}}}
"""
        )
    )


def bought(name: str, at: datetime | date, amount: str) -> Fact:
    return Fact(document=name, member="M", occurred_at=at, amount=Decimal(amount))


def spans(answer: MemberAnswer) -> list[tuple[str, str, str]]:
    return [(level.tier, str(level.start), str(level.end or "-")) for level in answer.levels]


@pytest.mark.parametrize(
    ("kept_until", "falls", "held"),
    [
        ("end_of_window", "full", ["gold", "base", "base", "base"]),
        ("end_of_window", "one_level", ["gold", "silver", "base", "base"]),
        ("end_of_window", "none", ["gold", "gold", "gold", "gold"]),
        ("end_of_next_window", "full", ["gold", "gold", "base", "base"]),
        ("end_of_next_window", "one_level", ["gold", "gold", "silver", "base"]),
        ("end_of_next_window", "none", ["gold", "gold", "gold", "gold"]),
    ],
)
def test_how_a_level_is_kept_and_falls(kept_until: str, falls: str, held: list[str]) -> None:
    counted = program(kept_until=kept_until, falls=falls)
    facts = [bought("A", date(2020, 6, 1), "500")]
    ends = [date(year, 12, 31) for year in (2020, 2021, 2022, 2023)]
    assert [counted.answer("M", facts, Moment(day)).standings[0].tier for day in ends] == held


@pytest.mark.parametrize(("level_at", "amounts"), [("before", ["5.00", "50.00"]), ("including", ["500.00", "50.00"])])
def test_a_fact_is_judged_at_the_level_before_it_or_with_it(level_at: str, amounts: list[str]) -> None:
    facts = [bought("A", datetime(2020, 1, 1, 9, tzinfo=UTC), "500"), bought("B", date(2020, 1, 2), "50")]
    found = program(level_at=level_at).answer("M", facts, Moment(date(2020, 1, 31)))
    assert [str(accrual.amount) for accrual in found.accruals] == amounts


def test_facts_of_one_instant_do_not_see_each_other() -> None:
    noon = datetime(2020, 1, 1, 12, tzinfo=UTC)
    facts = [bought("A", noon, "100"), bought("B", noon, "100"), bought("C", noon + timedelta(seconds=1), "100")]
    found = program().answer("M", facts, Moment(date(2020, 1, 1)))
    assert {one.document: int(one.amount) for one in found.accruals} == {"A": 1, "B": 1, "C": 10}


@pytest.mark.parametrize(
    ("boundary", "amount", "tier", "missing"),
    [
        ("inclusive", "99.9999", "base", "0.0001"),
        ("inclusive", "100", "silver", "400"),
        ("exclusive", "100.0001", "silver", "399.9999"),
    ],
)
def test_where_a_member_stands(boundary: str, amount: str, tier: str, missing: str) -> None:
    found = program(boundary=boundary).answer("M", [bought("A", date(2020, 1, 1), amount)], Moment(date(2020, 1, 1)))
    assert (found.standings[0].tier, found.standings[0].missing) == (tier, Decimal(missing))


amounts = st.sampled_from(("-100", "0.0001", "50", "99.9999", "100", "400", "500"))
purchases = st.lists(st.tuples(st.dates(date(2019, 12, 25), date(2021, 3, 1)), amounts), max_size=6)
in_windows = st.fixed_dictionaries(
    {
        "window": st.sampled_from(("month", "quarter", "year", "lifetime")),
        "boundary": st.sampled_from(("inclusive", "exclusive")),
        "kept_until": st.sampled_from(("end_of_window", "end_of_next_window")),
        "falls": st.sampled_from(("none", "one_level", "full")),
    }
)
over_rolling_days = st.fixed_dictionaries(
    {
        "window": st.sampled_from(("{rolling: 10 days}", "{rolling: 1 month}", "{rolling: 12 months}")),
        "boundary": st.sampled_from(("inclusive", "exclusive")),
        "falls": st.sampled_from(("none", "full")),
    }
)
for_a_time = st.fixed_dictionaries(
    {
        "window": st.sampled_from(("{rolling: 10 days}", "{rolling: 1 month}", "month", "quarter")),
        "kept_until": st.sampled_from(("{after: 5 days}", "{after: 40 days}", "{after: 2 months}")),
        "falls": st.sampled_from(("one_level", "full")),
    },
    optional={"grace": st.just("7 days"), "not_below": st.just("silver")},
)
floors = {"grace": st.sampled_from(("1 day", "7 days", "40 days")), "not_below": st.just("silver")}
lasting = st.fixed_dictionaries({"window": st.sampled_from(("{rolling: 10 days}", "month"))}, optional=floors)
ladders = in_windows | over_rolling_days | lasting | for_a_time


@given(ladders, purchases)
def test_spans_of_levels_follow_each_other_without_gaps(ladder: dict[str, str], found: list[tuple[date, str]]) -> None:
    facts = [bought(f"D{index}", day, amount) for index, (day, amount) in enumerate(found)]
    answer = program(**ladder).answer("M", facts, Moment(date(2021, 3, 31)))
    levels = answer.levels
    # The last one ends where it will fall without a further fact, or nobody knows when.
    assert levels[-1].end is None or levels[-1].end > date(2021, 3, 31)
    for before, after in pairwise(levels):
        assert before.end == after.start
        assert before.start < after.start
        assert before.tier != after.tier


@given(ladders, purchases, st.dates(date(2020, 1, 1), date(2021, 3, 31)))
def test_a_level_is_lost_on_the_day_that_was_told(
    ladder: dict[str, str], found: list[tuple[date, str]], today: date
) -> None:
    counted = program(**ladder)
    facts = [bought(f"D{index}", day, amount) for index, (day, amount) in enumerate(found) if day <= today]

    def tier(day: date) -> str:
        return counted.answer("M", facts, Moment(day)).standings[0].tier

    lost = counted.answer("M", facts, Moment(today)).levels[-1].end
    later = today + timedelta(days=800) if lost is None else lost - DAY
    assert tier(later) == tier(today)
    assert lost is None or tier(lost) != tier(today)


@given(over_rolling_days, purchases, st.dates(date(2020, 1, 1), date(2021, 3, 31)))
def test_over_rolling_days_the_last_days_decide(
    ladder: dict[str, str], found: list[tuple[date, str]], today: date
) -> None:
    first = {"{rolling: 10 days}": today - timedelta(days=9), "{rolling: 1 month}": add_months(today + DAY, -1)}
    since = first.get(ladder["window"], add_months(today + DAY, -12))
    measured = sum((Decimal(amount) for day, amount in found if since <= day <= today), Decimal(0))
    reached = [
        tier
        for tier, threshold in TIERS.items()
        if measured > threshold or (measured == threshold and ladder["boundary"] == "inclusive") or not threshold
    ][-1]
    facts = [bought(f"D{index}", day, amount) for index, (day, amount) in enumerate(found)]

    held = program(**ladder).answer("M", facts, Moment(today)).standings[0]

    assert held.measured == measured
    assert held.tier == reached or ladder["falls"] == "none"


@given(purchases)
def test_a_level_that_never_falls_never_falls(found: list[tuple[date, str]]) -> None:
    facts = [bought(f"D{index}", day, amount) for index, (day, amount) in enumerate(found)]
    counted = program(falls="none", window="month")
    ranks = list(TIERS)
    held = 0
    day = date(2019, 12, 31)
    while day < date(2021, 3, 31):
        tier = counted.answer("M", facts, Moment(day)).standings[0].tier
        # Returns inside a window can take back what was reached in it, never what was kept from before.
        rank = ranks.index(tier)
        assert rank >= held
        held = rank if (day + DAY).day == 1 else held
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1) + 31 * DAY
        day = day.replace(day=1) - DAY
