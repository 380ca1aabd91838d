"""Real sales as flat facts."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bulk.stores.comparing import assert_same
from ristorno.bulk.stores.parquet import Reading, refresh
from ristorno.intake import Store, import_facts

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"


def imported(folder: Path, *names: str) -> Store:
    store = Store(folder / "store")
    for name in names:
        path = SHARED / name
        if not path.is_file():
            pytest.skip(f"{name} is not beside the checkout; docs/data-sets.md says where to get it")
        import_facts(store, path, recorded_at=datetime(2026, 7, 1, tzinfo=UTC))
    return store


def test_adventureworks(tmp_path: Path) -> None:
    store = imported(tmp_path, "adventureworks/reseller_sales.parquet")
    told = assert_same(store, Reading(ZoneInfo("America/New_York"), "USD"), date(2020, 6, 30))
    assert told.lines
    assert told.aside == []


def test_orders_and_payments_of_classic_models(tmp_path: Path) -> None:
    store = imported(tmp_path, "classicmodels/order_details.csv", "classicmodels/payments.csv")
    told = assert_same(store, Reading(ZoneInfo("UTC"), "USD"), date(2030, 1, 1))
    assert {row[1] for row in told.lines} == {"purchase", "payment"}


@pytest.mark.parametrize("zone", ["Europe/London", "Pacific/Auckland"])
def test_days_of_online_retail_one_by_one(tmp_path: Path, zone: str) -> None:
    """Each day adds files; in the far east of the shop orders fall on the next day."""
    store = Store(tmp_path / "store")
    for number, path in enumerate(sorted((SHARED / "online_retail" / "daily_raw").glob("*.csv"))[:5], 1):
        import_facts(store, path, recorded_at=datetime(2026, 7, number, tzinfo=UTC))
        assert refresh(store, zone).generation == number
    if not store.manifest.batches:
        pytest.skip("Online Retail II is not beside the checkout; docs/data-sets.md says where to get it")
    reading = Reading(ZoneInfo(zone), "GBP")
    assert assert_same(store, reading, date(2030, 1, 1)).lines
    assert_same(store, reading, date(2030, 1, 1), datetime(2026, 7, 2, tzinfo=UTC))
    assert_same(store, reading, date(2009, 12, 3))


@pytest.mark.long
def test_a_year_of_online_retail(tmp_path: Path) -> None:
    store = imported(tmp_path, "online_retail/online_retail_ii_year1.parquet")
    told = assert_same(store, Reading(ZoneInfo("Europe/London"), "GBP"), date(2010, 9, 30))
    assert len(told.lines) == 290_680
