"""A member with a million facts: imported, counted by both engines to the same cent, and explained."""

import csv
import json
from decimal import Decimal
from pathlib import Path

import pytest

from cli.conftest import Ristorno

FACTS = 1_000_000
PROGRAM = """\
program: large
time_zone: Europe/Berlin
units: {EUR: {kind: money}}
ladders: {status: {window: year, tiers: {base: 0, gold: 1_000_000}}}
clauses:
  quarterly: {window: quarter, mechanic: {brackets: {mode: marginal, rates: {0: 1 %, 1_000_000: 2 %}}}}
  yearly: {window: year, mechanic: {percent: 0.5 %}, multiply: {by: status, gold: 2, level_of: window_end}}
"""
# Half a million lines of 10.01 a year, 125,000 a quarter: 1,251,250.00.
QUARTERLY = Decimal("10000.00") + Decimal("5025.00")
YEARLY = Decimal("50050.00")


@pytest.mark.long
def test_a_member_with_a_million_facts(ristorno: Ristorno, tmp_path: Path) -> None:
    program = tmp_path / "program.yaml"
    program.write_text(PROGRAM, encoding="utf-8")
    _write(tmp_path / "facts.csv")
    assert ristorno("facts", "import", tmp_path / "facts.csv", "--store", tmp_path / "store").code == 0

    evaluated = ristorno("evaluate", program, tmp_path / "store", "--as-of", "2026-12-31", "--format", "csv")
    asked = ("settle", program, tmp_path / "store", "--as-of", "2026-12-31", "--format", "csv", "--output")
    ristorno(*asked, tmp_path / "out")

    owed = {
        (row["clause"], row["window"]): Decimal(row["amount"]) for row in csv.DictReader(evaluated.out.splitlines())
    }
    quarters = [f"{year}-Q{quarter}" for year in (2025, 2026) for quarter in (1, 2, 3, 4)]
    assert owed == {
        **{("quarterly", quarter): QUARTERLY for quarter in quarters},
        **{("yearly", year): YEARLY for year in ("2025", "2026")},
    }
    assert _settled(tmp_path / "out") == owed


def _write(path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(("document", "line", "occurred_at", "member", "amount"))
        for number in range(FACTS):
            quarter = number % 8
            month, day = divmod(number // 8 % 84, 28)
            bought = f"{2025 + quarter // 4}-{quarter % 4 * 3 + month + 1:02}-{day + 1:02}"
            writer.writerow((f"D{number // 10}-{quarter}", number, bought, "North", "10.01"))


def _settled(folder: Path) -> dict[tuple[str, str], Decimal]:
    (file,) = json.loads((folder / "manifest.json").read_text())["files"]
    with (folder / file["path"]).open(newline="", encoding="utf-8") as stream:
        return {(row["clause"], row["window"]): Decimal(row["amount"]) for row in csv.DictReader(stream)}
