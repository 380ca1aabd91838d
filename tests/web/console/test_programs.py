"""Programs in the console: read in words and as written, drafts judged by what they change and signed by another."""

import pytest

from ristorno.apps.agreements.operations import draft, propose
from ristorno.apps.agreements.queries import draft as kept
from ristorno.apps.agreements.queries import versions
from ristorno.apps.identity.queries import user_of
from web.console.world import NOTE, Waiting, operator
from web.portal.visiting import Browser

pytestmark = pytest.mark.django_db


def test_programs_are_listed_with_what_waits_for_a_signature(office: Waiting) -> None:
    text = Browser().sign_in(operator("analyst")).open("/console/programs").text
    assert "Partner program partners · Version 1 · open to everybody · EUR, PTS" in text
    assert f"Draft {office.draft}: partners drafter · " in text
    assert NOTE in text


def test_a_program_is_read_in_words_and_as_it_was_written(office: Waiting) -> None:
    text = Browser().sign_in(operator("analyst")).open("/console/programs/partners").text
    for words in ("Partner program", "Monthly bonus", "1% of what is counted", "mechanic: {percent: 1 %}", "Version 1"):
        assert words in text, words
    assert Browser().sign_in(operator("analyst")).open("/console/programs/nowhere").status == 404


def test_a_draft_tells_what_changes_in_sentences_and_over_the_last_year(office: Waiting) -> None:
    browser = Browser().sign_in(operator("analyst")).open(f"/console/drafts/{office.draft}")
    assert "From 1 Jul 2026" in browser.text
    assert "No longer: 1% of what is counted. New: 2% of what is counted." in browser.text
    assert "By the terms of today" not in browser.text
    browser.open(f"/console/drafts/{office.draft}?count=1")
    # Each month rounded by itself: 329.74 instead of 164.86 for the one, 152.88 instead of 76.44 for the other.
    assert "Members counted: 2." in browser.text
    assert "Get more 2 · €241.32 Get less 0 · €0.00" in browser.text
    assert "Nordwind Reifen +€164.88 South Wheels +€76.44" in browser.text


def test_a_draft_is_approved_by_another_person(office: Waiting) -> None:
    path = f"/console/drafts/{office.draft}"
    browser = Browser().sign_in(operator("approver")).open(path)
    assert "Approved: it rules from its day on." in browser.send(f"{path}/step", step="approve").text
    assert [each.number for each in versions("partners")] == [1, 2]
    assert "approved" in browser.text


def test_a_draft_is_rejected_with_a_reason(office: Waiting) -> None:
    path = f"/console/drafts/{office.draft}"
    browser = Browser().sign_in(operator("approver")).open(path)
    assert browser.send(f"{path}/step", step="reject", words=" ").status == 422
    browser.open(path)
    assert "Rejected, with your reason." in browser.send(f"{path}/step", step="reject", words="Too dear.").text
    assert (kept(office.draft).state, kept(office.draft).reason) == ("rejected", "Too dear.")


def test_nobody_signs_what_they_drafted_and_only_they_take_it_back(office: Waiting) -> None:
    email = operator("administrator")
    browser = Browser().sign_in(email)
    actor = _actor(email)
    (number,) = draft(text="program: partners\nversions: [{effective_from: 2026-08-01}]", actor=actor)
    path = f"/console/drafts/{number}"
    browser.open(path)
    assert "Approve" not in browser.text
    browser.send(f"{path}/step", step="propose")
    assert "nobody signs their own draft" in browser.text
    browser.send(f"{path}/step", step="approve")
    assert browser.status == 422
    browser.open(path)
    assert "Taken back." in browser.send(f"{path}/step", step="withdraw").text
    assert kept(number).state == "withdrawn"


def test_a_draft_that_was_overtaken_says_so_and_is_not_signed(office: Waiting) -> None:
    (number,) = draft(text="program: partners\nversions: [{effective_from: 2026-08-01}]", actor="user:drafter")
    propose(draft=number, actor="user:drafter")
    path = f"/console/drafts/{office.draft}"
    approver = Browser().sign_in(operator("approver")).open(path)
    approver.send(f"{path}/step", step="approve")
    approver.open(f"/console/drafts/{number}")
    assert "Another version was approved since this was written." in approver.text
    assert "What changes" not in approver.text


def _actor(email: str) -> str:
    found = user_of(email)
    assert found is not None
    return found.actor
