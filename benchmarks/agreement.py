"""Whether two contenders answered the same: every amount of every member, clause and window, to the smallest unit."""

# ruff: noqa: S608 - the only text in the SQL is a path of our own

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from ristorno.intake.duck import Workshop, text, workshop

Points: TypeAlias = Literal["document", "quarter"]
"""By what points are told."""

CLAUSES = ("quarterly", "growth", "points")
"""The files of an answer."""


@dataclass(frozen=True, slots=True)
class Total:
    """What a clause gives all members together: rows that are not 0, and their sum in the smallest unit."""

    rows: int
    amount: int


def differences(one: Path, other: Path, points: Points = "document") -> dict[str, int]:
    """Return how many rows of each clause only one of two answers has. A row of 0 is the same as none."""
    with workshop("4GB") as shop:
        asked = {name: name == "points" and points == "document" for name in CLAUSES}
        both = {name: (_rows(one, name, single), _rows(other, name, single)) for name, single in asked.items()}
        return {name: _apart(shop, *rows) + _apart(shop, *reversed(rows)) for name, rows in both.items()}


def totals(answer: Path, points: Points = "document") -> dict[str, Total]:
    """Return what each clause gives."""
    with workshop() as shop:
        rows = {name: _rows(answer, name, name == "points" and points == "document") for name in CLAUSES}
        asked = {name: f"select count(*), sum(amount) from ({told})" for name, told in rows.items()}
        return {name: Total(*(int(value or 0) for value in shop.row(sql))) for name, sql in asked.items()}


def _apart(shop: Workshop, one: str, other: str) -> int:
    return int(shop.row(f"select count(*) from ({one} except all {other})")[0])


def _rows(answer: Path, name: str, by_document: bool) -> str:  # noqa: FBT001 - of this file alone
    """Return the SQL of what a clause gives: of a settlement of ours, or of the files that others leave.

    What beside the member tells its rows apart is the document, or the first day of the window.
    """
    if (answer / "manifest.json").exists():
        return _settled(answer, name, by_document)
    path, key = text(str(answer / f"{name}.parquet")), "document" if by_document else "cast(starts as date)"
    return f"select cast(member as integer), {key} as key, amount from read_parquet({path}) where amount <> 0"


def _settled(answer: Path, name: str, by_document: bool) -> str:  # noqa: FBT001
    """Return the SQL of a clause in a settlement, in the smallest units in which the others count.

    The database may cast a text of a row that a condition leaves out, so what is no number is nothing.
    """
    files = json.loads((answer / "manifest.json").read_text(encoding="utf-8"))["files"]
    (name_of,) = [file["path"] for file in files if file["holds"] == "accruals"]
    path = text(str(answer / name_of))
    key = "try_cast(replace(document, 'tpch/', '') as bigint)" if by_document else "window_start"
    smallest = 1 if name == "points" else 100
    return (
        f"select try_cast(member as integer) as member, {key} as key, cast(amount * {smallest} as bigint) as amount "
        f"from read_parquet({path}) where clause = {text(name)} and amount <> 0"
    )
