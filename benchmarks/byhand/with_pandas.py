"""By hand in pandas: columns as NumPy arrays, days as dates of 64 bits."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.dataset as arrow

from benchmarks.byhand import BRACKETS, CAP, GROWTH, STEP, UNIT
from benchmarks.tpch import Sales, files

_COLUMNS = ["member", "document", "day", "amount"]


def _half_up(amount: pd.Series, divisor: int) -> pd.Series:
    return (2 * amount + divisor) // (2 * divisor)


def _quarterly(quarters: pd.DataFrame) -> pd.DataFrame:
    amount = quarters["amount"]
    pays = np.zeros(len(quarters), dtype="int64")
    for dollars, rate in BRACKETS:
        pays = np.where(amount >= dollars * UNIT, _half_up(amount * rate, UNIT * 10), pays)
    return quarters[["member"]].assign(starts=_first_days(quarters["quarter"] * 3), amount=pays)


def _growth(quarters: pd.DataFrame) -> pd.DataFrame:
    years = quarters.assign(year=quarters["quarter"] // 4).groupby(["member", "year"], as_index=False)["amount"].sum()
    before = years.assign(year=years["year"] + 1).rename(columns={"amount": "before"})
    compared = years.merge(before, on=["member", "year"])  # who has no year before has no growth either
    this, past = compared["amount"], compared["before"]
    pays = np.zeros(len(compared), dtype="int64")
    for growth, rate in GROWTH:
        reached = (past > 0) & (this * 100 >= past * (100 + growth))
        pays = np.where(reached, _half_up((this - past) * rate, UNIT), pays)
    return compared[["member"]].assign(starts=_first_days(compared["year"] * 12), amount=pays)


def _first_days(months: pd.Series) -> np.ndarray:
    """Return the first days of months, which are counted from the year 0."""
    return (months - 1970 * 12).to_numpy().astype("datetime64[M]").astype("datetime64[s]")


def settle(sales: Sales, target: Path) -> None:
    """Count the task."""
    lines = arrow.dataset(files(sales.lines)).to_table(columns=_COLUMNS).to_pandas(date_as_object=False)
    documents = lines.groupby("document", as_index=False, sort=False).agg(
        member=("member", "first"), day=("day", "first"), amount=("amount", "sum")
    )
    documents["quarter"] = documents["day"].dt.year * 4 + documents["day"].dt.quarter - 1
    quarters = documents.groupby(["member", "quarter"], as_index=False)["amount"].sum()
    points = documents[["member", "document"]].assign(amount=(documents["amount"] // (STEP * UNIT)).clip(upper=CAP))
    for name, answer in {"quarterly": _quarterly(quarters), "growth": _growth(quarters), "points": points}.items():
        answer.to_parquet(target / f"{name}.parquet", index=False)
