"""By hand in Polars: the scan in its streaming engine, the rest in frames."""

from pathlib import Path

import polars as pl

from benchmarks.byhand import BRACKETS, CAP, GROWTH, STEP, UNIT
from benchmarks.tpch import Sales, files

_QUARTER = pl.col("day").dt.year() * 4 + pl.col("day").dt.quarter().cast(pl.Int32) - 1


def _half_up(amount: pl.Expr, divisor: int) -> pl.Expr:
    return (2 * amount + divisor) // (2 * divisor)


def _quarterly(quarters: pl.DataFrame) -> pl.DataFrame:
    pays = pl.lit(0, pl.Int64)
    for dollars, rate in BRACKETS:
        earned = _half_up(pl.col("amount") * rate, UNIT * 10)
        pays = pl.when(pl.col("amount") >= dollars * UNIT).then(earned).otherwise(pays)
    starts = pl.date(pl.col("quarter") // 4, pl.col("quarter") % 4 * 3 + 1, 1)
    return quarters.select("member", starts=starts, amount=pays)


def _growth(quarters: pl.DataFrame) -> pl.DataFrame:
    years = quarters.group_by("member", year=pl.col("quarter") // 4).agg(pl.col("amount").sum())
    before = years.select("member", pl.col("year") + 1, before="amount")
    pays = pl.lit(0, pl.Int64)
    for growth, rate in GROWTH:
        reached = (pl.col("before") > 0) & (pl.col("amount") * 100 >= pl.col("before") * (100 + growth))
        earned = _half_up((pl.col("amount") - pl.col("before")) * rate, UNIT)
        pays = pl.when(reached).then(earned).otherwise(pays)
    compared = years.join(before, on=["member", "year"], how="left")
    return compared.select("member", starts=pl.date(pl.col("year"), 1, 1), amount=pays)


def settle(sales: Sales, target: Path) -> None:
    """Count the task."""
    documents = (
        pl.scan_parquet(files(sales.lines))
        .group_by("document")
        .agg(pl.col("member").first(), pl.col("day").first(), pl.col("amount").sum())
        .collect(engine="streaming")
    )
    quarters = documents.group_by("member", quarter=_QUARTER).agg(pl.col("amount").sum())
    points = (pl.col("amount") // (STEP * UNIT)).clip(upper_bound=CAP)
    _quarterly(quarters).write_parquet(target / "quarterly.parquet")
    _growth(quarters).write_parquet(target / "growth.parquet")
    documents.select("member", "document", amount=points).write_parquet(target / "points.parquet")
