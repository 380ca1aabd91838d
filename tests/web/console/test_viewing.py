"""An operator sees the portal as a contact does: recorded, for his visit alone, and every form is refused."""

import pytest
from django.core import signing

from ristorno.apps.events.queries import history
from ristorno.apps.identity.operators import add_operator
from ristorno.web.ground.viewing import COOKIE
from ristorno.web.portal.pages import PAGES
from web.console.world import Waiting, operator
from web.portal.visiting import Browser
from web.portal.world import NORTH, SECRETS

pytestmark = pytest.mark.django_db

VIEW = f"/console/members/{NORTH}/view"


def looking(role: str = "operator", contact: str = "owner") -> Browser:
    browser = Browser().sign_in(operator(role)).open(f"/console/members/{NORTH}")
    return browser.send(VIEW, contact=contact, reason="They miss points")


def test_it_shows_what_the_contact_sees_and_is_recorded(office: Waiting) -> None:
    browser = looking()
    assert browser.at == "/"
    assert "You see what Owner Person sees, for support." in browser.text
    assert "Nordwind Reifen" in browser.text
    assert "164 points" in browser.open("/wallet").text
    (seen,) = (each for each in history(f"contact:{NORTH}/owner") if each.name == "contact.seen")
    assert seen.data == {"reason": "They miss points"}
    assert not any(secret in browser.open(path).text for path in ("/", "/history", "/statements") for secret in SECRETS)
    browser.open("/wallet").send(VIEW, step="stop")
    assert "You see the console again." in browser.text
    assert browser.open("/wallet").status == 403


def test_a_contact_with_fewer_rights_shows_fewer_pages(office: Waiting) -> None:
    browser = looking(contact="seller")
    assert browser.open("/history").status == 200
    assert browser.open("/statements").status == 403


def test_nothing_begins_without_a_reason_or_a_contact(office: Waiting) -> None:
    browser = Browser().sign_in(operator("operator")).open(f"/console/members/{NORTH}")
    browser.send(VIEW, contact="owner", reason=" ")
    assert browser.status == 422
    browser.open(f"/console/members/{NORTH}").send(VIEW, contact="nobody-there", reason="x")
    assert browser.status == 422
    assert COOKIE not in browser.client.cookies
    assert not [each for each in history(f"contact:{NORTH}/owner") if each.name == "contact.seen"]


def test_every_form_of_the_portal_is_refused(office: Waiting) -> None:
    browser = looking()
    token = browser.open("/wallet").page.forms[0][1]["csrfmiddlewaretoken"]
    parts = {"int:number": "1", "int:place": "1", "int:evidence": "1"}
    sending = [page for page in PAGES if "POST" in page.methods]
    assert len(sending) > 10
    for page in sending:
        path = "/" + page.path
        for name in ("int:number", "int:place", "int:evidence", "str:number", "str:reward", "str:program", "str:offer",
                     "path:contact", "str:code"):  # fmt: skip
            path = path.replace(f"<{name}>", parts.get(name, "partners"))
        response = browser.client.post(path, {"csrfmiddlewaretoken": token})
        assert response.status_code == 403, page.name
        assert "You are only looking" in response.content.decode(), page.name


def test_it_is_good_for_the_own_visit_alone_and_only_with_the_right(office: Waiting) -> None:
    first = looking()
    second = Browser().sign_in(operator("administrator"))
    second.client.cookies[COOKIE] = first.client.cookies[COOKIE].value
    assert second.open("/wallet").status == 403
    second.client.cookies[COOKIE] = signing.dumps([NORTH, "owner"], salt="another")
    assert second.open("/wallet").status == 403
    add_operator(email=operator("operator"), roles=["analyst"], actor="command:test")
    assert first.open("/wallet").status == 403
