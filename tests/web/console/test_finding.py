"""One field for everything, as far as a role goes."""

import pytest

from web.console.world import AGREEMENT, Waiting, operator
from web.portal.visiting import Browser

pytestmark = pytest.mark.django_db


def found(sought: str, role: str = "administrator") -> Browser:
    return Browser().sign_in(operator(role)).open(f"/console/find?q={sought}")


@pytest.mark.parametrize(
    ("sought", "told", "address"),
    [
        ("dwind", "Members Nordwind Reifen north", "/console/members/north"),
        ("partner prog", "Programs Partner program partners", "/console/programs/partners"),
        ("2026/7", f"Agreements {AGREEMENT} partners · south", f"/console/agreements/{AGREEMENT}"),
        ("N-100/2", "Documents N-100/2 Nordwind Reifen · 10 Feb 2026 · €8,743.41", "/console/members/north"),
        ("BAD-1", "Set aside BAD-1 The row has no amount.", "/console/intake/1/row"),
        ("1", "Claims 1: advertising Nordwind Reifen · 12 Jan 2026", "/console/claims#claim-1"),
    ],
)
def test_everything_is_found_by_a_word_or_its_number(sought: str, told: str, address: str, office: Waiting) -> None:
    browser = found(sought)
    assert told in browser.text
    assert address in browser.page.links


def test_a_statement_is_found_by_its_number(office: Waiting) -> None:
    browser = found(office.frozen, "analyst")
    assert f"Statements {office.frozen} Nordwind Reifen · 28 Feb 2026" in browser.text
    assert f"/console/statements/{office.frozen}" in browser.page.links


@pytest.mark.parametrize(("role", "sees"), [("operator", True), ("analyst", False), ("finance", False)])
def test_what_a_role_may_not_see_it_does_not_find(role: str, sees: bool, office: Waiting) -> None:
    assert ("The row has no amount." in found("BAD-1", role).text) == sees
    assert ("advertising" in found("1", role).text) == sees


def test_what_is_not_there_is_told_so(office: Waiting) -> None:
    assert "Nothing found" in found("nobody-there").text
    assert "Nothing found" not in found("").text
    assert found("%00%27;--").status == 200
