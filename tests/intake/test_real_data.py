"""The published figures of Online Retail and AdventureWorks."""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from intake.conftest import LEARNED, in_force
from ristorno.engine.fact import Fact
from ristorno.intake import FactSource, Receipt, Store, import_facts, open_facts

RETAIL = "online_retail/online_retail_ii_year1.parquet"
PUBLISHED = Decimal("9539484.634")


@pytest.fixture(scope="module")
def retail(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Receipt]:
    path = Path(__file__).resolve().parents[3] / "shared" / "data" / RETAIL
    if not path.is_file():
        pytest.skip("Online Retail II is not beside the checkout; docs/guides/facts.md says where to get it")
    store = Store(tmp_path_factory.mktemp("retail") / "store")
    return store, import_facts(store, path, recorded_at=LEARNED)


@pytest.fixture(scope="module")
def facts(retail: tuple[Store, Receipt]) -> list[Fact]:
    return list(retail[0].log())


def test_every_row_is_counted(retail: tuple[Store, Receipt]) -> None:
    receipt = retail[1]
    assert receipt.mappings == ("online-retail",)
    assert receipt.rows == 525_461
    assert receipt.accepted + receipt.quarantined == 525_461
    assert receipt.amounts["accepted"] + receipt.amounts["quarantined"] == PUBLISHED


def test_rows_without_a_customer_are_nobodys(retail: tuple[Store, Receipt]) -> None:
    (reason,) = [reason for reason in retail[1].reasons if reason.status == "quarantined"]
    assert (reason.code, reason.rows, reason.amount) == ("intake.no_member", 107_927, Decimal("1191276.0600"))


def test_members_and_period(retail: tuple[Store, Receipt], facts: list[Fact]) -> None:
    assert len(retail[0].members()) == 4_383
    moments = [fact.occurred_at for fact in facts]
    assert all(isinstance(moment, datetime) for moment in moments)
    summary = retail[0].summary()
    assert (str(summary.first_day), str(summary.last_day)) == ("2009-12-01", "2010-12-09")
    assert summary.amounts == {"GBP": PUBLISHED - Decimal("1191276.06")}


def test_summer_times_are_local_british_ones(facts: list[Fact]) -> None:
    july = [f.occurred_at for f in facts if isinstance(f.occurred_at, datetime) and f.occurred_at.month == 7]
    december = [f.occurred_at for f in facts if isinstance(f.occurred_at, datetime) and f.occurred_at.month == 12]
    # The shop's orders begin at 7 in the morning: that is 6 in UTC in summer.
    assert min(moment.hour for moment in july) == min(moment.hour for moment in december) - 1


def test_cancellations_are_returns_without_a_reference(facts: list[Fact]) -> None:
    returns = [fact for fact in facts if fact.kind == "return"]
    assert len(returns) == 9_839
    assert {fact.document[0] for fact in returns} == {"C"}
    assert all(fact.amount is not None and fact.amount <= 0 for fact in returns)
    assert all(fact.quantity is not None and fact.quantity < 0 for fact in returns)
    assert all(fact.reverses is None for fact in returns)


def test_free_goods_count_with_their_quantity(facts: list[Fact]) -> None:
    assert sum(fact.amount == 0 for fact in facts) == 31


def test_services_are_told_from_goods(facts: list[Fact]) -> None:
    services = {fact.product for fact in facts if fact.groups[0] == "services"}
    assert {"POST", "M", "D", "BANK CHARGES", "ADJUST", "PADS", "TEST001"} <= services
    assert not any(product and product[:5].isdigit() for product in services)
    credit = [fact for fact in facts if fact.member == "17399"]
    assert [(fact.product, fact.amount) for fact in credit] == [("M", Decimal("-25111.09"))]
    assert len({group for fact in facts for group in fact.groups[1:]}) <= 51


def test_equal_lines_of_an_invoice_stay_apart(facts: list[Fact]) -> None:
    assert len({(fact.document, fact.line) for fact in facts}) == len(facts) == 417_534
    seen: dict[tuple[object, ...], int] = defaultdict(int)
    for fact in facts:
        seen[fact.document, fact.product, fact.quantity, fact.amount, fact.member] += 1
    assert sum(count - 1 for count in seen.values()) > 6_000


def test_a_document_has_one_instant(facts: list[Fact]) -> None:
    moments: dict[str, set[object]] = defaultdict(set)
    for fact in facts:
        moments[fact.document].add(fact.occurred_at)
    assert all(len(found) == 1 for found in moments.values())


def test_codes_are_trimmed_and_upper(facts: list[Fact]) -> None:
    products = {fact.product for fact in facts}
    assert "47503J" in products
    assert all(product == product.strip().upper() for product in products if product)


def test_prices_of_three_decimals_keep_them(facts: list[Fact]) -> None:
    assert any(fact.amount is not None and fact.amount % Decimal("0.01") for fact in facts)


def test_a_day_that_is_in_the_year_changes_nothing(retail: tuple[Store, Receipt], shared: Path) -> None:
    for day in sorted((shared / "online_retail" / "daily_raw").glob("*.csv"))[:2]:
        assert not import_facts(retail[0], day).changed


@pytest.mark.long
def test_the_overlap_with_the_daily_files_changes_no_sum(
    retail: tuple[Store, Receipt], facts: list[Fact], shared: Path, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store")
    days = sorted((shared / "online_retail" / "daily_raw").glob("*.csv"))
    receipts = [import_facts(store, day, recorded_at=LEARNED) for day in days]
    assert sum(receipt.rows for receipt in receipts) == 22_523
    assert sum(sum(receipt.amounts.values(), Decimal(0)) for receipt in receipts) == Decimal("377488.45")
    year = import_facts(store, shared / RETAIL, recorded_at=LEARNED)
    assert (year.restated, year.retracted) == (0, 0)
    assert year.duplicate == sum(receipt.accepted for receipt in receipts)
    assert year.quarantined_before == sum(receipt.quarantined for receipt in receipts)
    assert store.summary().amounts == retail[0].summary().amounts
    assert store.summary().quarantined == 107_927
    assert in_force(store) == in_force(retail[0])
    for day in days:
        assert not import_facts(store, day).changed
    for day in days:
        assert not import_facts(retail[0], day).changed


def test_adventureworks(shared: Path) -> None:
    with open_facts(shared / "adventureworks" / "reseller_sales.parquet") as opened:
        assert_adventureworks(opened)


def assert_adventureworks(opened: FactSource) -> None:
    receipt = opened.receipt()
    assert (receipt.mappings, receipt.rows, receipt.accepted) == (("adventureworks",), 60_855, 60_855)
    assert receipt.amounts["accepted"] == Decimal("80450596.9823")
    found = list(opened.log())
    assert len({fact.document for fact in found}) == 3_796
    assert len({fact.member for fact in found}) == 635
    assert {fact.groups[0] for fact in found} == {"Bikes", "Components", "Clothing", "Accessories"}
    assert len({fact.occurred_at for fact in found}) == 40
    assert sum(1 for f in found if f.amount is not None and f.cost is not None and f.amount < f.cost) == 21_829
    assert all(fact.due_on is not None and str(fact.due_on) > str(fact.occurred_at) for fact in found)
    assert {fact.currency for fact in found} == {"USD"}
    assert len({fact.attributes["business_type"] for fact in found}) == 3
