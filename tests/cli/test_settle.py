"""Settling: files with a manifest, the same amounts as counting member by member, nothing half done."""

import csv
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from cli.conftest import Ristorno

COLUMNS = ("agreement", "clause", "member", "contact", "unit", "window", "window_start", "window_end", "document")


def rows_of(folder: Path) -> list[dict[str, str]]:
    (file,) = json.loads((folder / "manifest.json").read_text())["files"]
    with (folder / file["path"]).open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def told(rows: list[dict[str, str]]) -> Counter[tuple[str, ...]]:
    return Counter(
        (*(row[name] for name in COLUMNS), row["status"], str(Decimal(row["amount"]).normalize()))
        for row in rows
        if Decimal(row["amount"])
    )


def test_settling_gives_what_evaluate_gives(ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path) -> None:
    assert ristorno("settle", program, facts, "--output", tmp_path / "out", "--format", "csv").code == 0
    evaluated = ristorno("evaluate", program, facts, "--format", "csv").out

    assert told(rows_of(tmp_path / "out")) == told(list(csv.DictReader(evaluated.splitlines())))


def test_words_of_a_settlement_are_text_to_whoever_reads_it(
    ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path
) -> None:
    assert ristorno("settle", program, facts, "--output", tmp_path / "out").code == 0
    (file,) = (tmp_path / "out").glob("accruals-*.parquet")

    kinds = dict(duckdb.execute("select name, converted_type from parquet_schema(?)", [str(file)]).fetchall())

    assert {kinds[name] for name in ("agreement", "clause", "member", "unit", "window", "status")} == {"UTF8"}


_APART = """\
program: apart
time_zone: Europe/Berlin
currency: EUR
units: {EUR: {kind: money}}
exchange: {USD: {2026-01-01: 0.90}}
clauses:
  kept:
    earn_on: {except: {attributes: {reason: [recall]}}}
    window: quarter
    mechanic: {percent: 10 %}
  paid:
    earn_on: {kinds: [purchase, return]}
    count_on: paid_in_full
    match: fifo
    window: quarter
    mechanic: {percent: 1 %}
"""
_DEEDS = """\
document,line,kind,occurred_at,member,product,amount,quantity,currency,attributes.reason,reverses,reverses_line,pays
A1,1,purchase,2026-01-10,Recalls,P1,1000.00,10,EUR,,,,
A2,1,return,2026-01-20,Recalls,P1,-400.00,-4,EUR,recall,A1,1,
B1,1,purchase,2026-01-10,Regrets,P1,1000.00,10,EUR,,,,
B2,1,return,2026-01-20,Regrets,P1,-300.00,-3,EUR,regret,B1,1,
C1,1,purchase,2026-02-10,Abroad,P1,2000.00,20,USD,,,,
D1,1,purchase,2026-02-10,Vague,P1,1500.00,15,EUR,,,,
D2,1,return,2026-02-20,Vague,P1,-500.00,-5,EUR,,,,
D3,1,payment,2026-03-01,Vague,,1000.00,,EUR,,,,D1
"""


