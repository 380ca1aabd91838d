"""Rows that wait are put right cell by cell, read as their file was read, and told with the rest of their document."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ristorno.apps.events.queries import history
from ristorno.apps.facts.operations import (
    Draft,
    Reading,
    correct,
    ingest,
    ingest_file,
    preview_correction,
)
from ristorno.apps.facts.queries import correction, log, waiting
from ristorno.apps.members import operations as members
from ristorno.engine.fact import Reference
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 1, 9, tzinfo=UTC)
BY: dict[str, Any] = {"at": AT, "actor": "user:2"}
MAPPING = """
mapping: theirs
source: sap
time_zone: Europe/Berlin
format: {decimal: ",", thousands: "."}
ignore: {test: {when: {column: Kunde, equals: TEST}, reason: A test of theirs.}}
facts:
  document: Beleg
  member: Kunde
  occurred_at: {column: Datum, format: "%d.%m.%Y"}
  amount: Netto
  attributes: {color: Farbe}
"""


@pytest.fixture(autouse=True)
def member() -> None:
    members.add(key="M", name="Company", actor="user:1")


def bring(folder: Path, *rows: str) -> list[int]:
    """Import rows of a file of theirs; return the numbers of those that wait."""
    mapping, path = folder / "theirs.yaml", folder / "theirs.csv"
    mapping.write_text(MAPPING)
    path.write_text("\n".join(("Beleg;Kunde;Datum;Netto;Farbe", *rows, "")))
    ingest_file(file=path, reading=Reading(mapping=mapping), at=AT, actor="user:1")
    mapping.unlink()
    return [each.number for each in waiting()]


def put_right(number: int, *cells: Mapping[str, str], also: int = 0) -> None:
    """Correct a row that waits, and another one of its document."""
    told = dict(zip((number, also), cells, strict=False))
    correct(number=number, cells=told, reason="read it out", **BY)


def refusals(number: int, cells: Mapping[str, str]) -> list[str]:
    with pytest.raises(Refused) as refused:
        put_right(number, cells)
    return [f"{each.code} {each.place}".strip() for each in refused.value.problems]


def amounts() -> list[str]:
    """Of the lines that count, in their order."""
    latest = {(each.document, each.line): each for each in log("M")}
    return sorted(f"{each.document} {each.amount:.0f}" for each in latest.values() if not each.retracted)


def test_a_row_of_a_file_is_read_again_as_the_file_was_though_its_mapping_is_gone(tmp_path: Path) -> None:
    (number,) = bring(tmp_path, "B1;M;31.02.2026;1.234,50;red")
    found = correction(number)
    assert found is not None
    assert found.rows[0].cells == {
        "Beleg": "B1", "Kunde": "M", "Datum": "31.02.2026", "Netto": "1.234,50", "Farbe": "red",
    }  # fmt: skip
    tried = preview_correction(number=number, cells={number: {"Datum": "28.02.2026"}}, **BY)
    assert (tried.receipt.accepted, tried.drafts[0].amount, log("M")) == (1, Decimal("1234.50"), [])

    put_right(number, {"Datum": "28.02.2026"})

    (fact,) = log("M")
    assert (fact.source, fact.occurred_at, fact.amount) == ("sap", date(2026, 2, 28), Decimal("1234.50"))
    assert dict(fact.attributes) == {"color": "red"}
    assert waiting() == []
    (event,) = history(f"aside:{number}")
    assert (event.name, event.actor) == ("facts.released", "user:2")
    assert event.data["changed"] == ["Datum: 31.02.2026 → 28.02.2026"]


def test_what_is_still_wrong_is_told_with_its_place_and_waits_on(tmp_path: Path) -> None:
    (number,) = bring(tmp_path, "B1;;31.02.2026;1,50;")
    assert refusals(number, {"Kunde": "M"}) == ["intake.wrong_date theirs.csv:2, column Datum"]
    assert refusals(number, {"Kunde": "TEST", "Datum": "28.02.2026"}) == ["facts.left_out theirs.csv:2"]
    assert refusals(number, {"Kunde": "M", "Datum": "28.02.2026", "Beleg": "B2"}) == ["facts.other_document"]
    assert [each.number for each in waiting()] == [number]
    put_right(number, {"Kunde": "M", "Datum": "28.02.2026"})
    assert refusals(number, {}) == ["facts.settled"]


def test_lines_of_a_document_that_count_already_stay_beside_a_row_of_it(tmp_path: Path) -> None:
    (number,) = bring(
        tmp_path, "B1;M;01.02.2026;10;red", "B1;M;01.02.2026;ten;", "B1;M;01.02.2026;10;red", "B2;M;01.02.2026;7;"
    )
    assert amounts() == ["B1 10", "B1 10", "B2 7"]
    put_right(number, {"Netto": "5"})
    assert amounts() == ["B1 10", "B1 10", "B1 5", "B2 7"]


def test_all_rows_of_a_document_without_ids_are_put_right_together(tmp_path: Path) -> None:
    first, second = bring(tmp_path, "B1;M;01.02.2026;10;", "B1;M;01.02.2026;ten;", "B1;;01.02.2026;4;")
    assert refusals(first, {"Netto": "5"}) == ["intake.no_member theirs.csv:4, column Kunde"]
    assert amounts() == ["B1 10"]
    put_right(first, {"Netto": "5"}, {"Kunde": "M"}, also=second)
    assert amounts() == ["B1 10", "B1 4", "B1 5"]
    assert waiting() == []


def test_a_document_that_is_restated_is_whole_in_the_rows_that_wait(tmp_path: Path) -> None:
    bring(tmp_path, "B1;M;01.02.2026;10;", "B1;M;01.02.2026;20;")
    held, wrong = bring(tmp_path, "B1;M;01.02.2026;11;", "B1;M;01.02.2026;ten;")
    put_right(held, {}, {"Netto": "21"}, also=wrong)
    assert amounts() == ["B1 11", "B1 21"]
    assert waiting() == []


def test_a_row_that_a_call_told_is_corrected_under_the_names_of_our_fields() -> None:
    told = Draft(
        source="till", document="D1", line="1", version=2, kind="return", member="", currency="EUR",
        occurred_at=datetime(2026, 3, 1, 10, tzinfo=UTC), amount=Decimal("-12.50"), groups=("A", "B"),
        attributes={"shop": "North, 1"}, reverses=Reference("D0", "2"), tenders={"points": Decimal(3)},
    )  # fmt: skip
    ingest(drafts=[told], channel="api", at=AT, actor="key:1")
    (row,) = waiting()
    put_right(row.number, {"member": "M"})
    (fact,) = log("M")
    assert (fact.occurred_at, fact.amount, fact.groups) == (told.occurred_at, Decimal("-12.50"), ("A", "B"))
    assert (fact.reverses, fact.attributes, fact.tenders) == (told.reverses, told.attributes, {"points": Decimal(-3)})


def test_a_line_that_contradicts_what_is_known_is_corrected_too() -> None:
    line: dict[str, Any] = {"document": "D1", "line": "1", "version": 1, "member": "M", "occurred_at": date(2026, 3, 1)}
    more: dict[str, Any] = {"groups": ("A", "B"), "attributes": {"shop": "x"}}
    for amount in (10, 11):
        told = Draft(**line, **more, amount=Decimal(amount))
        ingest(drafts=[told], channel="api", at=AT, actor="key:1")
    (row,) = waiting()
    assert row.row.code == "intake.conflict"
    put_right(row.number, {"version": "2"})
    assert amounts() == ["D1 11"]
    assert (log("M")[-1].groups, dict(log("M")[-1].attributes)) == (("A", "B"), {"shop": "x"})


def test_a_row_that_cannot_be_cut_into_cells_is_typed_in(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_text("source,document,line,member,occurred_at,amount\nerp,D1,1,M,2026-03-01,10,surplus,cells\n")
    ingest_file(file=path, at=AT, actor="user:1")
    (row,) = waiting()
    found = correction(row.number)
    assert found is not None
    assert "surplus" in " ".join(found.rows[0].stood.values())
    put_right(
        row.number,
        {"source": "erp", "document": "D1", "line": "1", "member": "M", "occurred_at": "2026-03-01", "amount": "10"},
    )
    assert amounts() == ["D1 10"]


def test_rows_of_a_kind_that_has_been_declared_since_come_in_as_they_are() -> None:
    told = Draft(source="crm", document="T1", line="1", kind="training", member="M", occurred_at=date(2026, 3, 1))
    ingest(drafts=[told], channel="api", at=AT, actor="key:1")
    (row,) = waiting()
    assert refusals(row.number, {}) == ["intake.unknown_kind api:1, column kind"]
    receipt = correct(number=row.number, cells={}, reason="declared", kinds=["training"], **BY).receipt
    assert (receipt.accepted, waiting()) == (1, [])
