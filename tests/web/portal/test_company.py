"""The company's own affairs in the portal: its people, and whether they may be rewarded."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from procrastinate.contrib.django.models import ProcrastinateJob

from ristorno.apps.facts.draft import Draft
from ristorno.apps.facts.operations import ingest
from ristorno.apps.facts.queries import consents
from ristorno.apps.members.queries import contacts, said_of
from ristorno.web.ground.letters import send_invitation
from web.portal.test_pages import somebody
from web.portal.visiting import Browser
from web.portal.world import AT, NORTH, OF_NOBODY, Parted, address

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 20)


def consented(contact: str | None = None) -> bool:
    return consents(NORTH, AT, ZoneInfo("Europe/Berlin")).of(contact)


def given(browser: Browser, path: str, contact: str, yes: bool) -> Browser:
    return browser.open(path).send("/company/consent", contact=contact, given="yes" if yes else "no")


def invited(browser: Browser, **typed: object) -> Browser:
    told = {"name": "Dora Driver", "email": "dora@north.example", "language": "th", "roles": ["seller"]}
    return browser.open("/company/invite").send("/company/invite", **told | typed)


def test_the_manager_sees_what_each_of_the_staff_earns_and_why(world: Parted) -> None:
    """The owner ordered for 27 full 500s of both orders: 13 or so came of the one, 14 of the other."""
    browser = somebody(address("manager")).open("/company")
    assert "Owner Person" in browser.text
    assert "32 points" in browser.text
    browser.open("/company/people/owner")
    amounts = [link for link in browser.page.links if link.startswith("/history/")]
    assert len(amounts) == 2
    assert "Points for the house brand" in browser.open(amounts[0]).text
    assert somebody(address("buyer")).open(amounts[0]).status == 404


def test_a_consent_is_taken_back_and_given_again_on_one_day(world: Parted) -> None:
    browser = somebody(address("owner"))
    for yes in (False, True, False, True, True):
        given(browser, "/company", "", yes)
        assert consented() is yes
        assert consented("seller") is yes
    word = said_of(NORTH)[-1]
    assert (word.kind, word.on, word.origin) == ("consent_given", TODAY, "portal")
    assert "agrees that its people are rewarded" in browser.open("/company").text


def test_one_person_is_left_out_and_let_in_again(world: Parted) -> None:
    browser = somebody(address("owner"), "ru")
    path = "/company/people/seller"
    assert "не согласна" in given(browser, path, "seller", False).text
    assert (consented("seller"), consented("buyer")) == (False, True)
    seller = somebody(address("seller"))
    assert all("has not agreed" in seller.open(page).text for page in ("/", "/wallet"))
    given(browser, "/company", "", False)
    assert not consented("buyer")
    given(browser, path, "seller", True)
    assert (consented("seller"), consented("buyer")) == (True, False)
    assert all("comes here by itself" in seller.open(page).text for page in ("/", "/wallet"))


def test_what_a_file_of_facts_says_of_consents_is_shown_as_it_counts_and_can_be_taken_back(world: Parted) -> None:
    told = Draft(kind="consent_withdrawn", document="CON-1", line="1", member=NORTH, occurred_at=date(2026, 2, 1))
    ingest(drafts=[told], channel="command", at=AT, actor="user:1")
    browser = somebody(address("owner"))
    assert "Nobody earns anything of the own" in browser.open("/company").text
    given(browser, "/company/people/seller", "seller", True)
    assert (consented(), consented("seller"), consented("buyer")) == (False, True, False)
    ingest(drafts=[replace(told, kind="consent_given", version=2)], channel="command", at=AT, actor="user:1")
    assert "agrees that its people are rewarded" in browser.open("/company").text
    given(browser, "/company/people/buyer", "buyer", False)
    assert (consented(), consented("seller"), consented("buyer")) == (True, True, False)


def test_a_colleague_is_invited_by_letter_and_comes_in(world: Parted) -> None:
    assert "The invitation is on its way." in invited(somebody(address("owner"))).text
    (new,) = (each for each in contacts(NORTH) if each.email == "dora@north.example")
    assert (new.key, new.name, new.roles, new.language) == ("staff-1", "Dora Driver", ("seller",), "th")
    (job,) = ProcrastinateJob.objects.filter(task_name="letters.invitation")
    assert "dora" not in str(job.args)
    send_invitation(**job.args)
    assert "Nordwind Reifen ขอเชิญท่าน" in mail.outbox[-1].subject
    assert "http://testserver/sign-in" in mail.outbox[-1].body
    assert Browser().sign_in("dora@north.example").at == "/"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "Owner@North.example"}, "A colleague has this address already"),
        ({"email": "dora"}, "This is no e-mail address."),
        ({"email": " "}, "This is no e-mail address."),
        ({"name": "x" * 300}, "A text is too long"),
    ],
)
def test_an_invitation_that_cannot_be_stays_as_it_was_typed(world: Parted, typed: dict[str, str], said: str) -> None:
    before = len(contacts(NORTH))
    browser = invited(somebody(address("owner")), **typed)
    assert (browser.status, said in browser.text, len(contacts(NORTH))) == (422, True, before)
    assert not ProcrastinateJob.objects.filter(task_name="letters.invitation")


def test_roles_are_changed_and_hold_at_once(world: Parted) -> None:
    clerk = somebody(OF_NOBODY)
    assert clerk.open("/statements").status == 403
    boss = somebody(address("manager")).open("/company/people/nobody")
    boss.send("/company/people/nobody", name="Ann Accountant", roles=["accountant", "nonsense"])
    assert "It is saved." in boss.text
    assert "Ann Accountant" in boss.text
    assert clerk.open("/statements").status == 200
    boss.open("/company/people/nobody").send("/company/people/nobody", roles=[], left_on="2026-03-19")
    assert "left on 19 Mar 2026" in boss.text
    assert clerk.open("/").status == 403


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"roles": ["seller"]}, "a colleague who leads it"),
        ({"roles": ["owner"], "left_on": "2026-03-01"}, "a colleague who leads it"),
        ({"roles": ["owner"], "left_on": "tomorrow"}, "Write the day as"),
    ],
)
def test_nobody_locks_himself_out(world: Parted, typed: dict[str, object], said: str) -> None:
    browser = somebody(address("owner")).open("/company/people/owner")
    browser.send("/company/people/owner", **typed)
    assert (browser.status, said in browser.text) == (422, True)
    assert browser.open("/company").status == 200


def test_an_address_that_is_there_is_not_changed(world: Parted) -> None:
    """Whoever has the address has the points."""
    browser = somebody(address("owner")).open("/company/people/seller")
    browser.send("/company/people/seller", email="me@elsewhere.example", roles=["seller"])
    assert {each.email for each in contacts(NORTH) if each.key == "seller"} == {address("seller")}
