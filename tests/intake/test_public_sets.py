"""The published figures of Iowa Liquor Sales, Classic Models and Northwind, through their shipped mappings."""

# ruff: noqa: S608 - the path in the queries is ours

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from intake.workbook.books import write_book
from ristorno.engine.fact import Fact
from ristorno.intake import OpenedFiles, Receipt, Store, import_facts, open_facts


def read(path: Path, mapping: str | None = None) -> tuple[list[Fact], Receipt]:
    if not path.is_file():
        pytest.skip(f"{path.parent.name} is not beside the checkout; docs/data-sets.md says where to get it")
    with open_facts(path, mapping) as opened:
        assert isinstance(opened, OpenedFiles)
        return list(opened.log()), opened.receipt()


def total(facts: Iterable[Fact]) -> Decimal:
    return sum((fact.amount for fact in facts if fact.amount is not None), Decimal(0))


def test_iowa(shared: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    receipt = import_facts(store, shared / "iowa" / "sales_2019_2021.parquet")
    assert (receipt.mappings, receipt.rows, receipt.accepted) == (("iowa",), 1_349_061, 1_349_061)
    assert receipt.amounts["accepted"] == Decimal("260387271.85")
    log = f"read_parquet('{store.folder}/log/**/*.parquet')"
    with duckdb.connect() as connection:
        (counted,) = connection.execute(
            "select count(distinct document), count(distinct product), count(distinct member), sum(quantity) "
            f"from {log}"
        ).fetchall()
        (unknown,) = connection.execute(f"select count(*), sum(amount) from {log} where groups = 'unknown'").fetchall()
        (vendors,) = connection.execute(f"select count(*) from {log} where parties is null").fetchall()
    assert counted == (41_611, 5_077, 231, Decimal(19_604_289))
    assert unknown == (10_590, Decimal("1458529.97"))
    assert vendors == (10_590,)


def test_iowa_as_the_portal_exports_it(shared: Path) -> None:
    facts, receipt = read(shared / "iowa" / "raw_export_sample.csv")
    assert (receipt.mappings, receipt.accepted) == (("iowa-export",), 999)
    with (shared / "iowa" / "raw_export_sample.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert total(facts) == sum(Decimal(row["Sale (Dollars)"]) for row in rows)
    first = next(fact for fact in facts if fact.document == "INV-142109")
    assert (first.line, first.member, first.product) == ("00003", "4617", "26826")
    assert (str(first.occurred_at), first.amount, first.cost) == ("2018-09-04", Decimal("93.44"), Decimal("62.28"))
    assert first.groups == ("TENNESSEE WHISKIES",)


def test_iowa_old_exports_write_dollar_signs_and_returns_come_back_negative(shared: Path, tmp_path: Path) -> None:
    with (shared / "iowa" / "raw_export_sample.csv").open(encoding="utf-8", newline="") as stream:
        header, row, *_ = list(csv.reader(stream))
    told = dict(zip(header, row, strict=True))
    sold = told | {"Sale (Dollars)": "$93.44", "State Bottle Cost": "$15.57"}
    back = sold | {"Invoice/Item Number": "RINV-00012300001", "Sale (Dollars)": "-93.44", "Bottles Sold": "-4"}
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, header)
        writer.writeheader()
        writer.writerows([sold, back])
    facts, _ = read(path)
    assert {(fact.kind, fact.amount, fact.cost) for fact in facts} == {
        ("purchase", Decimal("93.44"), Decimal("62.28")),
        ("return", Decimal("-93.44"), Decimal("-62.28")),
    }


def test_classic_models_orders(shared: Path) -> None:
    facts, receipt = read(shared / "classicmodels" / "order_details.csv")
    assert (receipt.mappings, receipt.rows) == (("classicmodels",), 2_996)
    assert (receipt.accepted, receipt.ignored) == (2_917, 79)
    assert receipt.amounts["ignored"] == Decimal("238854.18")
    assert receipt.amounts["accepted"] + receipt.amounts["ignored"] == Decimal("9604190.61")
    assert len({fact.document for fact in facts}) == 326 - 6
    orders: dict[str, str] = {fact.document: fact.attributes["status"] for fact in facts}
    assert Counter(orders.values()) == {
        "Shipped": 303, "Disputed": 3, "On Hold": 4, "In Process": 6, "Resolved": 4,
    }  # fmt: skip
    assert all(fact.cost is not None and fact.groups for fact in facts)


def test_classic_models_payments(shared: Path) -> None:
    facts, receipt = read(shared / "classicmodels" / "payments.csv")
    assert (receipt.mappings, receipt.accepted) == (("classicmodels-payments",), 273)
    assert {fact.kind for fact in facts} == {"payment"}
    assert total(facts) == Decimal("8853839.23")


def test_classic_models_orders_and_payments_in_one_store(shared: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    for name in ("order_details.csv", "payments.csv"):
        import_facts(store, shared / "classicmodels" / name)
    owed: dict[str, Decimal] = defaultdict(Decimal)
    for fact in store.log():
        owed[fact.kind] += fact.amount or 0
    assert dict(owed) == {"purchase": Decimal("9604190.61") - Decimal("238854.18"), "payment": Decimal("8853839.23")}
    assert len(store.members()) == 98


def test_northwind(shared: Path) -> None:
    facts, receipt = read(shared / "northwind" / "order_details.csv")
    assert (receipt.mappings, receipt.accepted) == (("northwind",), 2_155)
    assert len({fact.document for fact in facts}) == 830
    assert len({fact.member for fact in facts}) == 89
    assert round(total(facts), 2) == Decimal("1265793.04")
    assert len({group for fact in facts for group in fact.groups}) == 8
    assert len({fact.document for fact in facts if "shipped" not in fact.attributes}) == 21


def test_northwind_out_of_a_workbook_is_the_same(shared: Path, tmp_path: Path) -> None:
    folder = shared / "northwind"
    facts, _ = read(folder / "order_details.csv")
    for source in folder.glob("*.csv"):
        with source.open(encoding="utf-8", newline="") as stream:
            rows = [[Decimal(cell) if _is_number(cell) else cell for cell in row] for row in csv.reader(stream)]
        if source.stem == "order_details":
            write_book(tmp_path / "order_details.xlsx", {"Order Details": rows})
        else:
            (tmp_path / source.name).write_bytes(source.read_bytes())
    again, receipt = read(tmp_path / "order_details.xlsx")
    assert receipt.accepted == 2_155
    assert sorted(again, key=lambda fact: fact.id) == sorted(facts, key=lambda fact: fact.id)


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).isdigit()
