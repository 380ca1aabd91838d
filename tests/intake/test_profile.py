"""What is told of a file that nobody has described, and that the proposal works."""

from decimal import Decimal
from pathlib import Path

import pytest

from intake.conftest import WriteFile
from ristorno.intake import Store, check, import_facts, open_facts
from ristorno.intake.mapping_file import parse_mapping

RUSSIAN = """Накладная;Контрагент;ИНН;Дата;Номенклатура;Кол-во;Сумма;Склад
ТД-1;ООО Шина;0105012345;31.03.2026;Колесо;4;1 234,50;Тверь
ТД-1;ООО Шина;0105012345;31.03.2026;Диск;1;99,90;Тверь
ТД-2;;7707083893;01.04.2026;Диск;1;99,90;
"""


def test_every_column_is_told(write: WriteFile) -> None:
    profile = check(write("отгрузки.csv", RUSSIAN))
    assert (profile.rows, profile.encoding, profile.delimiter) == (3, "utf-8", ";")
    told = {column.header: (column.guess, column.empty, column.distinct) for column in profile.columns}
    assert told["Дата"] == ("day.month.year", 0, 2)
    assert told["Сумма"] == ("decimal comma", 0, 2)
    assert told["Кол-во"] == ("whole number", 0, 2)
    assert told["Склад"] == ("text", 1, 1)
    (sums,) = [column for column in profile.columns if column.header == "Сумма"]
    assert sums.samples == ("1 234,50", "99,90")


def test_the_proposal_can_be_saved_and_used(write: WriteFile, tmp_path: Path) -> None:
    path = write("отгрузки.csv", RUSSIAN)
    profile = check(path, time_zone="Europe/Moscow")
    assert profile.mapping is None
    assert profile.proposal is not None
    assert "member: Контрагент      # such as ООО Шина" in profile.proposal
    assert "occurred_at: {column: Дата, format: '%d.%m.%Y'}" in profile.proposal
    assert profile.receipt is not None
    assert (profile.receipt.accepted, profile.receipt.quarantined, profile.members) == (2, 1, 1)
    store = Store(tmp_path / "store")
    receipt = import_facts(store, path, parse_mapping(profile.proposal, "proposal"))
    assert receipt.amounts["accepted"] == profile.receipt.amounts["accepted"] == Decimal("1334.4000")
    assert [dict(fact.attributes) for fact in store.log()] == [{"инн": "0105012345", "склад": "Тверь"}] * 2


def test_a_zone_that_nobody_says_is_to_be_chosen(write: WriteFile) -> None:
    path = write("a.csv", "Invoice,Customer,Date,Amount\nD1,m1,2026-03-01 10:00:00,5\n")
    open_question = check(path).proposal
    assert open_question is not None
    assert "time_zone: UTC        # ? to be chosen: the zone of times that say none" in open_question
    settled = check(path, time_zone="Asia/Bangkok").proposal
    assert settled is not None
    assert "time_zone: Asia/Bangkok\n" in settled


@pytest.mark.parametrize(
    ("headers", "meant"),
    [
        ("InvoiceNo,CustomerID,InvoiceDate,StockCode,Quantity,UnitPrice", "amount: {product: [Quantity, UnitPrice]}"),
        ("invoice_number,customer,order date,SKU,qty,Net Amount", "amount: Net Amount"),
        ("Номер документа,Покупатель,Дата документа,Артикул,Количество,Сумма без НДС", "amount: Сумма без НДС"),
        ("Invoce,Custommer,Date,Item,Qty,Totl,Amount", "member: Custommer"),
    ],
)
def test_headers_are_understood(headers: str, meant: str, write: WriteFile) -> None:
    row = ",".join(["D1", "m1", "2026-03-01", "A", "2", "5", "7"][: headers.count(",") + 1])
    profile = check(write("a.csv", f"{headers}\n{row}\n"))
    assert profile.proposal is not None
    assert meant in profile.proposal
    assert profile.receipt is not None
    assert profile.receipt.accepted == 1


