"""The command over real files of the trade, pinned to their published figures; skipped where the files are absent."""

# ruff: noqa: S608 - the path in the query is ours

import csv
import io
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from cli.conftest import Ristorno

DATA = Path(__file__).parents[3] / "shared" / "data"
ONLINE = DATA / "online_retail" / "online_retail_ii_year1.parquet"
BIKES = DATA / "adventureworks" / "reseller_sales.parquet"

# Every ten-thousandth of net sales is one thousandth of a point, so the sum of points is the sum of sales.
PROGRAM = """\
program: sales
time_zone: {zone}
currency: {currency}
units: {{PTS: {{kind: points, step: 0.0001}}}}
clauses:
  sales: {{window: quarter, below_zero: charge, mechanic: {{percent: 100 %}}}}
"""

needs_online = pytest.mark.skipif(not ONLINE.exists(), reason="../shared/data/online_retail is not here")
needs_bikes = pytest.mark.skipif(not BIKES.exists(), reason="../shared/data/adventureworks is not here")


def sales(ristorno: Ristorno, folder: Path, file: Path, zone: str, currency: str) -> dict[str, dict[str, Decimal]]:
    """Return net sales by quarter and member, as the command tells them; it also writes ``report.html``."""
    program = folder / "sales.yaml"
    program.write_text(PROGRAM.format(zone=zone, currency=currency), encoding="utf-8")
    said = ristorno("evaluate", program, file, "--format", "csv", "--report", folder / "report.html")
    assert said.code == 0, said.err
    found: dict[str, dict[str, Decimal]] = {}
    for row in csv.DictReader(io.StringIO(said.out)):
        found.setdefault(row["window"], {})[row["member"]] = Decimal(row["amount"])
    return found


def by_quarter(sql: str) -> dict[str, Decimal]:
    """Return the same straight from the file, by a query of its own."""
    with duckdb.connect() as connection:
        rows = connection.execute(sql).fetchall()
    return {f"{year}-Q{quarter}": Decimal(amount) for year, quarter, amount in rows}


@needs_online
@pytest.mark.long
def test_online_retail(ristorno: Ristorno, tmp_path: Path) -> None:
    found = sales(ristorno, tmp_path, ONLINE, "Europe/London", "GBP")

    totals = {quarter: sum(members.values(), Decimal(0)) for quarter, members in found.items()}
    assert totals == by_quarter(
        f"""select year("InvoiceDate"), quarter("InvoiceDate"), sum("Quantity" * "Price") from '{ONLINE}'
        where "Customer ID" is not null group by all"""
    )
    assert len({member for members in found.values() for member in members}) == 4_383
    assert sum(totals.values()) == Decimal("9539484.634") - Decimal("1191276.06")
    assert "107,927" in (tmp_path / "report.html").read_text(encoding="utf-8")  # rows without a customer


@needs_bikes
def test_adventureworks(ristorno: Ristorno, tmp_path: Path) -> None:
    found = sales(ristorno, tmp_path, BIKES, "America/New_York", "USD")

    totals = {quarter: sum(members.values(), Decimal(0)) for quarter, members in found.items()}
    assert totals == by_quarter(
        f"""select year("OrderDate"), quarter("OrderDate"), sum("SalesAmount") from '{BIKES}' group by all"""
    )
    assert len({member for members in found.values() for member in members}) == 635
    assert sum(totals.values()) == Decimal("80450596.9823")
