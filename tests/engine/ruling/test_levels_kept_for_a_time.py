"""Levels that last a time from the day on which they were reached, counted a second time by going from day to day."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.terms.reading import read_program
from ristorno.kernel.period import DAY

TIERS = {"base": 0, "silver": 100, "gold": 500}
BEGIN = date(2020, 1, 1)
KEPT = timedelta(days=40)

purchases = st.dictionaries(
    st.dates(BEGIN, date(2020, 6, 30)), st.sampled_from((-400, -100, -50, 50, 100, 400, 500)), max_size=6
)


def program(window: str) -> Calculation:
    return Calculation(
        read_program(
            f"""program: p-1
time_zone: UTC
units: {{EUR: {{kind: money}}}}
ladders:
  status: {{window: {window}, tiers: {{base: 0, silver: 100, gold: 500}}, kept_until: {{after: 40 days}}}}
clauses: {{bonus: {{window: document, mechanic: {{percent: 1 %}}}}}}
"""
        )
    )


def first_seen(window: str, day: date) -> date:
    """Return the first day that the window of a day holds."""
    return day.replace(day=1) if window == "month" else day - timedelta(days=19)


def days(until: date) -> Iterator[date]:
    day = BEGIN
    while day <= until:
        yield day
        day += DAY


def held_on(window: str, bought: Mapping[date, int], today: date) -> str:
    """Return the best of what is reached today, and of what was until not longer ago than it is kept."""
    since: dict[str, date] = {}
    kept: list[tuple[str, date]] = []
    for day in days(today):
        measured = sum(amount for each, amount in bought.items() if first_seen(window, day) <= each <= day)
        begins = window == "month" and day.day == 1
        for tier, threshold in TIERS.items():
            reached = measured >= threshold or tier == "base"
            if tier in since and (begins or not reached):
                # What was bought today is not why a month that begins today, or days that have passed, reach less.
                before = sum(amount for each, amount in bought.items() if first_seen(window, day) <= each < day)
                if begins or before < threshold:
                    kept.append((tier, since[tier] + KEPT))
                del since[tier]
            if reached:
                since.setdefault(tier, day)
    still = [tier for tier, last in kept if today <= last]
    return max((*since, *still), key=lambda tier: TIERS[tier])


@given(st.sampled_from(("month", "{rolling: 20 days}")), purchases, st.dates(BEGIN, date(2020, 9, 30)))
def test_a_level_is_held_as_long_as_going_from_day_to_day_says(
    window: str, bought: dict[date, int], today: date
) -> None:
    facts = [
        Fact(document=f"D{day}", member="M", occurred_at=day, amount=Decimal(amount)) for day, amount in bought.items()
    ]

    held = program(window).answer("M", facts, Moment(today)).standings[0].tier

    assert held == held_on(window, bought, today)
