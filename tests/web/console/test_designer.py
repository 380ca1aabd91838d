"""The designer without a script: fields and text, the check with its lines, the comparison, the way to a signature."""

import pytest

from ristorno.apps.agreements.operations import approve
from ristorno.apps.agreements.queries import draft as kept
from ristorno.apps.agreements.queries import drafts, text
from web.console.world import AGREEMENT, Waiting, operator
from web.portal.visiting import Browser
from web.portal.world import AT

pytestmark = pytest.mark.django_db

CHANGE = "/console/design/partners"


def begun() -> Browser:
    return Browser().sign_in(operator("operator")).open(CHANGE)


def fields(browser: Browser) -> dict[str, str]:
    return next(fields for to, fields in browser.page.forms if to == CHANGE)


def top_rate(browser: Browser) -> str:
    """The name of the field beside the highest threshold."""
    (name,) = (name for name, held in fields(browser).items() if held == "40_000")
    return name.replace(".k", ".v")


def test_a_next_version_begins_with_what_the_newest_says(office: Waiting) -> None:
    browser = begun()
    assert "program: partners versions: - effective_from: 2026-04-01" in browser.text
    approve(draft=office.draft, actor="user:2", at=AT)
    browser.open(CHANGE)
    assert "effective_from: 2026-04-01 clauses: monthly: {mechanic: {percent: 2 %}}" in browser.text


def test_a_field_is_cut_into_the_text_and_told_in_sentences(office: Waiting) -> None:
    browser = begun()
    browser.send(CHANGE, do="check")
    assert "The rules read as they do now." in browser.text
    browser.send(CHANGE, **{top_rate(browser): "5 %"}, do="check")
    assert "40_000: 5 %" in browser.text
    assert "The document can be proposed" in browser.text
    assert "Quarterly bonus · How much No longer:" in browser.text
    assert not [each for each in drafts() if each.number != office.draft]


def test_what_is_wrong_is_told_with_its_line(office: Waiting) -> None:
    browser = begun()
    wrong = fields(browser)["text"] + "    clauses: {monthly: {mechanic: {percent: much}}}\n"
    browser.send(CHANGE, text=wrong, do="check")
    assert browser.status == 200
    assert "This does not hold yet Line 4:" in browser.text
    browser.send(CHANGE, text="a: [", do="propose")
    assert browser.status == 422
    assert "there are no fields beside it" in browser.text


def test_a_change_of_both_views_keeps_both(office: Waiting) -> None:
    browser = begun()
    held = fields(browser)
    written = held["text"] + "    # why it is so\n"
    browser.send(CHANGE, text=written, **{top_rate(browser): "5 %"}, do="check")
    assert "# why it is so" in browser.text
    assert "40_000: 5 %" in browser.text


def test_promises_are_added_copied_turned_and_taken_away(office: Waiting) -> None:
    browser = begun()
    browser.send(CHANGE, shape="add clauses", **{"add.clauses.kind": "per_step", "add.clauses.name": "steps"})
    assert (
        "clauses: steps: window: quarter measure: amount mechanic: {per_step: {step: 1_000, gives: 1}}" in browser.text
    )
    assert "The document can be proposed" in browser.text
    browser.send(CHANGE, shape="turn clauses steps", **{"turn.clauses.steps": "percent"})
    assert "so it was not kept: mechanic.per_step.step: 1_000 mechanic.per_step.gives: 1" in browser.text
    browser.send(CHANGE, shape="copy clauses steps")
    assert "steps-2: window: quarter measure: amount mechanic: {percent: 1 %}" in browser.text
    browser.send(CHANGE, shape="remove clauses steps")
    browser.send(CHANGE, shape="remove clauses monthly")
    assert "monthly: none" in browser.text
    assert "Promise monthly This version takes it away." in browser.text
    assert "steps:" not in fields(browser)["text"]
    browser.send(CHANGE, shape="remove clauses steps")
    assert browser.status == 422
    assert "There is nothing in the document of which this button speaks." in browser.text


def test_a_step_is_undone(office: Waiting) -> None:
    browser = begun()
    browser.send(CHANGE, **{top_rate(browser): "5 %"}, shape="gate clauses quarterly")
    assert "qualify:" in fields(browser)["text"]
    browser.send(CHANGE, shape="undo")
    assert "qualify:" not in fields(browser)["text"]
    assert "40_000: 5 %" in fields(browser)["text"]


def test_somebody_goes_on_from_an_earlier_draft(office: Waiting) -> None:
    browser = begun()
    earlier = f"{CHANGE}?draft={office.draft}"
    assert earlier in browser.page.links
    assert "monthly: {mechanic: {percent: 2 %}}" in fields(browser.open(earlier))["text"]
    assert earlier in browser.open(f"/console/drafts/{office.draft}").page.links
    for path in (f"{CHANGE}?draft=x", f"{CHANGE}?draft=99999", f"/console/design/{AGREEMENT}?draft={office.draft}"):
        assert browser.open(path).status == 404


def test_an_empty_program_holds_and_takes_a_name_of_its_own(office: Waiting) -> None:
    browser = Browser().sign_in(operator("operator")).open("/console/design?empty=1")
    assert "The document can be proposed" in browser.text
    browser.send("/console/design", shape="add clauses", **{"add.clauses.kind": "brackets"})
    (name,) = (name for name, held in browser.page.forms[0][1].items() if held == "new-program")
    browser.send("/console/design", **{name: "partners"}, do="check")
    assert "This does not hold yet" in browser.text
    assert "How the table is read" in browser.text  # the form stays, to put it right


def test_a_button_takes_what_was_typed_along(office: Waiting) -> None:
    browser = begun()
    browser.send(CHANGE, **{top_rate(browser): "5 %"}, shape="add clauses")
    assert "40_000: 5 %" in browser.text


def test_what_fields_do_not_show_is_named_and_fields_say_what_they_mean(office: Waiting) -> None:
    browser = begun()
    assert "over what time" in browser.text
    browser.send(CHANGE, text=fields(browser)["text"] + "    clauses: {monthly: {prorate: days}}\n", do="check")
    assert "left as it stands there: prorate" in browser.text


def test_a_comparison_counts_last_year(office: Waiting) -> None:
    browser = begun()
    twice = fields(browser)["text"] + "    clauses: {monthly: {mechanic: {percent: 2 %}}}\n"
    browser.send(CHANGE, text=twice, do="compare")
    assert "Difference +€241.32" in browser.text


def test_a_version_goes_from_the_designer_to_two_people(office: Waiting) -> None:
    browser = begun()
    browser.send(CHANGE, **{top_rate(browser): "5 %"}, note="For the best", do="propose")
    assert "Proposed: another person can approve it now." in browser.text
    number = int(browser.at.rsplit("/", 1)[1])
    assert (kept(number).state, kept(number).note) == ("proposed", "For the best")
    approver = Browser().sign_in(operator("approver")).open(f"/console/drafts/{number}")
    approver.send(f"/console/drafts/{number}/step", step="approve")
    assert "40_000: 5 %" in text("partners")


def test_a_new_program_begins_with_a_template(office: Waiting) -> None:
    browser = Browser().sign_in(operator("operator")).open("/console/design")
    assert "/console/design?template=retro-groups" in browser.page.links
    browser.open("/console/design?template=retro-groups")
    assert "program: retro-groups" in browser.text
    browser.send("/console/design", do="propose")
    assert kept(int(browser.at.rsplit("/", 1)[1])).key == "retro-groups"
    for path in ("/console/design?template=nothing", "/console/design/nothing"):
        assert browser.open(path).status == 404
