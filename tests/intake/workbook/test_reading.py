"""Sheets as files of facts: what is read, what is set aside, and where."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from intake.workbook.books import HEADER, SHEET, Formula, Value, changed, write_book
from ristorno.engine.fact import Fact
from ristorno.intake import OpenedFiles, Receipt, Store, check, import_facts, open_facts
from ristorno.intake.mapping_file import parse_mapping

DAY = date(2026, 3, 31)
RUSSIAN = """
mapping: russian
source: erp
time_zone: Europe/Moscow
format: {decimal: ',', thousands: ' '}
facts:
  document: Документ
  member: Клиент
  occurred_at: {column: Дата, format: ['%d.%m.%Y', '%d.%m.%Y %H:%M']}
  amount: Сумма
  currency: RUB
"""


def row(document: str = "A1", **cells: Value) -> Sequence[Value]:
    told: dict[str, Value] = {
        "document": document, "occurred_at": DAY, "member": "M1", "amount": 10, "currency": "EUR", "product": "P1",
    }  # fmt: skip
    return tuple((told | cells)[name] for name in HEADER)


def facts_of(path: Path, **options: str) -> tuple[list[Fact], Receipt]:
    with open_facts(path, **options) as opened:  # type: ignore[arg-type]
        assert isinstance(opened, OpenedFiles)
        return sorted(opened.log(), key=lambda fact: fact.id), opened.receipt()


def reasons(receipt: Receipt) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.place).rpartition("/")[2]) for problem in receipt.quarantine]


def test_typed_cells(tmp_path: Path) -> None:
    moment = datetime(2026, 3, 31, 18, 45, 21)  # noqa: DTZ001 - a sheet knows no zone
    rows = [HEADER, row(amount=0.1), row("A2", occurred_at=moment, member=17850, amount="1234.5"), row("A3", amount=-3)]
    facts, receipt = facts_of(write_book(tmp_path / "s.xlsx", {"Sales": rows}), time_zone="Europe/Moscow")
    assert [(fact.member, fact.amount) for fact in facts] == [
        ("M1", Decimal("0.1")),
        ("17850", Decimal("1234.5")),
        ("M1", Decimal(-3)),
    ]
    assert facts[0].occurred_at == DAY
    assert str(facts[1].occurred_at) == "2026-03-31 15:45:21+00:00"
    assert receipt.accepted == receipt.rows == 3


def test_noise_of_binary_fractions_is_not_read(tmp_path: Path) -> None:
    path = write_book(tmp_path / "s.xlsx", {"Sales": [HEADER, row(amount=0.7)]})
    changed(path, SHEET, lambda xml: xml.replace("<v>0.7</v>", "<v>0.30000000000000004</v>"))
    assert facts_of(path)[0][0].amount == Decimal("0.3")


def test_formulas_are_read_by_the_values_they_had(tmp_path: Path) -> None:
    rows = [HEADER, row(amount=Formula("=2*5", 10.5)), row("A2", member=Formula('="M"&2', "M2"))]
    facts, _ = facts_of(write_book(tmp_path / "s.xlsx", {"Sales": rows}))
    assert [(fact.member, fact.amount) for fact in facts] == [("M1", Decimal("10.5")), ("M2", Decimal(10))]


def test_formulas_that_nobody_computed_are_set_aside(tmp_path: Path) -> None:
    never = write_book(tmp_path / "s.xlsx", {"Sales": [HEADER, row(), row("A2", amount=Formula("=D2*2"))]})
    facts, receipt = facts_of(never)
    assert len(facts) == 1
    assert reasons(receipt) == [("intake.uncomputed_formula", "s.xlsx: Sales!D3 (amount)")]


def test_the_nought_of_a_library_is_not_taken_for_a_result(tmp_path: Path) -> None:
    # Libraries put 0 where they cannot compute, and ask the spreadsheet program to compute when it opens the file.
    path = write_book(tmp_path / "s.xlsx", {"Sales": [HEADER, row(amount=Formula("=D3*2", 0))]})
    assert reasons(facts_of(path)[1]) == [("intake.uncomputed_formula", "s.xlsx: Sales!D2 (amount)")]
    changed(path, "xl/workbook.xml", lambda xml: xml.replace(' fullCalcOnLoad="1"', ""))
    assert facts_of(path)[0][0].amount == 0


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!"])
def test_errors_are_set_aside_with_their_cell(tmp_path: Path, error: str) -> None:
    rows = [HEADER, row(), row("A2", product=Formula("=NA()", error)), row("A3", amount=Formula("=NA()", error))]
    facts, receipt = facts_of(write_book(tmp_path / "s.xlsx", {"My Sales": rows}))
    assert [fact.document for fact in facts] == ["A1"]
    assert reasons(receipt) == [
        ("intake.error_cell", "s.xlsx: 'My Sales'!F3 (product)"),
        ("intake.error_cell", "s.xlsx: 'My Sales'!D4 (amount)"),
    ]
    assert error in receipt.quarantine[0].reason


def test_an_error_in_a_column_that_nobody_reads_harms_nothing(tmp_path: Path) -> None:
    header = ("Документ", "Дата", "Клиент", "Сумма", "Прочее")
    rows: list[Sequence[Value]] = [header, ("A1", DAY, "M1", 5, Formula("=NA()", "#N/A"))]
    path = write_book(tmp_path / "s.xlsx", {"Лист1": rows})
    with open_facts(path, parse_mapping(RUSSIAN, "russian.yaml")) as opened:
        assert [fact.amount for fact in opened.log()] == [Decimal(5)]


def test_texts_and_typed_cells_stand_side_by_side(tmp_path: Path) -> None:
    rows: list[Sequence[Value]] = [
        ("Документ", "Дата", "Клиент", "Сумма"),
        ("A1", DAY, "M1", 1234.5),
        ("A2", "31.03.2026", "M1", "1 234,50"),
        ("A3", "31.03.2026 18:45", "M1", "1\u00a0234,5"),
        ("A4", 46112, "M1", "1234,5"),
        ("A5", 46112.5, "M1", 1234.5),
        ("A6", 20260331, "M1", 1),
        ("A7", DAY, "M1", "1,234.50"),
    ]
    path = write_book(tmp_path / "s.xlsx", {"Лист1": rows})
    with open_facts(path, parse_mapping(RUSSIAN, "russian.yaml")) as opened:
        assert isinstance(opened, OpenedFiles)
        facts = sorted(opened.log(), key=lambda fact: fact.document)
        receipt = opened.receipt()
    assert {fact.amount for fact in facts} == {Decimal("1234.5")}
    assert [fact.document for fact in facts] == ["A1", "A2", "A3", "A4", "A5"]
    assert [fact.occurred_at for fact in facts if fact.document in {"A1", "A2", "A4"}] == [DAY] * 3
    assert str(facts[4].occurred_at) == "2026-03-31 09:00:00+00:00"
    assert [code for code, _ in reasons(receipt)] == ["intake.wrong_date", "intake.wrong_number"]


def test_days_counted_from_1904(tmp_path: Path) -> None:
    rows = [HEADER, row(), row("A2", occurred_at=46112 - 1462)]
    path = write_book(tmp_path / "s.xlsx", {"Sales": rows}, options={"date_1904": True})
    assert [fact.occurred_at for fact in facts_of(path)[0]] == [DAY, DAY]


def test_totals_are_set_aside_and_not_lost(tmp_path: Path) -> None:
    nobody = {"occurred_at": None, "member": None, "currency": None, "product": None}
    rows = [HEADER, row(), row("Total M1", **nobody, amount=10), row("A2"), row("Итого:", **nobody, amount=20)]
    _, receipt = facts_of(write_book(tmp_path / "s.xlsx", {"Sales": rows}))
    assert (receipt.rows, receipt.accepted, receipt.quarantined) == (4, 2, 2)
    assert reasons(receipt) == [("intake.total_row", "s.xlsx: Sales!3:3"), ("intake.total_row", "s.xlsx: Sales!5:5")]
    assert receipt.amounts["quarantined"] == 30


def test_a_member_may_be_called_total(tmp_path: Path) -> None:
    facts, _ = facts_of(write_book(tmp_path / "s.xlsx", {"Sales": [HEADER, row(member="Total Energies")]}))
    assert [fact.member for fact in facts] == ["Total Energies"]


def test_merged_cells_below_the_header_are_not_guessed(tmp_path: Path) -> None:
    rows = [HEADER, row("A1"), row("A2", member=None)]
    path = write_book(
        tmp_path / "s.xlsx", {"Sales": rows}, drawn={"Sales": lambda sheet: sheet.merge_range("C2:C3", "M1")}
    )
    facts, receipt = facts_of(path)
    assert [fact.document for fact in facts] == ["A1"]
    assert reasons(receipt) == [("intake.merged_cell", "s.xlsx: Sales!C3 (member)")]


def test_numbers_that_lost_their_last_digits_are_not_believed(tmp_path: Path) -> None:
    rows = [HEADER, row(product=4_600_000_000_017), row("A2", product=12345678901234567)]
    facts, receipt = facts_of(write_book(tmp_path / "s.xlsx", {"Sales": rows}))
    assert [fact.product for fact in facts] == ["4600000000017"]
    assert reasons(receipt) == [("intake.long_number", "s.xlsx: Sales!F3 (product)")]


def test_hidden_rows_are_read_and_told(tmp_path: Path) -> None:
    path = write_book(
        tmp_path / "s.xlsx",
        {"Sales": [HEADER, row(), row("A2")]},
        drawn={"Sales": lambda sheet: sheet.set_row(2, None, None, {"hidden": True})},
    )
    facts, receipt = facts_of(path)
    assert len(facts) == 2
    assert "Hidden rows are read like all others; there is 1." in receipt.notes


def test_quarantine_of_a_store_names_the_cell(tmp_path: Path) -> None:
    path = write_book(tmp_path / "s.xlsx", {"Sales": [HEADER, row(), row("A2", amount="ten")]})
    store = Store(tmp_path / "store")
    import_facts(store, path)
    (item,) = store.quarantine()
    assert str(item.problem).startswith(f"{path}: Sales!D3 (amount): 'ten' is not a number")
    assert not import_facts(store, path).changed


def test_a_workbook_says_the_same_as_the_csv_file_of_its_sheet(tmp_path: Path) -> None:
    rows = [HEADER, *(row(f"A{n}", amount=Decimal(n) / 8, product=None if n % 3 else f"P{n}") for n in range(50))]
    book = write_book(tmp_path / "s.xlsx", {"Sales": rows})
    plain = tmp_path / "s.csv"
    plain.write_text("\n".join(",".join("" if c is None else str(c) for c in each) for each in rows), encoding="utf-8")
    assert facts_of(book)[0] == facts_of(plain)[0]
    store = Store(tmp_path / "store")
    import_facts(store, plain)
    assert not import_facts(store, book).changed


def test_check_looks_into_a_workbook_and_proposes(tmp_path: Path) -> None:
    rows: list[Sequence[Value]] = [("Invoice No", "Invoice Date", "Customer", "Net Amount"), ("A1", 46112, "M1", 12.5)]
    profile = check(write_book(tmp_path / "s.xlsx", {"Data": rows}), time_zone="Europe/Berlin")
    assert profile.mapping is None
    assert profile.receipt is not None
    assert (profile.receipt.accepted, str(profile.first_day)) == (1, "2026-03-31")
    assert profile.notes == ("The table is read from the sheet 'Data', whose header is row 1.",)


def test_lookups_may_be_workbooks(tmp_path: Path) -> None:
    write_book(tmp_path / "items.xlsx", {"Items": [("Code", "Group"), ("P1", "tires"), (22, "oil")]})
    mapping = """
mapping: joined
source: erp
time_zone: Europe/Berlin
lookups: {item: {file: items.xlsx, key: Code, on: product}}
facts: {document: document, member: member, occurred_at: occurred_at, amount: amount, groups: [item.Group]}
"""
    path = write_book(tmp_path / "s.xlsx", {"Sales": [HEADER, row(), row("A2", product=22)]})
    with open_facts(path, parse_mapping(mapping, "joined.yaml")) as opened:
        assert sorted(fact.groups for fact in opened.log()) == [("oil",), ("tires",)]
