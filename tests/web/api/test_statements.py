"""Statements over the wire: closed, approved by another key, read, disputed and answered, agreed, issued."""

import pypdfium2
import pytest

from ristorno.apps.settlements.queries import statements
from web.api.calling import Program, codes
from web.api.world import NORTH, SOUTH

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
BONUS = 30


@pytest.fixture
def sponsor() -> Program:
    return Program("settlements:read", "settlements:write", "settlements:issue")


@pytest.fixture
def company() -> Program:
    return Program("settlements:read", "settlements:agree", member=NORTH)


def mine(company: Program) -> str:
    (item,) = company.get("/statements").json()["items"]
    return str(item["number"])


def test_a_company_reads_its_lines_with_their_reasons(company: Program) -> None:
    (item,) = company.get("/statements", program="dealers", state="approved").json()["items"]
    assert (item["member"], item["state"]) == (NORTH, "approved")
    dues = {total["unit"]: (total["channel"], float(total["due"])) for total in item["totals"]}
    assert dues == {"PTS": ("wallet", 10), "RUB": ("wallet", BONUS)}

    first = company.get(f"/statements/{item['number']}/lines", limit=1, language="ru").json()
    rest = company.get(f"/statements/{item['number']}/lines", cursor=first["next"], language="ru").json()

    lines = {line["clause"]: line for line in (*first["items"], *rest["items"])}
    assert rest["next"] is None
    assert (lines["bonus"]["window"], lines["bonus"]["kind"], float(lines["bonus"]["amount"])) == ("2026-01", "due", 30)
    assert lines["bonus"]["sentence"].startswith("bonus, январь 2026: 30,00")
    assert lines["bonus"]["explanation"]["explanation"]["counted"][0]["document"] == "77"


def test_documents_are_given_out(company: Program) -> None:
    number = mine(company)

    pdf = company.get(f"/statements/{number}/pdf", language="en")
    xlsx = company.get(f"/statements/{number}/xlsx")

    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{number}.pdf"
    assert f"Statement {number}" in pypdfium2.PdfDocument(pdf.content)[0].get_textpage().get_text_range()
    assert xlsx.content.startswith(b"PK")
    assert company.get(f"/statements/{number}/xlsx").content == xlsx.content


def test_a_draft_is_shown_to_the_sponsor_alone(sponsor: Program, company: Program) -> None:
    number = mine(company)
    company.post(f"/statements/{number}/dispute", {"line": 1, "reason": "It was 1,200"})
    sponsor.post(f"/statements/{number}/answer", {"line": 1, "accepted": True, "words": "Indeed"})
    withdrawn = sponsor.post(f"/statements/{number}/withdraw", {"reason": "frozen anew"})
    assert withdrawn.json()["state"] == "withdrawn"
    made = sponsor.post("/closings", {"program": "dealers", "through": "2026-01-31"}).json()
    assert (made["round"], made["statements"]) == (2, {"frozen": 1})

    (draft,) = statements(member=NORTH, state="frozen")

    assert sponsor.get(f"/statements/{draft.number}").json()["state"] == "frozen"
    assert company.get(f"/statements/{draft.number}").status_code == 404
    assert company.get(f"/statements/{draft.number}/pdf").status_code == 404
    own = sponsor.post(f"/statements/{draft.number}/approve")
    assert codes(own) == ["api.scope"]
    assert Program("settlements:approve").post(f"/statements/{draft.number}/approve").json()["state"] == "approved"
    assert company.get(f"/statements/{draft.number}").json()["state"] == "approved"


def test_a_line_is_disputed_answered_agreed_and_issued(sponsor: Program, company: Program) -> None:
    number = mine(company)

    disputed = company.post(f"/statements/{number}/dispute", {"line": 1, "reason": "It was 1,200"})
    assert disputed.json()["state"] == "disputed"
    said = {"line": 1, "accepted": False, "words": "See invoice 77"}
    assert sponsor.post(f"/statements/{number}/answer", said).json()["state"] == "approved"
    line = company.get(f"/statements/{number}/lines").json()["items"][0]
    assert (line["dispute"]["accepted"], line["dispute"]["answer"]) == (False, "See invoice 77")
    assert line["remarks"] == ["Disputed: It was 1,200", "Not accepted: See invoice 77"]

    assert company.post(f"/statements/{number}/agree").json()["state"] == "agreed"
    assert company.post(f"/statements/{number}/issue").status_code == 403
    issued = sponsor.post(f"/statements/{number}/issue", once="a").json()

    assert issued["state"] == "issued"
    assert sponsor.post(f"/statements/{number}/issue", once="a").json() == issued
    paper = company.get(f"/statements/{number}/pdf", language="en")
    assert "What turns out otherwise later" in pypdfium2.PdfDocument(paper.content)[0].get_textpage().get_text_range()


def test_another_companys_statement_is_not_there(company: Program) -> None:
    (other,) = statements(member=SOUTH)

    for path in ("", "/lines", "/pdf", "/xlsx"):
        assert company.get(f"/statements/{other.number}{path}").status_code == 404
    for step, said in (("agree", None), ("dispute", {"line": 1, "reason": "no"})):
        assert company.post(f"/statements/{other.number}/{step}", said).status_code == 404


def test_what_cannot_be_is_told(sponsor: Program) -> None:
    assert sponsor.get("/statements/dealers-202601-999999").status_code == 404
    future = sponsor.post("/closings", {"program": "dealers", "through": "2199-12-31"})
    assert (future.status_code, codes(future)) == (422, ["settlements.not_over"])
