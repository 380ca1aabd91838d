"""Which sheet and which rows of it are the table."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from xlsxwriter.worksheet import Worksheet

from intake.workbook.books import HEADER, Value, write_book
from intake.workbook.test_reading import DAY, row
from ristorno.intake import check, open_facts
from ristorno.intake.workbook.choosing import find_sheet
from ristorno.intake.workbook.sheet import letter
from ristorno.kernel.problem import Refused

Rows = Sequence[Sequence[Value]]
SALES: Rows = [HEADER, row(), row("A2")]
ITEMS: Rows = [("Code", "Group"), *((f"P{n}", "tires") for n in range(20))]


def headers(path: Path) -> tuple[str, ...]:
    return find_sheet(path, None, lambda _: False).headers


def refused(path: Path, sheet: str | None = None) -> str:
    with pytest.raises(Refused) as caught:
        open_facts(path, sheet=sheet)
    return str(caught.value)


def test_the_sheet_that_fits_is_read_and_named(tmp_path: Path) -> None:
    notes: Rows = [("Printed for the board",), (), ("Thank you",)]
    path = write_book(tmp_path / "s.xlsx", {"Notes": notes, "Items": ITEMS, "Sales": SALES})
    with open_facts(path) as opened:
        assert len(list(opened.log())) == 2
    told = "The table is read from the sheet 'Sales', whose header is row 1. Not read: 'Items'."
    assert check(path).notes == (told,)


def test_a_sheet_may_be_named(tmp_path: Path) -> None:
    path = write_book(tmp_path / "s.xlsx", {"Jan": SALES, "Feb": [HEADER, row("B1")]}, hidden=["Feb"])
    with open_facts(path, sheet="Feb") as opened:
        assert [fact.document for fact in opened.log()] == ["B1"]


def test_hidden_sheets_are_not_read_by_themselves(tmp_path: Path) -> None:
    path = write_book(tmp_path / "s.xlsx", {"Jan": SALES, "Feb": [*SALES, row("B1")]}, hidden=["Feb"])
    with open_facts(path) as opened:
        assert len(list(opened.log())) == 2


def test_sheets_of_months_are_not_chosen_between(tmp_path: Path) -> None:
    path = write_book(tmp_path / "s.xlsx", {"Jan": SALES, "Feb": SALES})
    assert "Several sheets hold tables with the same columns: 'Jan', 'Feb'. Name one with --sheet." in refused(path)


def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    path = write_book(tmp_path / "s.xlsx", {"Sales": SALES})
    assert "has no sheet 'Slaes'. Did you mean 'Sales'?" in refused(path, "Slaes")


def test_a_sheet_of_a_file_without_sheets(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("document,member,occurred_at\n", encoding="utf-8")
    assert "This file has no sheets" in refused(path, "Sales")


def test_a_workbook_without_a_table(tmp_path: Path) -> None:
    path = write_book(tmp_path / "s.xlsx", {"A": [("Hello",)], "B": [(1, 2), (3, 4)]})
    assert "No visible sheet holds a table with a header (sheets: 'A', 'B')" in refused(path)
    assert "The sheet 'B' holds no table" in refused(path, "B")


def test_titles_above_and_empty_columns(tmp_path: Path) -> None:
    rows: Rows = [
        (None, "Sales of the first quarter"),
        (None, "Printed", DAY),
        (),
        (None, "Document", None, "Date", "Sum", None),
        (None, "A1", None, DAY, 5, None),
    ]
    found = find_sheet(write_book(tmp_path / "s.xlsx", {"Sales": rows}), None, lambda _: False)
    assert found.headers == ("Document", "Date", "Sum")
    assert found.header.row == 3


def test_a_column_without_a_name_is_called_by_its_letter(tmp_path: Path) -> None:
    rows: Rows = [("Document", None, "Sum"), ("A1", "x", 5)]
    assert headers(write_book(tmp_path / "s.xlsx", {"Sales": rows})) == ("Document", "(column B)", "Sum")


def test_headers_of_merged_cells(tmp_path: Path) -> None:
    def drawn(sheet: Worksheet) -> None:
        sheet.merge_range("A1:B1", "Invoice")
        sheet.merge_range("C1:C2", "Client")
        sheet.merge_range("D1:E1", "Goods")

    rows: Rows = [(), ("Number", "Date", None, "Quantity", "Sum"), ("A1", DAY, "M1", 1, 2)]
    path = write_book(tmp_path / "s.xlsx", {"Sales": rows}, drawn={"Sales": drawn})
    assert headers(path) == ("Invoice Number", "Invoice Date", "Client", "Goods Quantity", "Goods Sum")


def test_headers_of_two_rows_without_merged_cells(tmp_path: Path) -> None:
    rows: Rows = [("Number", "Client", "Goods"), (None, None, "Quantity", "Sum"), ("A1", "M1", 1, 2)]
    assert headers(write_book(tmp_path / "s.xlsx", {"S": rows})) == ("Number", "Client", "Goods Quantity", "Goods Sum")


def test_rows_of_texts_are_not_taken_for_a_header(tmp_path: Path) -> None:
    rows: Rows = [("Number", "Date", "Sum"), ("A1", "31.03.2026", "1 234,50"), ("A2", "31.03.2026", "5,00")]
    found = find_sheet(write_book(tmp_path / "s.xlsx", {"Sales": rows}), None, lambda _: False)
    assert (found.header.row, found.headers) == (0, ("Number", "Date", "Sum"))


def test_a_header_named_twice_is_refused_with_its_place(tmp_path: Path) -> None:
    rows: Rows = [("document", "member", "occurred_at", "amount", "amount"), ("A1", "M1", DAY, 1, 2)]
    told = refused(write_book(tmp_path / "s.xlsx", {"Sales": rows}))
    assert "s.xlsx: Sales!E1 (amount): Columns D and E are both called 'amount'." in told


def test_letters_of_columns() -> None:
    assert [letter(column) for column in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
