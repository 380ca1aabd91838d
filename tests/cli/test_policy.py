"""``ristorno policy prove``: a word, its reason, and an exit code."""

import json
from pathlib import Path

import pytest

from cli.conftest import Ristorno

_HEAD = "time_zone: Europe/Moscow\nunits: {RUB: {kind: money}}\n"
_DEALERS = f"""\
program: dealers
{_HEAD}clauses:
  quarterly:
    window: quarter
    mechanic: {{brackets: {{mode: retroactive, rates: {{500_000: 2 %, 1_500_000: 3 %}}}}}}
policy: {{highest_discount: 12 %}}
"""
_SPRING = f"""\
program: spring
{_HEAD}offers:
  spring: {{on: {{products: ["WIN-*"]}}, valid: {{from: 2026-03-01, until: 2026-03-31}}, gives: {{percent: 10 %}}}}
clauses:
  welcome: {{window: document, mechanic: {{percent: 0.5 %}}}}
"""
DAYS = ("--from", "2026-01-01", "--until", "2026-12-31")


@pytest.fixture
def dealers(tmp_path: Path) -> Path:
    return _file(tmp_path, "dealers", _DEALERS)


@pytest.fixture
def spring(tmp_path: Path) -> Path:
    return _file(tmp_path, "spring", _SPRING)


def _file(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_breaks_the_policy_is_shown_by_an_order(ristorno: Ristorno, dealers: Path, spring: Path) -> None:
    said = ristorno("policy", "prove", dealers, spring, *DAYS)
    assert said.code == 3
    assert said.out.splitlines() == [
        "Broken: an order gets 13.15%, and 12% is allowed.",
        "The order: purchase, 2026-03-01, other, WIN-, 10,000,000 RUB.",
        "spring.spring gives 1,000,000 RUB.",
        "dealers.quarterly gives 270,000 RUB.",
        "spring.welcome gives 45,000 RUB.",
        "Together 1,315,000 of 10,000,000: 13.15%.",
    ]


def test_a_higher_limit_is_proved_with_what_is_assumed(ristorno: Ristorno, dealers: Path, spring: Path) -> None:
    said = ristorno("policy", "prove", dealers, spring, *DAYS, "--limit", "13.15 %")
    assert said.code == 0
    assert said.out.startswith("Proved: at most 13.15% of what is bought is given, and 13.15% is allowed.\nThis holds ")


def test_days_on_which_an_offer_is_not_valid_are_proved_without_it(
    ristorno: Ristorno, dealers: Path, spring: Path
) -> None:
    said = ristorno("policy", "prove", dealers, spring, "--from", "2026-04-01", "--json")
    assert said.code == 0
    found = json.loads(said.out)
    assert (found["word"], found["bound"], found["limit"]) == ("proved", "0.035", "0.12")
    assert {each["promise"] for each in found["worst"]["promises"]} == {"dealers.quarterly", "spring.welcome"}


def test_an_agreement_with_higher_rates_is_looked_at(ristorno: Ristorno, dealers: Path, tmp_path: Path) -> None:
    rates = "{500_000: 14 %}"
    held = _file(
        tmp_path,
        "contracts",
        "agreement: A-1\nprogram: dealers\nmember: M1\nversions:\n"
        f"  - {{effective_from: 2026-01-01, clauses: {{quarterly: {{mechanic: {{brackets: {{rates: {rates}}}}}}}}}}}\n",
    )
    assert ristorno("policy", "prove", dealers, *DAYS).code == 0
    said = ristorno("policy", "prove", dealers, *DAYS, "--agreements", held)
    assert said.code == 3
    assert "an order gets 14%" in said.out
    assert "M1" in said.out


def test_what_blocks_a_proof_is_told_with_what_would_help(ristorno: Ristorno, tmp_path: Path) -> None:
    text = _DEALERS.replace("policy:", "  best: {window: month, mechanic: {rank: {best: 3, gives: 100}}}\npolicy:")
    said = ristorno("policy", "prove", _file(tmp_path, "ranked", text), *DAYS)
    assert said.code == 3
    assert said.out.startswith("Undecided: it was not proved that at most 12% is given")
    assert "In the way of a proof: dealers.best: it depends on how other members stand." in said.out


def test_without_a_limit_nothing_can_be_proved(ristorno: Ristorno, spring: Path) -> None:
    said = ristorno("policy", "prove", spring)
    assert said.code == 2
    assert "No program says what the highest discount is." in said.err
