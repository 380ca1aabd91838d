"""Whether two contenders answered the same: every amount of every member, clause and window, to the smallest unit."""

# ruff: noqa: S608 - the only text in the SQL is a path of our own

import json
from dataclasses import dataclass
from pathlib import Path

from ristorno.intake.duck import Workshop, text, workshop

KEYS = {"quarterly": "cast(starts as date)", "growth": "cast(starts as date)", "points": "document"}
"""The files of an answer, and what beside the member tells their rows apart."""


@dataclass(frozen=True, slots=True)
class Total:
    """What a clause gives all members together: rows that are not 0, and their sum in the smallest unit."""

    rows: int
    amount: int


def differences(one: Path, other: Path) -> dict[str, int]:
    """Return how many rows of each clause only one of two answers has. A row of 0 is the same as none."""
    with workshop("4GB") as shop:
        return {name: _apart(shop, name, one, other) + _apart(shop, name, other, one) for name in KEYS}


def totals(answer: Path) -> dict[str, Total]:
    """Return what each clause gives."""
    with workshop() as shop:
        asked = {name: f"select count(*), sum(amount) from ({_rows(answer, name)})" for name in KEYS}
        return {name: Total(*(int(value or 0) for value in shop.row(sql))) for name, sql in asked.items()}


def _apart(shop: Workshop, name: str, one: Path, other: Path) -> int:
    return int(shop.row(f"select count(*) from ({_rows(one, name)} except all {_rows(other, name)})")[0])


def _rows(answer: Path, name: str) -> str:
    """Return the SQL of what a clause gives: of a settlement of ours, or of the files that others leave."""
    if (answer / "manifest.json").exists():
        return _settled(answer, name)
    path = text(str(answer / f"{name}.parquet"))
    return f"select cast(member as integer), {KEYS[name]} as key, amount from read_parquet({path}) where amount <> 0"


def _settled(answer: Path, name: str) -> str:
    """Return the SQL of a clause in a settlement, in the smallest units in which the others count.

    The database may cast a text of a row that a condition leaves out, so what is no number is nothing.
    """
    files = json.loads((answer / "manifest.json").read_text(encoding="utf-8"))["files"]
    (name_of,) = [file["path"] for file in files if file["holds"] == "accruals"]
    path = text(str(answer / name_of))
    key, smallest = ("try_cast(document as bigint)", 1) if name == "points" else ("window_start", 100)
    number = key.replace("document", "replace(document, 'tpch/', '')")
    return (
        f"select try_cast(member as integer) as member, {number} as key, cast(amount * {smallest} as bigint) as amount "
        f"from read_parquet({path}) where clause = {text(name)} and amount <> 0"
    )