def test_members_that_stand_apart_are_owed_what_evaluate_gives(ristorno: Ristorno, tmp_path: Path) -> None:
    program, facts = tmp_path / "apart.yaml", tmp_path / "deeds.csv"
    program.write_text(_APART, encoding="utf-8")
    facts.write_text(_DEEDS, encoding="utf-8")

    settled = ristorno("settle", program, facts, "--output", tmp_path / "out", "--format", "csv")
    evaluated = ristorno("evaluate", program, facts, "--format", "csv").out

    rows = rows_of(tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert "member by member" not in settled.out
    assert {name for _, name in manifest["counted_in_bulk"]} == {"kept", "paid"}
    assert manifest["standing_apart"] == 3  # all but Regrets
    assert {row["member"] for row in rows} == {"Recalls", "Regrets", "Abroad", "Vague"}
    assert told(rows) == told(list(csv.DictReader(evaluated.splitlines())))


_GROUPS = """\
program: buying-groups
time_zone: Europe/Berlin
units: {EUR: {kind: money}}
clauses:
  together:
    whose: group
    window: quarter
    mechanic: {brackets: {mode: retroactive, rates: {20_000: 1 %, 100_000: 3 %}}}
    reward: {to: head}
"""
_MEMBERSHIPS = """\
document,line,kind,occurred_at,member,amount,attributes.group,attributes.role,reverses,reverses_line
N1,1,purchase,2026-01-10,North,30000.00,,,,
N1,2,joined_group,2026-01-10,North,,Alliance,head,,
N2,1,return,2026-01-20,North,-1000.00,,,N1,1
G2,1,joined_group,2025-06-01,South,,Alliance,,,
G3,1,joined_group,2025-06-01,West,,Alliance,,,
G4,1,left_group,2026-03-01,West,,,,,
S1,1,purchase,2026-02-10,South,50000.00,,,,
W1,1,purchase,2026-02-11,West,40000.00,,,,
W2,1,purchase,2026-03-10,West,70000.00,,,,
"""


def test_settling_pays_the_head_of_a_group_as_evaluate_does(ristorno: Ristorno, tmp_path: Path) -> None:
    program, facts = tmp_path / "groups.yaml", tmp_path / "memberships.csv"
    program.write_text(_GROUPS)
    facts.write_text(_MEMBERSHIPS)
    arguments = (program, facts, "--as-of", "2026-03-31")

    assert ristorno("settle", *arguments, "--output", tmp_path / "out", "--format", "csv").code == 0

    (row,) = [row for row in rows_of(tmp_path / "out") if Decimal(row["amount"])]
    assert (row["member"], row["group"], Decimal(row["amount"])) == ("North", "Alliance", Decimal(3570))
    evaluated = ristorno("evaluate", *arguments, "--format", "csv").out
    assert told([row]) == told(list(csv.DictReader(evaluated.splitlines())))
    assert "Lines by group" in ristorno("explain-plan", *arguments).out


def test_settling_takes_the_windows_of_a_period(ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path) -> None:
    ristorno("settle", program, facts, "--window", "2026-Q1", "--output", tmp_path / "q1", "--format", "csv")

    rows = rows_of(tmp_path / "q1")
    assert rows
    assert all("2026-01-01" <= row["window_start"] <= row["window_end"] <= "2026-03-31" for row in rows)


def test_settling_twice_changes_nothing(ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path) -> None:
    def settled() -> dict[str, bytes]:
        ristorno("settle", program, facts, "--output", tmp_path / "out", "--format", "csv")
        return {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir() if path.suffix == ".csv"}

    assert settled() == settled() != {}


def test_a_folder_of_something_else_is_left_alone(
    ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path
) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "draft.txt").write_text("Dear partner")

    refused = ristorno("settle", program, facts, "--output", tmp_path / "letters")

    assert refused.code == 2
    assert "bulk.folder" in refused.err
    assert [path.name for path in (tmp_path / "letters").iterdir()] == ["draft.txt"]


@pytest.mark.parametrize("memory", ["much", "-1GB", "5", "0MB"])
def test_an_amount_of_memory_that_is_none_is_refused(
    ristorno: Ristorno, program: Path, facts: Path, memory: str
) -> None:
    assert "--memory" in ristorno("settle", program, facts, "--memory", memory).err


def test_the_plan_is_told_as_sql_with_the_names_of_clauses(ristorno: Ristorno, program: Path, facts: Path) -> None:
    plan = ristorno("explain-plan", program, facts).out

    assert "Clause quarterly of dealers" in plan
    assert 'create temp table "facts by period"' in plan


def test_a_dialect_that_nobody_speaks_is_refused(ristorno: Ristorno, program: Path, facts: Path) -> None:
    assert "duckdb" in ristorno("explain-plan", program, facts, "--dialect", "duckbd").err


AGREEMENT = """
agreement: A-1
program: dealers
member: M77
versions:
  - effective_from: 2026-01-01
    clauses: {quarterly: {limits: {floor: 10}}}
"""


def test_a_member_without_facts_gets_its_floor(ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path) -> None:
    agreements, out = tmp_path / "agreement.yaml", tmp_path / "out"
    agreements.write_text(AGREEMENT, encoding="utf-8")
    words = (program, facts, "--agreements", agreements, "--format", "csv")

    assert ristorno("settle", *words, "--output", out).code == 0
    evaluated = ristorno("evaluate", *words).out

    assert told(rows_of(out)) == told(list(csv.DictReader(evaluated.splitlines())))
    assert [row["amount"] for row in rows_of(out) if row["member"] == "M77"] == ["10.00"]


_HEARD = """\
program: activations
time_zone: UTC
units: {PTS: {kind: points}}
sets:
  lines: {kinds: [purchase, return]}
  sold: {of: lines, except: {kinds: [return]}}
clauses:
  gross: {earn_on: sold, measure: quantity, window: month, mechanic: {per_unit: 1}}
  net: {earn_on: lines, measure: quantity, window: month, mechanic: {per_unit: 1}}
"""
_WHOLE = """\
document,member,occurred_at,kind,quantity,reverses
A-0,M,2026-01-05,purchase,1,
A-1,M,2026-01-10,purchase,10,
X-1,M,2026-07-08,return,-10,A-1
"""


def test_settling_hears_purchases_of_which_nothing_is_left(ristorno: Ristorno, tmp_path: Path) -> None:
    program, facts = tmp_path / "heard.yaml", tmp_path / "whole.csv"
    program.write_text(_HEARD)
    facts.write_text(_WHOLE)

    assert ristorno("settle", program, facts, "--output", tmp_path / "out", "--format", "csv").code == 0
    amounts = {(row["clause"], row["window"]): row["amount"] for row in rows_of(tmp_path / "out")}
    assert amounts == {("gross", "2026-01"): "11", ("net", "2026-01"): "1"}
