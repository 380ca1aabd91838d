"""The floor: one scan that sums one column by customer; on this engine nobody who counts anything can be quicker."""

# ruff: noqa: S608 - the only text in the SQL is a path of our own

from pathlib import Path

import duckdb

from benchmarks.tpch import Sales, scan
from ristorno.intake.duck import text


def settle(sales: Sales, target: Path) -> None:
    """Write the sum of each member."""
    sums = f"select member, cast(sum(amount) as bigint) as amount from {scan(sales.lines)} group by member"
    with duckdb.connect() as connection:
        connection.execute(f"copy ({sums}) to {text(str(target / 'sums.parquet'))} (format parquet)")
