"""What the sponsor books, in every form in which a controller reads it."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from cli.conftest import Ristorno
from cli.test_workbooks import read

PROGRAM = """
program: booked
time_zone: Europe/Berlin
kinds: {redemption: points were spent}
units:
  EUR: {kind: money}
  PTS:
    kind: points
    fair_value: {price: 0.10, expected_redeemed: 80 %, redeemed: {sum: points, of: {kinds: [redemption]}}}
clauses:
  points: {window: document, mechanic: {per_step: {step: 1, gives: 1}}, reward: {unit: PTS}}
  bonus: {window: year, mechanic: {percent: 1 %}, accrue: {by: rate, rate: 2 %}, reward: {unit: EUR}}
"""
FACTS = """document,occurred_at,member,kind,amount,attributes.points
N1,2026-01-10,North,purchase,600.00,
S1,2026-01-20,South,purchase,400.00,
N2,2026-02-10,North,redemption,,200
"""
PUT_BY, RELEASED, OWED = "74.07", "18.52", "55.55"
"""1,000 x 80 / 1,080; of it 200 / 800; what is left."""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    program, facts = tmp_path / "program.yaml", tmp_path / "facts.csv"
    program.write_text(PROGRAM, encoding="utf-8")
    facts.write_text(FACTS, encoding="utf-8")
    return program, facts


def test_tables_show_what_is_booked(ristorno: Ristorno, files: tuple[Path, Path]) -> None:
    said = ristorno("evaluate", *files)
    assert said.code == 0, said.err
    assert "Provisions in the sponsor's books" in said.out
    assert "20.00" in said.out  # 2 % of 1,000, beside the 10.00 of the terms
    assert all(number in said.out for number in (PUT_BY, RELEASED, OWED))


def test_one_member_has_no_fair_value(ristorno: Ristorno, files: tuple[Path, Path]) -> None:
    said = ristorno("evaluate", *files, "--member", "North")
    assert "12.00" in said.out
    assert "Fair value" not in said.out
    assert json.loads(ristorno("evaluate", *files, "--member", "North", "--format", "json").out)["fair_value"] == []


def test_json_tells_the_fair_value_with_its_months(ristorno: Ristorno, files: tuple[Path, Path]) -> None:
    (told,) = json.loads(ristorno("evaluate", *files, "--format", "json").out)["fair_value"]
    assert (told["value"], told["released"], told["deferred"]) == (PUT_BY, RELEASED, OWED)
    assert [month["month"] for month in told["months"]] == ["2026-01"]
    assert "€74.07" in told["sentence"]


@pytest.mark.parametrize(("language", "name"), [("en", "Fair value"), ("ru", "Справедливая стоимость")])
def test_the_workbook_has_sheets_for_the_books(
    ristorno: Ristorno, files: tuple[Path, Path], tmp_path: Path, language: str, name: str
) -> None:
    path = tmp_path / "answer.xlsx"
    said = ristorno("evaluate", *files, "--format", "xlsx", "--output", path, "--lang", language)
    assert said.code == 0, said.err
    book = read(path)
    provisions = [row for row in list(book.values())[-2] if "bonus" in row]
    assert [Decimal(row[8]) for row in provisions] == [Decimal("12.00"), Decimal("8.00")]
    numbers = {cell for row in book[name] for cell in row}
    assert {"74.07", "18.52", "55.55"} <= numbers


def test_the_report_has_a_section_for_the_books(ristorno: Ristorno, files: tuple[Path, Path], tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    assert ristorno("evaluate", *files, "--report", page, "--lang", "en").code == 0
    text = page.read_text(encoding="utf-8")
    assert 'id="books"' in text
    assert all(number in text for number in ("€20.00", "€74.07", "€55.55"))


def test_csv_holds_what_is_owed_and_nothing_else(ristorno: Ristorno, files: tuple[Path, Path]) -> None:
    rows = ristorno("evaluate", *files, "--format", "csv").out.splitlines()
    assert len(rows) == 5
    assert not any("74.07" in row for row in rows)


def test_what_is_granted_stands_beside_what_is_due(ristorno: Ristorno, tmp_path: Path) -> None:
    program, facts, path = tmp_path / "program.yaml", tmp_path / "facts.csv", tmp_path / "answer.xlsx"
    program.write_text(
        "program: refunds\ntime_zone: Europe/Berlin\nunits: {EUR: {kind: money}}\n"
        "budgets: {joint: {amount: 90, window: year}}\n"
        "clauses: {refund: {window: document, mechanic: {percent: 50 %}, budget: joint}}\n",
        encoding="utf-8",
    )
    facts.write_text(
        "document,occurred_at,member,amount\nN1,2026-01-10,North,200.00\nS1,2026-01-20,South,100.00\n", encoding="utf-8"
    )

    told = ristorno("evaluate", program, facts, "--member", "North").out
    assert "granted" in told
    assert all(number in told for number in ("100.00", "60.00"))

    assert ristorno("evaluate", program, facts, "--format", "xlsx", "--output", path).code == 0
    head, north, south = [row[:15] for row in read(path)["Accruals"][:3]]
    granted, lapsed = head.index("Of it granted"), head.index("Of it lapsed")
    assert [Decimal(str(row[granted])) for row in (north, south)] == [60, 30]
    assert [row[lapsed] for row in (north, south)] == ["", ""]
