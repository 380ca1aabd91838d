"""Programs that look at other members: counted with a population that was frozen for the day, known by its version."""

from datetime import UTC, date, datetime

import pytest

from apps.accruals.world import AT, LATER, all_is_well, balances, begin, fact, tell
from ristorno.apps.accruals import operations, populations
from ristorno.apps.members import operations as members

pytestmark = pytest.mark.django_db
PROGRAM = """\
program: dealers
time_zone: Europe/Moscow
units: {RUB: {kind: money}}
budgets: {launch: {amount: 1_000, window: year}}
clauses:
  bonus:
    window: quarter
    mechanic: {percent: 10 %}
    budget: launch
"""

POOL = """\
program: dealers
time_zone: Europe/Moscow
starts: 2026-01-01
units: {RUB: {kind: money}}
clauses:
  own: {window: quarter, mechanic: {percent: 1 %}}
  pool: {window: quarter, mechanic: {share: {pool: 1_000}}}
"""


def test_a_budget_is_dealt_by_what_all_are_owed() -> None:
    begin(PROGRAM)
    tell(fact("D1", 15_000), fact("D2", 5_000, member="N"))
    operations.run_all(at=LATER, actor="system:test")
    assert balances("M") == {"RUB": (0, 750)}
    assert balances("N") == {"RUB": (0, 250)}
    assert all_is_well()


def test_a_population_is_made_again_as_it_was() -> None:
    begin(PROGRAM)
    tell(fact("D1", 15_000))
    made = operations.freeze(program="dealers", as_of=AT.date(), at=AT, actor="system:test")
    populations.forget()
    again = populations.frozen("dealers", AT.date())
    assert again is not None
    assert again.version == made


def test_who_left_can_use_its_part_of_a_pool_when_all_can() -> None:
    begin(POOL)
    tell(fact("D1", 10_000), fact("D2", 10_000, member="N"))
    members.enrol(key="N", on=date(2026, 1, 1), at=AT, actor="user:1")
    members.leave(key="N", on=date(2026, 2, 28), at=AT, actor="user:1")
    operations.run_all(at=AT, actor="system:test")
    assert balances("N") == {"RUB": (500, 100)}
    tell(fact("D3", 20_000, "2026-03-25"))
    operations.run_all(at=datetime(2026, 3, 31, 12, tzinfo=UTC), actor="system:test")
    assert balances("N") == {"RUB": (250, 100)}
    operations.run_all(at=datetime(2026, 4, 1, 12, tzinfo=UTC), actor="system:test")
    assert balances("N") == {"RUB": (0, 350)}
    assert balances("M") == {"RUB": (0, 1_050)}
    assert all_is_well()
