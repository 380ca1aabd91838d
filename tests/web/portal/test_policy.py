"""Every page, for everybody who may come: each role, nobody, and somebody of another company.

The pages are those of the table from which addresses are made, so that a new one without an entry here fails.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from ristorno.apps.identity.signing_in import open_visit
from ristorno.apps.members.kinds import ROLES
from ristorno.web.ground.door import Page
from ristorno.web.ground.visitor import COOKIE
from ristorno.web.portal.pages import PAGES
from web.portal.visiting import Reader
from web.portal.world import OF_NOBODY, SECRETS, SOUTH, STRANGER, Owned, Parted, address

pytestmark = pytest.mark.django_db

EVERYBODY = {*ROLES, "nobody"}
LEADERS = {"owner", "manager", "decision_maker"}
ALLOWED = {
    "home": EVERYBODY, "wallets": EVERYBODY, "history": EVERYBODY, "history_workbook": EVERYBODY,
    "reason": LEADERS | {"buyer", "accountant"},
    "statements": LEADERS | {"accountant"}, "statement": LEADERS | {"accountant"},
    "statement_pdf": LEADERS | {"accountant"}, "agree": LEADERS | {"accountant"}, "dispute": LEADERS | {"accountant"},
    "rules": EVERYBODY, "claims": {*ROLES}, "file_claim": {*ROLES} - {"accountant"},
    "evidence": LEADERS | {"buyer", "accountant", "marketing"}, "more": EVERYBODY, "choose_company": EVERYBODY,
    "rewards": EVERYBODY, "reward": EVERYBODY, "approve_reward": LEADERS, "cancel_reward": LEADERS,
    "profile": EVERYBODY, "channels": EVERYBODY, "data": EVERYBODY, "erase": EVERYBODY,
    "messages": EVERYBODY, "offers": EVERYBODY, "order": LEADERS | {"buyer"}, "hand_over": LEADERS | {"buyer"},
    "cancel_order": LEADERS | {"buyer"}, "referrals": LEADERS | {"buyer"}, "refer": LEADERS | {"buyer"},
    "invited": EVERYBODY,
    "programs": EVERYBODY, "apply": LEADERS, "accept": LEADERS, "leave": LEADERS,
    "company": LEADERS, "consent": LEADERS, "invite": LEADERS, "person": LEADERS,
    "share": LEADERS, "take_back_share": LEADERS,
}  # fmt: skip
"""Who gets what, written down a second time: who changes the policy says it twice."""
TYPED = {"dispute": {"reason": "too little"}, "choose_company": {"member": SOUTH}, "accept": {"version": "1"}}
OF_NO_COMPANY = {"accept"}
"""Pages with something in their addresses that is nobody's own: the name of a program that is open to all."""
IN_VAIN = {"owner": {"leave"}, "seller": {"history_workbook"}}
"""What no link leads to: nobody enrolled who could leave, and nothing was earned that could be taken away."""
LEADS_NOWHERE = {
    "choose_company": 404,
    "apply": 404,
    "cancel_order": 404,
    "refer": 404,
    "share": 404,
    "take_back_share": 404,
    "invited": 404,
    "hand_over": 422,
    "erase": 422,
}
"""What cannot be done in this world, whoever asks: another company of the same person, a program to apply for, an order
to take back, a price to hand over, newcomers to bring, a share to be divided, being erased without being sure."""
OPEN = {"invited"}
"""Pages for who is not signed in."""


def client_of(email: str | None) -> Client:
    client = Client()
    if email is not None:
        client.cookies[COOKIE] = open_visit(email=email, name="", language="en", at=datetime.now(tz=UTC)).word
    return client


def path_of(page: Page, owned: Owned) -> str:
    values = {"history": owned.amount, "statements": owned.statement, "claims": owned.claim, "asked": owned.wish}
    values["order"] = 1
    parts: list[str] = []
    for part in page.path.split("/"):
        told = {"<int:number>": values.get(parts[-1]) if parts else None, "<str:number>": owned.statement}
        told |= {"<str:reward>": owned.reward, "<int:place>": 1, "<int:evidence>": owned.evidence}
        told |= {
            "<path:contact>": owned.contact,
            "<str:program>": "partners",
            "<str:offer>": "none",
            "<str:clause>": "none",
            "<str:code>": "NONE",
        }
        parts.append(str(told.get(part, part)))
    return "/" + "/".join(parts)


def asked(client: Client, page: Page, owned: Owned) -> Any:
    path = path_of(page, owned)
    return client.post(path, TYPED.get(page.name, {})) if page.methods == ("POST",) else client.get(path)


def test_there_is_an_entry_for_every_page() -> None:
    assert {page.name for page in PAGES} == {*ALLOWED}


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_a_role_gets_its_pages_and_no_others(role: str, world: Parted) -> None:
    client = client_of(OF_NOBODY if role == "nobody" else address(role))

    for page in PAGES:
        response = asked(client, page, world.ours)
        own = LEADS_NOWHERE.get(page.name, 302 if page.methods == ("POST",) else 200)
        wanted = {own} if role in ALLOWED[page.name] else {403, 404}
        assert response.status_code in wanted, (role, page.name, response.status_code)
        said = (
            response.getvalue().decode(errors="replace")
            if response.streaming
            else response.content.decode(errors="replace")
        )
        assert not [word for word in SECRETS if word in said], (role, page.name)


def test_nobody_gets_anything(world: Parted) -> None:
    for page in (each for each in PAGES if each.name not in OPEN):
        response = asked(client_of(None), page, world.ours)
        assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/sign-in"), page.name


def test_the_owner_of_another_company_finds_nothing_of_ours(world: Parted) -> None:
    client = client_of(STRANGER)

    for page in PAGES:
        named = "<" in page.path and page.name not in OF_NO_COMPANY
        response = asked(client, page, world.ours)
        assert (response.status_code == 404) == named, (page.name, response.status_code)
        said = response.content.decode(errors="replace")
        assert "Nordwind" not in said, page.name
        assert "N-100" not in said, page.name


def test_the_same_is_there_for_its_own_owner(world: Parted) -> None:
    """Otherwise the test above would pass over pages that answer nobody."""
    client = client_of(STRANGER)

    for page in PAGES:
        response = asked(client, page, world.theirs)
        assert response.status_code in (200, 302, LEADS_NOWHERE.get(page.name)), page.name


@pytest.mark.parametrize("role", ["owner", "buyer", "accountant", "seller"])
def test_links_lead_to_all_that_a_role_may_see_and_nowhere_else(world: Parted, role: str) -> None:
    """Without forms: of each page one is opened, and every page of no named thing that the role may see is found."""
    client, seen, waiting = client_of(address(role)), dict[str, int](), ["/"]
    while waiting:
        path = waiting.pop()
        name = resolve(path).url_name or path
        if name not in seen:
            response = client.get(path, follow=True)
            seen[name] = response.status_code
            links = Reader(response.content.decode()).links if "html" in response["Content-Type"] else []
            waiting += [link.partition("#")[0].partition("?")[0] for link in links if link.startswith("/")]
    assert set(seen.values()) == {200}, seen
    listed = {each.name for each in PAGES if "<" not in each.path and "GET" in each.methods}
    assert {name for name in listed if role in ALLOWED[name]} - seen.keys() <= IN_VAIN.get(role, set())
