"""Drafts over the interface: written by one key, looked at in money, signed by another."""

import pytest

from web.api.calling import Program, codes
from web.api.world import DRAFT, SOUTH, Holding

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> Program:
    return Program("agreements:write", "agreements:read")


@pytest.fixture
def signer() -> Program:
    return Program("agreements:write", "agreements:approve")


@pytest.mark.usefixtures("world")
def test_a_change_is_drafted_by_one_key_and_signed_by_another(writer: Program, signer: Program) -> None:
    (made,) = writer.post("/drafts", {"text": DRAFT, "note": "as agreed in May"}).json()
    number = made["number"]
    assert (made["key"], made["state"], made["follows"], made["strangers"]) == ("A-SOUTH", "proposed", 1, [])

    (change,) = signer.get("/draft-differences", draft=number, on="2026-01-31").json()["items"]
    assert (change["member"], change["clause"], change["window"]) == (SOUTH, "bonus", "2026-01")
    assert (change["before"], change["after"], change["change"]) == ("70.00", "90.00", "20.00")

    assert codes(Program("agreements:write").post("/approvals", {"drafts": [number]})) == ["api.scope"]
    (version,) = signer.post("/approvals", {"drafts": [number]}).json()
    assert version == {"draft": number, "key": "A-SOUTH", "number": 2}
    assert [each["note"] for each in writer.get("/agreements/A-SOUTH").json()] == ["", "as agreed in May"]
    assert signer.get(f"/drafts/{number}").json()["state"] == "approved"


@pytest.mark.usefixtures("world")
def test_nobody_signs_alone(signer: Program) -> None:
    (made,) = signer.post("/drafts", {"text": DRAFT}).json()
    assert codes(signer.post("/approvals", {"drafts": [made["number"]]})) == ["agreements.four_eyes"]
    assert codes(signer.post(f"/drafts/{made['number']}/reject", {"reason": "no"})) == ["agreements.four_eyes"]
    assert signer.post(f"/drafts/{made['number']}/withdraw").json()["state"] == "withdrawn"


def test_what_waits_is_listed_and_can_be_refused(writer: Program, signer: Program, world: Holding) -> None:
    own = writer.post("/drafts", {"text": DRAFT.replace("9 %", "8 %")}).json()[0]["number"]
    first = signer.get("/drafts", limit=1).json()
    second = signer.get("/drafts", limit=1, cursor=first["next"]).json()
    assert [each["number"] for each in (*first["items"], *second["items"])] == [world.draft, own]
    refused = signer.post(f"/drafts/{own}/reject", {"reason": "ask first"}).json()
    assert (refused["state"], refused["reason"]) == ("rejected", "ask first")
    assert [each["number"] for each in signer.get("/drafts").json()["items"]] == [world.draft]
    assert own in [each["number"] for each in signer.get("/drafts", waiting=False, key="A-SOUTH").json()["items"]]


@pytest.mark.usefixtures("world")
def test_what_is_wrong_with_a_text_is_told_at_its_place(writer: Program) -> None:
    response = writer.post("/drafts", {"text": DRAFT.replace("percent: 9 %", "percent: 900 %")})
    assert response.status_code == 422
    (problem,) = response.json()["problems"]
    assert problem["code"] == "terms.rate_over_100"
    assert problem["place"] == ":4:49 (versions.0.clauses.bonus.mechanic.percent)"
    assert codes(writer.get("/drafts/999999")) == ["agreements.draft"]
    assert writer.get("/drafts/999999").status_code == 404
