"""Rewards in the console: wishes decided on and handed over, with the points that this moves; the register of gifts."""

import pytest

from ristorno.apps.rewards.operations import ask
from ristorno.apps.rewards.queries import access_redemption
from ristorno.apps.rewards.values import Visitor
from web.console.world import Waiting, operator
from web.portal.visiting import Browser
from web.portal.world import AT, NORTH

pytestmark = pytest.mark.django_db


def approver(state: str) -> Browser:
    return Browser().sign_in(operator("approver")).open(f"/console/rewards?state={state}")


def test_a_wish_is_handed_over_and_stands_in_the_register(office: Waiting) -> None:
    number = office.parted.ours.wish
    waits = (
        "Rewards to hand over 2 They are agreed with; whoever asked waits for them. Cup Nordwind Reifen · owner 5 PTS"
    )
    today = Browser().sign_in(operator("approver"))
    assert waits in today.open("/console").text
    browser = approver("approved")
    assert "Cup 5 PTS Nordwind Reifen · owner · " in browser.text
    assert "Recipient Olga" in browser.text
    browser.send(f"/console/rewards/{number}/step", step="hand_over", words="Parcel RA123")
    assert "Handed over: the points are used." in browser.text
    found = access_redemption(number)
    assert (found.state, found.handed) == ("fulfilled", {"note": "Parcel RA123"})
    assert "Cup Nordwind Reifen" not in today.open("/console").text
    year = AT.year
    assert "20 Mar 2026 Nordwind Reifen Olga cup-north €4" in browser.open(f"/console/rewards/gifts?year={year}").text
    assert "No gift was handed over" in browser.open(f"/console/rewards/gifts?year={year - 1}").text


def test_a_wish_is_taken_back_with_a_reason_alone(office: Waiting) -> None:
    number = office.parted.ours.wish
    browser = approver("approved")
    browser.send(f"/console/rewards/{number}/step", step="cancel", words=" ")
    assert browser.status == 422
    token = browser.page.forms[0][1]["csrfmiddlewaretoken"]
    sent = {"step": "cancel", "words": "Out of cups", "csrfmiddlewaretoken": token}
    assert browser.client.post(f"/console/rewards/{number}/step", sent).status_code == 302
    assert access_redemption(number).state == "canceled"
    assert "Out of cups" in approver("canceled").text


def test_what_a_company_agrees_with_itself_is_not_the_sponsors_to_agree_with(office: Waiting) -> None:
    wish = ask(
        key="trip-1", visitor=Visitor(NORTH, "owner", ("owner",)), reward="trip", told_with={"day": "2026-05-01"},
        at=AT, actor="user:3",
    )  # fmt: skip
    assert "A day at the test track" not in Browser().sign_in(operator("approver")).open("/console").text
    browser = approver("asked")
    assert "A day at the test track" in browser.text
    browser.send(f"/console/rewards/{wish.number}/step", step="approve", words="why not")
    assert browser.status == 422
    assert access_redemption(wish.number).state == "asked"


def test_who_may_not_decide_sees_no_button(office: Waiting) -> None:
    browser = Browser().sign_in(operator("analyst")).open("/console/rewards?state=approved")
    assert "Nordwind Reifen" in browser.text
    assert "Take it back" not in browser.text
    assert "Cordless drill with two batteries" in browser.text
