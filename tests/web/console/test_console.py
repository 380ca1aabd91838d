"""The console, for everybody who may come: each role of an operator, people of members, nobody."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ristorno.apps.facts.operations import approve_claim
from ristorno.apps.facts.queries import claim, waiting
from ristorno.apps.identity.operators import remove_operator
from ristorno.apps.identity.signing_in import open_visit
from ristorno.apps.members import operations as members
from ristorno.apps.members.kinds import ROLES
from ristorno.apps.settlements import operations as settlements
from ristorno.apps.settlements.queries import line
from ristorno.web.console.pages import PAGES
from ristorno.web.ground.door import Page
from ristorno.web.ground.visitor import COOKIE
from web.console.world import AGREEMENT, NOTE, OPERATOR_ROLES, Waiting, operator
from web.portal.visiting import Browser
from web.portal.world import AT, NORTH, address

pytestmark = pytest.mark.django_db

EVERYBODY = {*OPERATOR_ROLES}
DECIDING = {"approver", "administrator"}
TAKING_IN = {"operator", "administrator"}
ALLOWED = {
    "console": EVERYBODY, "console_claims": DECIDING | TAKING_IN, "console_decide": DECIDING,
    "console_evidence": DECIDING | TAKING_IN, "console_intake": TAKING_IN, "console_settle": TAKING_IN,
    "console_row": TAKING_IN, "console_correct": TAKING_IN,
    "console_statements": EVERYBODY, "console_statement": EVERYBODY, "console_pdf": EVERYBODY,
    "console_step": {"approver", "finance", "administrator"},
    "console_applications": EVERYBODY, "console_answer": DECIDING,
    "console_members": EVERYBODY, "console_member": EVERYBODY, "console_more": EVERYBODY, "console_find": EVERYBODY,
    "console_programs": EVERYBODY, "console_program": EVERYBODY, "console_draft": EVERYBODY,
    "console_draft_step": DECIDING | TAKING_IN, "console_design": TAKING_IN,
    "console_accruals": EVERYBODY, "console_accrual": EVERYBODY,
    "console_trail": DECIDING, "console_trail_file": DECIDING,
    "console_rewards": EVERYBODY, "console_gifts": EVERYBODY, "console_wish": DECIDING,
    "console_view_as": TAKING_IN,
    "console_users": {"administrator"},
    "console_products": EVERYBODY, "console_product_groups": EVERYBODY,
    "console_put_product": TAKING_IN, "console_put_product_group": TAKING_IN,
    "console_agreements": EVERYBODY, "console_agreement": EVERYBODY, "console_change": TAKING_IN,
}  # fmt: skip
"""Who gets what, written down a second time: who changes the policy says it twice."""
SEES = {
    "Drafts to sign": EVERYBODY, "Statements to approve": EVERYBODY, "Rows set aside": {"operator", "administrator"},
    "Claims": {"operator", "approver", "administrator"}, "Applications to join": EVERYBODY,
}  # fmt: skip


def client_of(email: str) -> Client:
    client = Client()
    client.cookies[COOKIE] = open_visit(email=email, name="", language="en", at=datetime.now(tz=UTC)).word
    return client


def asked(client: Client, page: Page, office: Waiting) -> Any:
    """Ask for a page, or send its form; what is sent says too little to change anything."""
    numbers = {
        "accruals": office.parted.ours.amount,
        "intake": office.row,
        "rewards": office.parted.ours.wish,
        "drafts": office.draft,
    }
    number = next((each for name, each in numbers.items() if name in page.path), office.parted.ours.claim)
    path = "/" + page.path.replace("<int:number>", str(number))
    path = (
        path.replace("members/<path:key>", f"members/{NORTH}")
        .replace("agreements/<path:key>", f"agreements/{AGREEMENT}")
        .replace("<path:key>", "partners")
        .replace("<str:number>", office.frozen)
        .replace("<int:evidence>", str(office.parted.ours.evidence))
    )
    return client.post(path) if page.methods == ("POST",) else client.get(path)


def test_there_is_an_entry_for_every_page() -> None:
    assert {page.name for page in PAGES} == {*ALLOWED}


@pytest.mark.parametrize("role", OPERATOR_ROLES)
def test_a_role_gets_its_pages_and_no_others(role: str, office: Waiting) -> None:
    client = client_of(operator(role))
    for page in PAGES:
        own = 422 if page.methods == ("POST",) else 200
        wanted = own if role in ALLOWED[page.name] else 403
        assert asked(client, page, office).status_code == wanted, (role, page.name)


@pytest.mark.parametrize("role", ROLES)
def test_people_of_members_get_nothing(role: str, office: Waiting) -> None:
    client = client_of(address(role))
    assert {asked(client, page, office).status_code for page in PAGES} == {403}


def test_nobody_is_asked_to_sign_in(office: Waiting) -> None:
    for page in PAGES:
        response = asked(Client(), page, office)
        assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/sign-in"), page.name


@pytest.mark.parametrize("role", OPERATOR_ROLES)
def test_today_shows_what_waits_as_far_as_the_role_goes(role: str, office: Waiting) -> None:
    text = Browser().sign_in(operator(role)).open("/console").text
    for topic, roles in SEES.items():
        assert (f"{topic} " in text) == (role in roles), (role, topic)
    assert NOTE in text
    assert f"{office.frozen} Nordwind Reifen · 28 Feb 2026" in text
    assert "South Wheels Partner program · 20 Mar 2026" in text


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


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/console", 44),
        ("/console/claims", 20),
        ("/console/intake", 10),
        ("/console/intake/1/row", 12),
        ("/console/find?q=north", 24),
        ("/console/members", 10),
        ("/console/statements", 16),
        ("/console/members/north", 30),
        ("/console/programs", 16),
        ("/console/programs/partners", 18),
        ("/console/drafts/2", 18),
        ("/console/design/partners", 24),
        ("/console/agreements", 16),
        ("/console/rewards", 16),
        ("/console/trail", 12),
        ("/console/accruals", 16),
        ("/console/accruals/7", 24),
        (f"/console/agreements/{AGREEMENT}", 18),
    ],
)
def test_a_page_asks_the_database_a_bounded_number_of_times(path: str, most: int, office: Waiting) -> None:
    client = client_of(operator("administrator"))
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    assert len(queries) <= most, [each["sql"] for each in queries]


def test_a_claim_is_approved_in_part(office: Waiting) -> None:
    number = office.parted.ours.claim
    browser = Browser().sign_in(operator("approver")).open("/console/claims")
    assert "Nordwind Reifen: advertising" in browser.text
    assert 'value="8743.41"' in browser.response.content.decode()
    browser.send(f"/console/claims/{number}", amount="9000", decision="approve")
    assert (browser.status, "Approve at most what is claimed" in browser.text) == (422, True)
    browser.send(f"/console/claims/{number}", amount="8 000,50", reason="without VAT", decision="approve")
    assert "Approved: it counts" in browser.text
    decided = claim(number)
    assert decided is not None
    assert (decided.approved, decided.worth, decided.reason) == (True, Decimal("8000.50"), "without VAT")


def test_a_claim_is_declined_with_a_reason_alone(office: Waiting) -> None:
    number = office.parted.ours.claim
    browser = Browser().sign_in(operator("approver")).open("/console/claims")
    browser.send(f"/console/claims/{number}", decision="decline")
    assert (browser.status, "Say why" in browser.text) == (422, True)
    browser.send(f"/console/claims/{number}", decision="decline", reason="The photo shows <b>another</b> shop.")
    decided = claim(number)
    assert decided is not None
    assert (decided.approved, decided.reason) == (False, "The photo shows <b>another</b> shop.")


def test_a_form_that_names_no_decision_decides_nothing(office: Waiting) -> None:
    number = office.parted.ours.claim
    browser = Browser().sign_in(operator("approver")).open("/console/claims")
    browser.send(f"/console/claims/{number}", reason="a reason")
    undecided = claim(number)
    assert browser.status == 422
    assert undecided is not None
    assert undecided.approved is None


def test_what_somebody_else_decided_meanwhile_is_told(office: Waiting) -> None:
    number = office.parted.ours.claim
    browser = Browser().sign_in(operator("approver")).open("/console/claims")
    approve_claim(number=number, at=AT, actor="user:boris")
    browser.send(f"/console/claims/{number}", decision="approve")
    assert (browser.status, "is decided so" in browser.text) == (422, True)


def test_a_row_that_is_no_fact_is_settled(office: Waiting) -> None:
    browser = Browser().sign_in(operator("operator")).open("/console/intake")
    assert "The row has no amount." in browser.text
    browser.send(f"/console/intake/{office.row}", reason=" ")
    assert browser.status == 422
    browser.send(f"/console/intake/{office.row}", reason="a total")
    assert "Settled: the row waits no longer." in browser.text
    assert "No row waits" in browser.text
    assert not waiting()


@pytest.mark.parametrize("path", ["/console/claims/999999", f"/console/claims/{10**30}", "/console/claims/0"])
def test_what_is_not_there_is_told_so(path: str, office: Waiting) -> None:
    response = client_of(operator("administrator")).post(path, {"decision": "approve"})
    assert response.status_code == 404


def test_a_member_is_found_by_a_part_of_its_name_and_all_about_it_stands_on_a_page(office: Waiting) -> None:
    browser = Browser().sign_in(operator("analyst")).open("/console/members?q=dwind")
    assert "Nordwind Reifen" in browser.text
    assert "South Wheels" not in browser.text
    text = browser.open("/console/members/north").text
    for words in ("164 points", "Owner Person", "owner@north.example", "Quarterly bonus", "+€494.60", "to approve"):
        assert words in text, words
    assert "Nobody found" in browser.open("/console/members?q=nobody-there").text
    assert browser.open("/console/members/nowhere").status == 404


def test_a_member_whose_key_has_a_slash_has_a_page(office: Waiting) -> None:
    members.add(key="UA/77 b", name="Slash Works", actor="user:1")
    browser = Browser().sign_in(operator("analyst")).open("/console/members?q=slash")
    (address,) = (each for each in browser.page.links if "77" in each)
    assert "Slash Works" in browser.open(address).text


def test_members_are_leafed_through(office: Waiting) -> None:
    browser = Browser().sign_in(operator("analyst")).open("/console/members?after=north")
    assert "South Wheels" in browser.text
    assert "Nordwind" not in browser.text


def test_a_statement_is_approved_by_who_has_not_frozen_it_and_issued_by_finance(office: Waiting) -> None:
    path = f"/console/statements/{office.frozen}"
    approver, finance = Browser().sign_in(operator("approver")), Browser().sign_in(operator("finance"))
    listed = approver.open("/console/statements").text
    assert "to approve" in listed
    assert "28 Feb 2026 · owner 8 PTS" in listed
    approver.open(path)
    assert "Nordwind Reifen" in approver.text
    assert "Approved: the member can read it now." in approver.send(f"{path}/step", step="approve").text
    finance.open(path)
    finance.send(f"{path}/step", step="issue")
    assert (finance.status, "ristorno" in finance.text) == (422, False)
    token = finance.page.forms[0][1]["csrfmiddlewaretoken"]
    refused = finance.client.post(f"{path}/step", {"step": "withdraw", "words": "x", "csrfmiddlewaretoken": token})
    assert refused.status_code == 404


def test_a_dispute_is_answered_beside_its_line(office: Waiting) -> None:
    number = office.parted.ours.statement
    settlements.dispute(number=number, line=1, reason="Two invoices are missing.", at=AT, actor="user:77")
    browser = Browser().sign_in(operator("approver")).open("/console/statements?state=disputed")
    assert number in browser.text
    browser.open(f"/console/statements/{number}")
    assert "Two invoices are missing." in browser.text
    browser.send(f"/console/statements/{number}/step", step="answer", line="1", words=" ", verdict="accept")
    assert browser.status == 422
    browser.open(f"/console/statements/{number}")
    browser.send(f"/console/statements/{number}/step", step="answer", line="1", words="They are.", verdict="accept")
    assert "Answered." in browser.text
    state = line(number, 1)
    assert state.dispute is not None
    assert state.dispute.answer is not None
    assert (state.dispute.answer.accepted, state.dispute.answer.words) == (True, "They are.")
