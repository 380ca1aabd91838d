"""Programs that look at other members: counted with a population that was frozen for the day, known by its version."""

import pytest

from apps.accruals.world import AT, LATER, all_is_well, balances, begin, fact, tell
from ristorno.apps.accruals import operations, populations

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
