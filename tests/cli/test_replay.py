"""Replaying: what was owed then is what evaluate says as known then, and the differences lead to what is owed now."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from cli.conftest import Ristorno

KEYS = ("clause", "member", "unit", "window_start", "window_end", "document")


def rows_of(folder: Path, holds: str) -> list[dict[str, str]]:
    files = json.loads((folder / "manifest.json").read_text())["files"]
    (path,) = [file["path"] for file in files if file["holds"] == holds]
    with (folder / path).open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def amounts(rows: list[dict[str, str]], column: str = "amount") -> dict[tuple[str, ...], Decimal]:
    return {tuple(row[key] for key in KEYS): Decimal(row[column] or 0) for row in rows}


def evaluated(ristorno: Ristorno, *words: object) -> Iterator[dict[str, str]]:
    found = csv.DictReader(ristorno("evaluate", *words, "--format", "csv").out.splitlines())
    return (row for row in found if Decimal(row["amount"]))


def test_what_was_known_then_and_what_has_changed(
    ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path
) -> None:
    store, out = tmp_path / "store", tmp_path / "replay"
    assert ristorno("facts", "import", facts, "--store", store).code == 0
    words = ("--known-at", "2026-04-10", "--as-of", "2026-04-30", "--output", out, "--format", "csv")

    assert ristorno("replay", program, store, *words).code == 0

    then = amounts(rows_of(out, "accruals"))
    asked = (program, store, "--as-of", "2026-04-30")
    assert then == amounts(list(evaluated(ristorno, *asked, "--known-at", "2026-04-10")))
    # The invoice of March was restated on 20 April: 300 in the place of 500.
    assert ("quarterly", "M1", "EUR", "2026-01-01", "2026-03-31", "") in amounts(rows_of(out, "differences"), "change")
    changed = Counter(then)
    for key, change in amounts(rows_of(out, "differences"), "change").items():
        changed[key] += change  # type: ignore[assignment]
    now = amounts(list(evaluated(ristorno, *asked)))
    assert {key: amount for key, amount in changed.items() if amount} == now


def test_nothing_has_changed_against_the_same_moment(
    ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path
) -> None:
    words = ("--known-at", "2026-04-10", "--against", "2026-04-10", "--output", tmp_path / "out")

    assert "Nothing has changed since" in ristorno("replay", program, facts, *words).out
