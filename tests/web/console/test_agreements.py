"""Agreements in the console: found, read with what differs marked, amended in the designer."""

import pytest

from ristorno.apps.agreements.queries import draft as kept
from web.console.world import AGREEMENT, Waiting, operator
from web.portal.visiting import Browser

pytestmark = pytest.mark.django_db

PATH = f"/console/agreements/{AGREEMENT}"
CHANGE = f"/console/design/{AGREEMENT}"


@pytest.mark.parametrize(("sought", "found"), [("", True), ("a-2026", True), ("SOUTH", True), ("north", False)])
def test_agreements_are_found_by_name_and_member(sought: str, found: bool, office: Waiting) -> None:
    text = Browser().sign_in(operator("analyst")).open(f"/console/agreements?q={sought}").text
    assert (f"{AGREEMENT} south · partners · since 1 Jan 2026" in text) == found
    assert ("No agreement found" in text) != found


def test_agreements_are_leafed_through(office: Waiting) -> None:
    assert "No agreement found" in Browser().sign_in(operator("analyst")).open("/console/agreements?after=B").text


def test_an_agreement_is_read_with_what_differs_marked(office: Waiting) -> None:
    browser = Browser().sign_in(operator("analyst")).open(PATH)
    for words in ("South Wheels", "2.5%", "your agreement", "# what was shaken on in January", "Version 1"):
        assert words in browser.text, words
    assert "Draft a change" not in browser.text
    assert browser.open("/console/agreements/nothing").status == 404


def test_an_amendment_begins_with_the_agreement_and_its_comments(office: Waiting) -> None:
    browser = Browser().sign_in(operator("operator")).open(CHANGE)
    assert "# what was shaken on in January - effective_from: 2026-04-01" in browser.text
    (fields,) = (fields for to, fields in browser.page.forms if to == CHANGE)
    rate = next(name for name, held in fields.items() if held == "2.5 %")
    browser.send(CHANGE, **{rate: "3.5 %"}, do="compare")
    assert "{1_500: 1.5 %, 5_000: 3.5 %}" in browser.text
    # 3.5 % instead of 2.5 % of 3,321.77 + 4,321.77: 267.52 instead of 191.09.
    assert "Get more 1 · €76.43 Get less 0 · €0.00" in browser.text
    browser.send(CHANGE, do="propose")
    found = kept(int(browser.at.rsplit("/", 1)[1]))
    assert (found.kind, found.key, found.state) == ("agreement", AGREEMENT, "proposed")


def test_a_new_agreement_begins_under_a_program(office: Waiting) -> None:
    browser = Browser().sign_in(operator("operator")).open("/console/design?under=partners")
    assert "agreement: A-2026-1 program: partners member: KEY" in browser.text
    assert browser.open("/console/design?under=nothing").status == 404