@pytest.mark.parametrize(
    ("headers", "row", "meant"),
    [
        (
            "Billing Document,Item,Sold-to Party,Material,Billing Date,Billed Quantity,Net Value",
            "9001,10,1001,A-1,2026-03-01,2,5.00-",
            (
                "document: Billing Document",
                "line: Item",
                "member: Sold-to Party",
                "product: Material",
                "amount: Net Value",
            ),
        ),
        ("Inv,Inv Dt,Cust,Item,Qty,Sales", "D1,2026-03-01,m1,7,2,5", ("member: Cust", "product: Item")),
        (
            "Num,Transaction date,Customer full name,Product/Service,Quantity,Amount",
            "D1,2026-03-01,m1,A,2,5",
            ("document: Num", "product: 'Product/Service'"),
        ),
        (
            "Документ,Контрагент,Дата,Номенклатура,Количество,Сумма,Документ основание",
            "D2,m1,2026-03-01,A,2,5,D1",
            ("document: Документ ", "reverses: Документ основание"),
        ),
    ],
)
def test_headers_of_other_programs_are_understood(
    headers: str, row: str, meant: tuple[str, ...], write: WriteFile
) -> None:
    profile = check(write("a.csv", f"{headers}\n{row}\n"))
    assert profile.proposal is not None
    assert [line for line in meant if line not in profile.proposal] == []
    assert profile.receipt is not None
    assert profile.receipt.accepted == 1


def test_numbers_as_ledgers_write_them_are_proposed(write: WriteFile) -> None:
    head = "Inv,Inv Dt,Cust,Item,Qty,Sales\n"
    rows = 'D1,2026-03-01,m1,A,2,"1,500.00"\nD2,2026-03-02,m1,A,1,"(200.50)"\nD3,2026-03-02,m1,A,1,7.00-\n'
    path = write("a.csv", head + rows)
    proposal = check(path).proposal
    assert proposal is not None
    assert "format: {thousands: ','}" in proposal
    with open_facts(path, parse_mapping(proposal, "proposal")) as opened:
        assert sorted(fact.amount or 0 for fact in opened.log()) == [Decimal("-200.5"), Decimal(-7), Decimal(1500)]


def test_what_no_header_says_is_left_open(write: WriteFile) -> None:
    profile = check(write("a.csv", "Beleg,Menge\nD1,5\n"))
    assert profile.proposal is not None
    assert "member: ???" in profile.proposal
    assert profile.receipt is None


def test_a_file_with_a_mapping_is_judged_by_it(write: WriteFile) -> None:
    head = "Invoice,StockCode,Quantity,InvoiceDate,Price,Customer ID,Country\n"
    rows = "1,85123A,6,2010-12-01 08:26:00,2.55,17850.0,UK\n2,85123A,6,2010-12-01 08:26:00,2.55,,UK\n"
    profile = check(write("a.csv", head + rows))
    assert (profile.mapping, profile.proposal) == ("online-retail", None)
    assert profile.receipt is not None
    assert (profile.receipt.accepted, profile.receipt.quarantined) == (1, 1)
    assert str(profile.first_day) == "2010-12-01"


def test_a_malformed_file_is_profiled_too(write: WriteFile) -> None:
    profile = check(write("a.csv", RUSSIAN + "ТД-3;x\n"))
    assert profile.receipt is not None
    assert (profile.rows, profile.receipt.quarantined) == (4, 2)


def _under_other_headers(path: Path, folder: Path) -> Path:
    """The file as no shipped mapping knows it."""
    head, _, rows = path.read_text(encoding="utf-8").partition("\n")
    copy = folder / path.name
    copy.write_text(f"{head.replace('Invoice/Item Number', 'Invoice Number')}\n{rows}", encoding="utf-8")
    return copy


@pytest.mark.parametrize("name", ["iowa/raw_export_sample.csv", "classicmodels/orders.csv", "northwind/orders.csv"])
def test_files_never_seen_before(name: str, shared: Path, tmp_path: Path) -> None:
    profile = check(_under_other_headers(shared / name, tmp_path))
    assert profile.proposal is not None
    assert profile.receipt is not None
    assert profile.receipt.accepted == profile.rows > 300


def test_the_raw_export_of_iowa_by_its_proposal(shared: Path, tmp_path: Path) -> None:
    path = _under_other_headers(shared / "iowa" / "raw_export_sample.csv", tmp_path)
    proposal = check(path).proposal
    assert proposal is not None
    with open_facts(path, parse_mapping(proposal, "proposal")) as opened:
        assert sum(fact.amount or 0 for fact in opened.log()) == Decimal("170237.77")
