"""Promises that are paid bit by bit, kept: in advance and settled at the end, or the year so far of a whole group."""

from datetime import UTC, datetime

import pytest

from apps.accruals.world import all_is_well, balances, begin, fact, tell
from ristorno.apps.accruals import operations

pytestmark = pytest.mark.django_db
ADVANCES = """\
program: dealers
time_zone: Europe/Moscow
units: {RUB: {kind: money}}
clauses:
  advance:
    window: quarter
    mechanic: {percent: 2 %}
  year:
    window: year
    mechanic: {brackets: {mode: retroactive, rates: {1_000: 3 %}}}
    less: [advance]
"""
GROUP = """\
program: dealers
time_zone: Europe/Moscow
units: {RUB: {kind: money}}
clauses:
  together:
    whose: group
    window: year
    pay_every: {window: quarter, basis: cumulative}
    mechanic: {brackets: {mode: retroactive, rates: {0: 1 %, 1_000: 2 %}}}
    reward: {to: each}
"""
SPRING, SUMMER, AFTER = (
    datetime(2026, 4, 10, tzinfo=UTC),
    datetime(2026, 7, 10, tzinfo=UTC),
    datetime(2027, 1, 10, tzinfo=UTC),
)


def _run(at: datetime) -> None:
    operations.run_all(at=at, actor="system:test")


def test_the_year_is_settled_less_its_advances() -> None:
    begin(ADVANCES)
    tell(fact("D1", 400))
    _run(SPRING)
    assert balances() == {"RUB": (-8, 8)}  # 2 % of 400 is paid; as it stands the year would take it back
    tell(fact("D2", 600, on="2026-05-10"), at=SUMMER)
    _run(SUMMER)
    assert balances() == {"RUB": (10, 20)}  # 3 % of 1,000 less 20
    _run(AFTER)
    assert balances() == {"RUB": (0, 30)}
    tell(fact("D3", 500, on="2026-05-11"), at=AFTER)
    _run(AFTER)
    assert balances() == {"RUB": (0, 45)}  # what comes late changes both, and their sum is 3 % of 1,500
    assert all_is_well()


def test_advances_of_a_year_that_reached_nothing_go_back() -> None:
    begin(ADVANCES)
    tell(fact("D1", 400))
    _run(SPRING)
    _run(AFTER)
    assert balances() == {}
    assert all_is_well()


def test_pieces_of_a_group_move_with_what_others_brought_late() -> None:
    begin(GROUP)
    for member in "MN":
        group = {"group": "Alliance"}
        tell(fact(f"J{member}", 0, on="2026-01-01", member=member, kind="joined_group", attributes=group))
    tell(fact("D1", 500), fact("D2", 400, member="N"))
    _run(SPRING)
    assert (balances("M"), balances("N")) == ({"RUB": (0, 5)}, {"RUB": (0, 4)})
    tell(fact("D3", 100, on="2026-05-10", member="N"), at=SUMMER)
    _run(SUMMER)
    assert (balances("M"), balances("N")) == ({"RUB": (0, 10)}, {"RUB": (0, 10)})  # 2 % of all from the second quarter
    tell(fact("D4", 100, on="2026-02-11", member="N"), at=AFTER)
    _run(AFTER)
    assert (balances("M"), balances("N")) == ({"RUB": (0, 10)}, {"RUB": (0, 12)})
    assert all_is_well()
