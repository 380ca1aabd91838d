"""What waits: listed, written out, released or dismissed by a person, settled by what comes."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ristorno.apps.events.queries import history
from ristorno.apps.facts.operations import Draft, dismiss, ingest, ingest_file, release
from ristorno.apps.facts.queries import log, quarantine, strangers, waiting, write_quarantine
from ristorno.apps.members import operations as members
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 1, 9, tzinfo=UTC)
FILE = """source,document,line,member,occurred_at,amount
erp,D1,1,M,2026-03-01,10
erp,D2,1,,2026-03-01,20
erp,D3,1,M,2026-03-01,ten
"""


@pytest.fixture(autouse=True)
def told(tmp_path: Path) -> Path:
    members.add(key="M", name="Company", actor="user:1")
    path = tmp_path / "march.csv"
    path.write_text(FILE)
    ingest_file(file=path, at=AT, actor="user:1")
    return path


def draft(document: str = "D3", amount: str = "10", **more: Any) -> Draft:
    told = {"source": "erp", "document": document, "line": "1", "member": "M", "occurred_at": date(2026, 3, 1)}
    return Draft(**{**told, "amount": Decimal(amount), **more})


def codes(work: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        work()
    return [problem.code for problem in refused.value.problems]


def test_rows_are_listed_with_place_and_reason() -> None:
    assert [(row.file, row.row, row.code, row.document) for row in quarantine()] == [
        ("march.csv", 3, "intake.no_member", "D2"),
        ("march.csv", 4, "intake.wrong_number", "D3"),
    ]


def test_rows_are_written_out(tmp_path: Path) -> None:
    assert write_quarantine(tmp_path / "aside.csv") == 2

    with (tmp_path / "aside.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))

    assert [(row["row"], row["code"], row["document"], row["amount"]) for row in rows] == [
        ("3", "intake.no_member", "D2", "20"),
        ("4", "intake.wrong_number", "D3", "ten"),
    ]


def test_the_same_file_sets_nothing_aside_twice(told: Path) -> None:
    again = ingest_file(file=told, at=AT, actor="user:1")

    assert (again.batch, again.quarantined, again.quarantined_before) == (None, 2, 2)
    assert len(waiting()) == 2


def test_nor_does_a_file_of_which_no_row_can_be_taken(tmp_path: Path) -> None:
    path = tmp_path / "april.csv"
    path.write_text("source,document,line,member,occurred_at,amount\nshop,D1,1,M,2026-04-01,ten\n")
    first, again = (ingest_file(file=path, at=AT, actor="user:1") for _ in range(2))

    assert (first.quarantined, again.batch, again.quarantined_before) == (1, None, 1)
    assert len(waiting()) == 3


def test_a_corrected_file_or_call_settles_what_waited(told: Path) -> None:
    told.write_text(FILE.replace("ten", "30"))
    assert ingest_file(file=told, at=AT, actor="user:1").resolved == 1

    receipt = ingest(drafts=[draft("D2")], channel="api", at=AT, actor="key:1")

    assert receipt.resolved == 1
    assert list(quarantine()) == []
    assert len(list(quarantine(settled=True))) == 2


def test_a_person_releases_a_row_and_says_why() -> None:
    row = waiting()[1]

    receipt = release(number=row.number, drafts=[draft(amount="30")], reason="read it out", at=AT, actor="user:2")

    assert receipt.accepted == 1
    assert [each.number for each in waiting()] == [waiting()[0].number]
    assert [fact.amount for fact in log("M")] == [Decimal(10), Decimal(30)]
    assert [each.name for each in history(f"aside:{row.number}")] == ["facts.released"]
    assert codes(lambda: release(number=row.number, drafts=[draft()], reason="x", at=AT, actor="user:2")) == [
        "facts.settled"
    ]


def test_a_person_dismisses_a_row_and_says_why() -> None:
    row = waiting()[0]
    assert codes(lambda: dismiss(number=row.number, reason=" ", at=AT, actor="user:2")) == ["facts.no_reason"]

    dismiss(number=row.number, reason="a test of the till", at=AT, actor="user:2")

    assert row.number not in [each.number for each in waiting()]
    assert history(f"aside:{row.number}")[0].data["reason"] == "a test of the till"


def test_a_release_tells_the_document_of_its_row_and_tells_it_rightly() -> None:
    number = waiting()[1].number
    assert codes(lambda: release(number=number, drafts=[draft("D9")], reason="x", at=AT, actor="user:2")) == [
        "facts.other_document"
    ]
    assert codes(lambda: release(number=number, drafts=[draft(amount="NaN")], reason="x", at=AT, actor="user:2")) == [
        "intake.wrong_number"
    ]
    assert codes(lambda: release(number=-1, drafts=[draft()], reason="x", at=AT, actor="user:2")) == ["facts.no_row"]
    assert len(waiting()) == 2


def test_facts_of_nobody_are_told_until_somebody_has_the_code() -> None:
    more = [draft("D5", member="X1"), draft("D6", member="X1", amount="5"), draft("D7", member="X2")]
    ingest(drafts=more, channel="api", at=AT, actor="key:1")
    assert [(each.code, each.lines, each.amount) for each in strangers()] == [
        ("X1", 2, Decimal(15)),
        ("X2", 1, Decimal(10)),
    ]

    members.give_code(key="M", code="X1", system="erp", actor="user:1")

    assert [each.code for each in strangers()] == ["X2"]
    assert len(log("M")) == 3
