"""Claims over the wire: filed by a company, decided by the sponsor, with evidence that is kept as it was sent."""

from decimal import Decimal

import pytest

from ristorno.apps.facts.queries import log
from web.api.calling import Program, codes
from web.api.world import NORTH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
CLAIM = {"what": "advertising", "occurred_on": "2026-02-03", "amount": "250.50", "currency": "RUB"}
PHOTO = ("фото.png", b"\x89PNG\r\n\x1a\n light")


@pytest.fixture
def company() -> Program:
    return Program("claims:read", "claims:write", member=NORTH)


@pytest.fixture
def sponsor() -> Program:
    return Program("claims:read", "claims:write", "claims:decide")


def test_a_claim_goes_from_the_company_to_the_sponsor_and_counts(company: Program, sponsor: Program) -> None:
    response = company.post("/claims", CLAIM)
    number = response.json()["number"]
    shown = company.send(f"/claims/{number}/evidence", [PHOTO]).json()
    assert (response.status_code, shown["member"], shown["approved"]) == (201, NORTH, None)
    assert [(each["name"], each["media_type"], each["size"]) for each in shown["evidence"]] == [
        ("фото.png", "image/png", 14)
    ]
    assert not [fact for fact in log(NORTH) if fact.kind == "claim_approved"]

    decided = sponsor.post(f"/claims/{number}/approve", {"amount": "200", "reason": "one page of two"}).json()

    assert (decided["approved"], decided["reason"]) == (True, "one page of two")
    assert Decimal(decided["approved_amount"]) == 200
    (fact,) = [fact for fact in log(NORTH) if fact.kind == "claim_approved"]
    assert fact.amount == 200
    assert [each["number"] for each in company.get("/claims").json()["items"]] == [number]
    assert number not in [each["number"] for each in sponsor.get("/claims", undecided=True).json()["items"]]


def test_evidence_is_given_out_as_it_was_sent_to_be_kept(company: Program) -> None:
    number = company.post("/claims", CLAIM).json()["number"]
    (evidence,) = company.send(f"/claims/{number}/evidence", [PHOTO, PHOTO]).json()["evidence"]

    found = company.get(f"/claims/{number}/evidence/{evidence['number']}")

    assert found.content == PHOTO[1]
    assert found.headers["Content-Type"] == "image/png"
    assert found.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%D1%84")
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert company.get(f"/claims/{number}/evidence/999999").status_code == 404


def test_who_filed_does_not_decide(sponsor: Program) -> None:
    number = sponsor.post("/claims", CLAIM | {"member": "N-1"}).json()["number"]

    for path, said in (("approve", {}), ("decline", {"reason": "mine"})):
        response = sponsor.post(f"/claims/{number}/{path}", said)
        assert (response.status_code, codes(response)) == (422, ["facts.same_person"])


def test_a_declined_claim_says_why(company: Program, sponsor: Program) -> None:
    number = company.post("/claims", CLAIM).json()["number"]

    sponsor.post(f"/claims/{number}/decline", {"reason": "no photo"})

    shown = company.get(f"/claims/{number}").json()
    assert (shown["approved"], shown["reason"]) == (False, "no photo")
    assert codes(company.send(f"/claims/{number}/evidence", [PHOTO])) == ["facts.decided"]


@pytest.mark.parametrize("file", [("photo.png", b"MZ"), ("a.txt", b""), ("a.txt", b"a" * (10 * 2**20 + 1))])
def test_what_cannot_be_evidence_is_refused(company: Program, file: tuple[str, bytes]) -> None:
    number = company.post("/claims", CLAIM).json()["number"]

    response = company.send(f"/claims/{number}/evidence", [PHOTO, file])

    assert response.status_code == 422
    assert set(codes(response)) <= {"facts.evidence", "facts.evidence_kind"}
    assert company.get(f"/claims/{number}").json()["evidence"] == []


def test_the_same_form_is_the_same_request_whatever_stands_between_its_parts(company: Program) -> None:
    number = company.post("/claims", CLAIM).json()["number"]
    form = "--{0}\r\nContent-Disposition: form-data; name=files; filename=a.txt\r\n\r\nproof\r\n--{0}--\r\n"
    path, headers = f"/api/v1/claims/{number}/evidence", {"Authorization": company.authorization}

    first, second = (
        company._client.post(path, form.format(word), content_type=f"multipart/form-data; boundary={word}",
                             headers=headers | {"Idempotency-Key": "7"})
        for word in ("one", "other")
    )  # fmt: skip

    assert first.status_code == 200
    assert first.content == second.content


def test_a_form_too_long_to_be_remembered_is_refused(company: Program) -> None:
    response = company.send("/claims/1/evidence", [("a.txt", b"a" * (13 * 2**20))], once="7")

    assert (response.status_code, codes(response)) == (413, ["api.too_large"])
