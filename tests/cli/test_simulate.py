"""Simulating: costs over real history that counting confirms, who wins and loses, where money jumps."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Ristorno

RATE = "clauses.quarterly.mechanic.brackets.rates.500"


def simulated(ristorno: Ristorno, *words: object) -> dict[str, Any]:
    said = ristorno("simulate", *words, "--format", "json")
    assert said.code == 0, said.err
    found: dict[str, Any] = json.loads(said.out)
    return found


def evaluated(ristorno: Ristorno, program: Path, facts: Path) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for accrual in json.loads(ristorno("evaluate", program, facts, "--format", "json").out)["accruals"]:
        sums[accrual["unit"]] = sums.get(accrual["unit"], Decimal(0)) + Decimal(accrual["amount"])
    return sums


def costs(variant: dict[str, Any]) -> dict[str, Decimal]:
    return {unit: Decimal(amount) for unit, amount in variant["cost"].items()}


def test_what_is_written_costs_what_evaluate_says(ristorno: Ristorno, program: Path, facts: Path) -> None:
    (written,) = simulated(ristorno, program, facts)["variants"]

    assert costs(written) == evaluated(ristorno, program, facts)


def test_who_left_is_counted_among_the_others(ristorno: Ristorno, program: Path, facts: Path) -> None:
    moves = (
        "L-1,1,1,2026-02-20T12:00:00Z,2026-02-20,left,M1,,",
        "L-2,1,1,2026-03-01T12:00:00Z,2026-03-05,enrolled,M1,,",
    )
    facts.write_text(facts.read_text(encoding="utf-8") + "\n".join(moves) + "\n", encoding="utf-8")

    variants = simulated(ristorno, program, facts, "--vary", f"{RATE}=1 %, 3 %")["variants"]

    assert costs(variants[0]) == evaluated(ristorno, program, facts)


def test_every_variant_costs_what_evaluate_says_of_its_document(
    ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path
) -> None:
    variants = simulated(ristorno, program, facts, "--vary", f"{RATE}=1 %, 1.5 %, 3 %")["variants"]

    assert [variant["settings"].get(RATE) for variant in variants] == [None, "1 %", "1.5 %", "3 %"]
    for variant in variants[1:]:
        changed = tmp_path / "changed.yaml"
        text = program.read_text(encoding="utf-8")
        changed.write_text(text.replace("500: 1 %", f"500: {variant['settings'][RATE]}"), encoding="utf-8")
        assert costs(variant) == evaluated(ristorno, changed, facts)


def test_winners_and_losers_are_told_against_the_first(ristorno: Ristorno, program: Path, facts: Path) -> None:
    _, _, lower, higher = simulated(ristorno, program, facts, "--vary", f"{RATE}=1 %, 0.5 %, 2 %")["variants"]

    # M1 has bought 1,500.00 and stands in the upper row; nobody else has reached 500.
    assert lower["against_first"] == higher["against_first"]


def test_a_draft_is_compared_with_todays_program(
    ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path
) -> None:
    draft = tmp_path / "draft.yaml"
    draft.write_text(program.read_text(encoding="utf-8").replace("1_500: 2 %", "1_500: 4 %"), encoding="utf-8")

    today, new = simulated(ristorno, draft, facts, "--today", program)["variants"]

    assert (today["name"], new["name"]) == ("today", "as written")
    assert [change for change in new["against_first"] if change["unit"] == "EUR"] == [
        {"unit": "EUR", "winners": 1, "gained": "30.00", "losers": 0, "lost": "0.00"}
    ]


def test_who_stands_around_a_threshold_is_told(ristorno: Ristorno, program: Path, facts: Path) -> None:
    (written,) = simulated(ristorno, program, facts)["variants"]

    # M2 has bought 499.99: one cent more is worth 1 % of 500.
    (first, second) = written["thresholds"]
    assert (first["threshold"], first["jump"], first["within_reach"], first["missing"]) == ("500", "5.00", 1, "0.0100")
    # M1 stands at 1,500.00 exactly: 2 % of it are 15.00 more than 1 %.
    assert (second["just_over"], second["spent_on_jumps"]) == (1, "15.00")


def test_an_interrupted_simulation_goes_on(ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    words = (program, facts, "--vary", f"{RATE}=1 %, 2 %, 3 %", "--resume", kept)
    whole = simulated(ristorno, *words)
    lines = kept.read_text(encoding="utf-8").splitlines(keepends=True)
    kept.write_text("".join(lines[:2]) + lines[2][:40], encoding="utf-8")

    assert simulated(ristorno, *words) == whole


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--vary", "clauses.quartely.mechanic=1"), "quarterly"),
        (("--vary", f"{RATE}="), "which values to try"),
        (("--vary", f"{RATE}=much"), "much"),
        (("--margin-floor", "120 %"), "between 0 % and 100 %"),
        (("--within", "soon"), "--within"),
    ],
)
def test_what_makes_no_sense_is_refused(
    ristorno: Ristorno, program: Path, facts: Path, words: tuple[str, ...], told: str
) -> None:
    said = ristorno("simulate", program, facts, *words)

    assert said.code == 2
    assert told in said.err


def test_programs_that_read_facts_differently_are_not_compared(
    ristorno: Ristorno, program: Path, facts: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(program.read_text(encoding="utf-8").replace("Europe/Berlin", "Asia/Tokyo"), encoding="utf-8")

    said = ristorno("simulate", program, facts, "--today", other)

    assert said.code == 2
    assert "simulate.other_facts" in said.err
