"""What is owed, across members: found by promise, days and state, each amount with its reason and its changes."""

import pytest

from web.console.world import Waiting, operator
from web.portal.visiting import Browser
from web.portal.world import NORTH, SOUTH

pytestmark = pytest.mark.django_db


def shown(query: str) -> str:
    return Browser().sign_in(operator("analyst")).open(f"/console/accruals?{query}").text


def test_both_companies_are_found(office: Waiting) -> None:
    text = shown("clause=quarterly")
    assert "Quarterly bonus Nordwind Reifen · Q1 2026 · provisional +€494.60" in text
    assert "South Wheels · Q1 2026" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"member={NORTH}", True),
        (f"member={SOUTH}", False),
        ("program=partners", True),
        ("program=others", False),
        ("since=2026-03-31", True),
        ("since=2026-04-01", False),
        ("until=2026-01-01", True),
        ("until=2025-12-31", False),
        ("since=never", True),
        ("state=provisional", True),
        ("state=final", False),
        ("before=1", False),
    ],
)
def test_a_quarter_is_found_by_what_it_is(query: str, found: bool, office: Waiting) -> None:
    assert ("Nordwind Reifen · Q1 2026" in shown(f"clause=quarterly&{query}")) == found


def test_a_month_that_is_over_is_final(office: Waiting) -> None:
    assert "Monthly bonus Nordwind Reifen" in shown("clause=monthly&state=final")
    assert "No" not in shown("clause=monthly&state=provisional").split()


def test_an_amount_tells_why_and_how_it_came_to_be(office: Waiting) -> None:
    browser = Browser().sign_in(operator("analyst")).open(f"/console/accruals/{office.parted.ours.amount}")
    for words in ("Nordwind Reifen", "+€494.60", "Why", "How it came to be", "the system"):
        assert words in browser.text, words
    assert browser.open(f"/console/accruals/{10**17}").status == 404
    assert browser.open(f"/console/accruals/{10**30}").status == 404
