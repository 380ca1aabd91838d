"""The console, for everybody who may come: each role of an operator, people of members, nobody."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ristorno.apps.identity.operators import remove_operator
from ristorno.apps.identity.signing_in import open_visit
from ristorno.apps.members.kinds import ROLES
from ristorno.web.console.pages import PAGES
from ristorno.web.ground.visitor import COOKIE
from web.console.world import NOTE, OPERATOR_ROLES, Waiting, operator
from web.portal.visiting import Browser
from web.portal.world import address

pytestmark = pytest.mark.django_db

EVERYBODY = {*OPERATOR_ROLES}
ALLOWED = {"console": EVERYBODY}
"""Who gets what, written down a second time: who changes the policy says it twice."""
SEES = {
    "Drafts to sign": EVERYBODY, "Statements to approve": EVERYBODY, "Rows set aside": {"operator", "administrator"},
    "Claims": {"operator", "approver", "administrator"},
}  # fmt: skip


def client_of(email: str) -> Client:
    client = Client()
    client.cookies[COOKIE] = open_visit(email=email, name="", language="en", at=datetime.now(tz=UTC)).word
    return client


def path_of(path: str, office: Waiting) -> str:
    return f"/{path}"


def test_there_is_an_entry_for_every_page() -> None:
    assert {page.name for page in PAGES} == {*ALLOWED}


@pytest.mark.parametrize("role", OPERATOR_ROLES)
def test_a_role_gets_its_pages_and_no_others(role: str, office: Waiting) -> None:
    client = client_of(operator(role))
    for page in PAGES:
        wanted = 200 if role in ALLOWED[page.name] else 403
        assert client.get(path_of(page.path, office)).status_code == wanted, (role, page.name)


@pytest.mark.parametrize("role", ROLES)
def test_people_of_members_get_nothing(role: str, office: Waiting) -> None:
    client = client_of(address(role))
    assert {client.get(path_of(page.path, office)).status_code for page in PAGES} == {403}


def test_nobody_is_asked_to_sign_in(office: Waiting) -> None:
    for page in PAGES:
        response = Client().get(path_of(page.path, office))
        assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/sign-in"), page.name


@pytest.mark.parametrize("role", OPERATOR_ROLES)
def test_today_shows_what_waits_as_far_as_the_role_goes(role: str, office: Waiting) -> None:
    text = Browser().sign_in(operator(role)).open("/console").text
    for topic, roles in SEES.items():
        assert (f"{topic} " in text) == (role in roles), (role, topic)
    assert NOTE in text
    assert office.frozen in text


def test_an_operator_signs_in_by_a_code_and_is_at_the_console(office: Waiting) -> None:
    browser = Browser().sign_in(operator("administrator"))
    assert (browser.status, browser.at) == (200, "/console")
    assert "row" in browser.text
    browser.open("/wallet")
    assert browser.status == 403
    assert "This is not for your role" in browser.text


def test_who_operates_no_longer_sees_nothing_from_the_next_page_on(office: Waiting) -> None:
    browser = Browser().sign_in(operator("analyst"))
    remove_operator(email=operator("analyst"), actor="command:test")
    assert browser.open("/console").status == 403


def test_today_asks_the_database_a_bounded_number_of_times(office: Waiting) -> None:
    client = client_of(operator("administrator"))
    client.get("/console")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/console")
    assert len(queries) <= 40, [each["sql"] for each in queries]
