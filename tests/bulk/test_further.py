"""Going on from a settlement: counting only whom new facts touch comes to what counting everything comes to."""

import csv
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from ristorno.bulk.further import standing
from ristorno.bulk.settle import Settled, settle
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.terms.reading import read_program
from ristorno.intake import Store, import_facts

PROGRAM = """
program: dealers
time_zone: Europe/Berlin
units: {EUR: {kind: money}, PTS: {kind: points}}
ladders:
  status: {window: year, tiers: {base: 0, silver: 3_000}}
clauses:
  points:
    window: document
    mechanic: {per_step: {step: 10, gives: 1}}
    multiply: {by: status, silver: 2}
    reward: {unit: PTS}
  quarterly:
    window: quarter
    mechanic: {brackets: {mode: retroactive, rates: {500: 1 %, 1_500: 2 %}}}
    reward: {unit: EUR}
  growth:
    window: month
    baseline: {window: previous, new_members: none, if_not_positive: nothing}
    mechanic: {growth: {pays: on_excess, rates: {5 %: 1 %}}}
    reward: {unit: EUR}
  sixth: {window: year, mechanic: {every_nth: {after: 5, counts: {count: facts}}}, reward: {unit: EUR}}
"""
FLOORED = (
    PROGRAM.replace("time_zone", "starts: 2026-01-01\ntime_zone")
    + "  base: {window: month, mechanic: {percent: 1 %}, limits: {floor: 3}, reward: {unit: EUR}}\n"
)
"""A clause that pays on nothing, to all members in every month."""
AS_OF = Moment(date(2026, 12, 31))
COLUMNS = ("document", "line", "version", "occurred_at", "kind", "member", "amount", "reverses")
Row = Mapping[str, object]


def counting(text: str = PROGRAM) -> Calculation:
    return Calculation(read_program(text, "program"))


def line(number: int, member: str, day: date, amount: int, **more: object) -> Row:
    base = {"document": f"D{number}", "line": 1, "version": 1, "kind": "purchase", "reverses": ""}
    return {**base, "occurred_at": day, "member": member, "amount": amount, **more}


def history(seed: int) -> list[Row]:
    dice = Random(seed)  # noqa: S311 - a made history
    days = [date(2026, 1, 1) + timedelta(days=dice.randrange(360)) for _ in range(120)]
    return [line(number, f"M{dice.randrange(20)}", day, dice.randrange(1, 900)) for number, day in enumerate(days)]


def import_rows(folder: Path, rows: Sequence[Row], name: str) -> Store:
    file = folder / f"{name}.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    store = Store(folder / "store")
    import_facts(store, file)
    return store


def rows_of(folder: Path) -> Counter[tuple[Any, ...]]:
    files = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    return Counter(duckdb.execute(f"select * from {standing(files, folder, 'accruals')}").fetchall())  # noqa: S608


def settled(store: Store, folder: Path, calculation: Calculation | None = None, **more: Any) -> Settled:
    return settle(calculation or counting(), store, AS_OF, None, folder, **more)


LATER: Sequence[Sequence[Row]] = (
    [line(900, "M3", date(2026, 2, 2), 777)],  # a late line
    [line(901, "M99", date(2026, 5, 5), 4_000)],  # a new member
    [line(0, "M7", date(2026, 3, 3), 650, version=2)],  # a restatement that moves a line to another member
    [line(902, "M3", date(2026, 6, 6), -777, kind="return", reverses="D900")],  # a return of the late line
    [line(903, "M5", date(2026, 6, 30), 0, kind="left")],  # a member that leaves
)


@pytest.mark.parametrize("text", [PROGRAM, FLOORED], ids=["facts", "floor"])
def test_counting_whom_facts_touch_is_counting_all(tmp_path: Path, text: str) -> None:
    store, calculation = import_rows(tmp_path, history(5), "first"), counting(text)
    assert settled(store, tmp_path / "out", calculation).touched is None
    for number, rows in enumerate(LATER):
        import_rows(tmp_path, rows, f"later-{number}")
        further = settled(store, tmp_path / "out", calculation)
        whole = settled(store, tmp_path / f"whole-{number}", calculation, whole=True)

        assert further.touched is not None
        assert 1 <= further.touched <= 2
        assert rows_of(tmp_path / "out") == rows_of(tmp_path / f"whole-{number}")
        assert further.totals == whole.totals


def test_no_new_fact_changes_nothing(tmp_path: Path) -> None:
    store = import_rows(tmp_path, history(6), "first")
    first = settled(store, tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}

    again = settled(store, tmp_path / "out")

    assert (again.touched, again.totals) == (0, first.totals)
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


@pytest.mark.parametrize("change", ["terms", "moment", "many", "csv"])
def test_everything_is_counted_anew_where_it_must_be(tmp_path: Path, change: str) -> None:
    store = import_rows(tmp_path, history(7), "first")
    ending = "csv" if change == "csv" else "parquet"
    settled(store, tmp_path / "out", ending=ending)
    if change == "many":
        import_rows(tmp_path, [line(950 + n, f"M{n}", date(2026, 4, 4), 100) for n in range(10)], "later")
    else:
        import_rows(tmp_path, LATER[0], "later")
    calculation = counting(PROGRAM.replace("500: 1 %", "500: 1.5 %") if change == "terms" else PROGRAM)
    moment = Moment(date(2026, 12, 30)) if change == "moment" else AS_OF

    found = settle(calculation, store, moment, None, tmp_path / "out", ending=ending)

    assert found.touched is None


def test_a_file_that_is_gone_is_made_anew(tmp_path: Path) -> None:
    store = import_rows(tmp_path, history(8), "first")
    settled(store, tmp_path / "out")
    next((tmp_path / "out").glob("sums-*.parquet")).unlink()
    import_rows(tmp_path, LATER[0], "later")

    assert settled(store, tmp_path / "out").touched is None
    settled(store, tmp_path / "whole", whole=True)
    assert rows_of(tmp_path / "out") == rows_of(tmp_path / "whole")


PAID = (
    PROGRAM
    + "  paid: {count_on: as_paid, window: month, mechanic: {percent: 1 %}, reward: {unit: EUR}}\n"
    + "  clean: {window: quarter, mechanic: {fixed: 5}, qualify: [{measure: overdue_amount, at_most: 0}], "
    "reward: {unit: EUR}}\n"
)
"""Clauses on what was paid and what is overdue."""


def test_late_money_touches_who_pays(tmp_path: Path) -> None:
    rows = [line(number, f"M{number % 10}", date(2026, 2, 1), 500) for number in range(20)]
    store = import_rows(tmp_path, rows, "first")
    settled(store, tmp_path / "out", counting(PAID))
    money = [line(900, "M3", date(2026, 3, 1), 700, kind="payment")]
    import_rows(tmp_path, money, "later")

    further = settled(store, tmp_path / "out", counting(PAID))
    settled(store, tmp_path / "whole", counting(PAID), whole=True)

    assert further.touched == 1
    assert further.beside == ()
    assert rows_of(tmp_path / "out") == rows_of(tmp_path / "whole")
    assert ("paid", Decimal("7.00")) in [(total.clause, total.amount) for total in further.totals]
