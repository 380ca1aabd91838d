"""Files of facts over the wire: the same door, the same receipt, nothing of the server told."""

from pathlib import Path

import pytest

from ristorno.apps.facts.queries import log
from ristorno.apps.members import operations as members
from ristorno.web.api.routes import fact_files
from web.api.calling import Program, codes

pytestmark = pytest.mark.django_db
SALES = (
    b"document,occurred_at,member,product,amount,kind\n"
    b"D1,2026-02-10,M,T1,100,purchase\nD2,2026-02-11,M,T1,50,purchase\nD3,,M,T1,50,purchase\n"
)


@pytest.fixture
def program() -> Program:
    members.add(key="M", name="Company M", actor="user:1")
    return Program("facts:write")


def test_a_file_is_taken_in_with_its_receipt_and_again_changes_nothing(program: Program) -> None:
    (shown,) = program.send("/facts/files", [("sales.csv", SALES)]).json()["items"]
    receipt = shown["receipt"]
    assert (shown["name"], receipt["rows"], receipt["accepted"], receipt["quarantined"]) == ("sales.csv", 3, 2, 1)
    (aside,) = receipt["quarantine"]
    assert aside["place"].startswith("sales.csv:4"), "the file as it was sent, not where it lay here"
    assert sorted(fact.document for fact in log("M")) == ["D1", "D2"]
    again = program.send("/facts/files", [("sales.csv", SALES)], once="7").json()["items"][0]["receipt"]
    assert (again["accepted"], again["duplicate"], again["batch"]) == (0, 2, None)


def test_of_several_files_all_are_taken_or_none(program: Program) -> None:
    response = program.send("/facts/files", [("sales.csv", SALES), ("other.csv", b"a,b\n1,2\n")])
    assert (response.status_code, codes(response)) == (422, ["intake.no_mapping"])
    assert [each["place"] for each in response.json()["problems"]] == ["other.csv"]
    assert log("M") == []


@pytest.mark.parametrize("name", ["sales.exe", "sales", ".csv", "a" * 250 + ".csv"])
def test_what_holds_no_facts_by_its_name_is_refused(program: Program, name: str) -> None:
    response = program.send("/facts/files", [(name, SALES)])
    assert response.status_code in {400, 422}
    assert log("M") == []


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 400, b"PK\x03\x04 no workbook", b"PAR1 nothing PAR1"])
@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_broken_files_are_refused_with_a_reason(program: Program, content: bytes, ending: str) -> None:
    response = program.send("/facts/files", [(f"sales.{ending}", content)])
    assert response.status_code in {400, 422}, response.content
    assert codes(response)


def test_a_file_may_be_so_large_and_lies_nowhere_afterwards(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(fact_files, "MOST_BYTES", 100)
    assert codes(program.send("/facts/files", [("sales.csv", SALES)])) == ["facts.file_size"]
    many = [(f"{number}.csv", b"a") for number in range(11)]
    assert codes(program.send("/facts/files", many)) == ["facts.files"]
    monkeypatch.setattr(fact_files, "MOST_BYTES", 1_000)
    assert program.send("/facts/files", [("sales.csv", SALES)]).status_code == 200
    assert list(tmp_path.glob("ristorno-facts-*")) == []
