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
    assert said.out.startswith("Proved: at most 13.15% of what is bought is given, and 13.15% is allowed.\n")
    assert said.out.splitlines()[-1].startswith("What is proved holds as far as what a window gives is judged")


def test_days_on_which_an_offer_is_not_valid_are_proved_without_it(
    ristorno: Ristorno, dealers: Path, spring: Path
) -> None:
    said = ristorno("policy", "prove", dealers, spring, "--from", "2026-04-01", "--json")
    assert said.code == 0
    (found,) = json.loads(said.out)
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
    assert "No program says what may not be passed." in said.err


_RULES = _DEALERS.replace(
    "policy: {highest_discount: 12 %}",
    """\
policy:
  margin_floor: 20 %
  costs: {all: {share: 75 %}}
  price_floors: {tires: {on: {products: ["WIN-*"]}, share: 95 %}, wheels: {on: {products: [WHEEL]}, price: 45}}
  never_together: {stock: [quarterly, spring.spring]}
""",
)


def test_every_rule_has_its_word(ristorno: Ristorno, tmp_path: Path, spring: Path) -> None:
    rules = _file(tmp_path, "dealers", _RULES)
    said = ristorno("policy", "prove", rules, *DAYS)
    assert said.code == 0, said.out
    assert said.out.splitlines()[::2][:1] == [
        "Proved: at least 22% of the net price stays above cost, and 20% is asked.",
    ]
    said = ristorno("policy", "prove", rules, spring, *DAYS)
    assert said.code == 3
    heads = [line for line in said.out.splitlines() if line.startswith(("Proved", "Broken", "Undecided"))]
    assert heads == [
        "Broken: of an order ≈\u00a013.1667% of the net price stay above cost, and 20% is asked.",
        "Broken: the lowest price dealers.tires does not hold: 90% is paid, and 95% is asked.",
        "Proved: the lowest price dealers.wheels holds: at least 45 RUB is paid, and 45 RUB is asked.",
        "Broken: a line has 2 of dealers.stock, which never come together.",
    ]
    assert "at a cost of 7,500,000" in said.out


def test_an_unknown_cost_is_no_proof(ristorno: Ristorno, tmp_path: Path) -> None:
    said = ristorno("policy", "prove", _file(tmp_path, "dealers", _RULES.replace("costs: {all", "costs: {x")), *DAYS)
    assert said.code == 0
    text = _RULES.replace("  costs: {all: {share: 75 %}}\n", "")
    said = ristorno("policy", "prove", _file(tmp_path, "unknown", text), *DAYS)
    assert said.code == 3
    assert "In the way of a proof: what some goods cost is not said; `costs` in the policy bounds it." in said.out


_PERSONS = """\
program: staff
country: DE
time_zone: Europe/Berlin
units: {EUR: {kind: money}}
clauses:
  sellers: {window: quarter, mechanic: {percent: 1 %}, limits: {cap: 10}, reward: {to: contact}}
policy: {gifts: {lawful: true}}
"""


def test_gifts_keep_within_the_law_of_their_days(ristorno: Ristorno, tmp_path: Path) -> None:
    staff = _file(tmp_path, "staff", _PERSONS)
    said = ristorno("policy", "prove", staff, "--from", "2026-01-01")
    assert said.out.startswith("Proved: a person is given at most 40 EUR in a year, and 50 EUR is allowed (staff).")
    said = ristorno("policy", "prove", staff, "--from", "2023-06-01")
    assert said.code == 3
    assert "at most 35 EUR in a year (staff)" in said.out
    more = _file(tmp_path, "more", _PERSONS.replace("limits: {cap: 10}, ", ""))
    said = ristorno("policy", "prove", more, "--from", "2026-01-01")
    assert said.out.splitlines()[:4] == [
        "Broken: a person is given 100 EUR in a year, and 50 EUR is allowed (staff).",
        "Before: consent_given, 2026-01-02, M.",
        "The order: purchase, 2026-01-03, M, 0, 10,000 EUR.",
        "staff.sellers gives 100 EUR.",
    ]
    assert "In the way of a proof: staff.sellers: nothing bounds what it gives a person" in said.out


def test_a_budget_of_which_it_is_only_told_can_be_passed(ristorno: Ristorno, tmp_path: Path) -> None:
    text = """\
program: spent
time_zone: Europe/Berlin
units: {EUR: {kind: money}}
budgets: {launch: {amount: 500, window: year, on_exhausted: alert_only}}
clauses: {bonus: {window: month, mechanic: {percent: 2 %}, budget: launch}}
policy: {budgets_hold: true}
"""
    said = ristorno("policy", "prove", _file(tmp_path, "told", text), *DAYS)
    assert said.out.startswith("Broken: 2,000 EUR of the budget spent.launch of 500 EUR is spent.\n")
    held = _file(tmp_path, "held", text.replace(", on_exhausted: alert_only", ""))
    said = ristorno("policy", "prove", held, *DAYS)
    assert said.out == "Proved: at most 500 EUR of the budget spent.launch of 500 EUR is ever spent.\n"
    named = text.replace("mechanic", "for: {members: [A, B]}, limits: {cap: 20}, mechanic")
    said = ristorno("policy", "prove", _file(tmp_path, "named", named), *DAYS)
    assert said.out.startswith("Proved: at most 480 EUR of the budget spent.launch of 500 EUR is ever spent.\n")
