"""The JSON Schema agrees with the reader: what it accepts an editor may accept, typical mistakes it underlines."""

from functools import cache
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.nodes import ScalarNode

from ristorno.engine.terms.reading import read_program
from ristorno.engine.terms.schema import agreement_schema, program_schema
from ristorno.templates import Template, all_templates, find, starter_text

TEMPLATES = (*all_templates(), Template("starter", "", "", starter_text()))


class EditorsConstructor(SafeConstructor):
    """Editors follow the core schema of YAML 1.2, in which a day is text."""


def _text(constructor: SafeConstructor, node: ScalarNode) -> str:
    return str(node.value)


EditorsConstructor.add_constructor("tag:yaml.org,2002:timestamp", _text)


def as_an_editor(text: str) -> list[Any]:
    """Return the documents as an editor sees them: typed by YAML 1.2, keys as text."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = EditorsConstructor
    return [_text_keys(document) for document in yaml.load_all(text)]


def _text_keys(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _text_keys(value) for key, value in node.items()}
    return [_text_keys(item) for item in node] if isinstance(node, list) else node


@cache
def program_validator() -> Draft202012Validator:
    schema = program_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@cache
def agreement_validator() -> Draft202012Validator:
    schema = agreement_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def mistakes(text: str) -> list[str]:
    return [error.message for document in as_an_editor(text) for error in program_validator().iter_errors(document)]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_a_template_is_accepted(template: Any) -> None:
    assert mistakes(template.text) == []
    for document in as_an_editor(template.agreements or ""):
        assert list(agreement_validator().iter_errors(document)) == []


def test_the_demo_is_accepted() -> None:
    folder = files("ristorno.demo")
    assert mistakes((folder / "program.yaml").read_text(encoding="utf-8")) == []
    agreements = as_an_editor((folder / "agreements.yaml").read_text(encoding="utf-8"))
    assert len(agreements) > 1
    assert [error.message for each in agreements for error in agreement_validator().iter_errors(each)] == []


WHOLE = """
program: everything
title: one language
time_zone: Europe/Moscow
membership: by_agreement
kinds: {own_visit: a visit}
units: {RUB: {kind: money, step: 0.5}, PTS: {kind: points, step: 1}}
groups: {tires: [summer]}
sets:
  goods: {kinds: [purchase], except: {groups: [summer]}}
  some: {of: goods, products: [85*, 0012], parties: {distributor: [D1]}, attributes: {country: [NO]}, except: goods}
ladders:
  status: {measure: {sum: amount}, of: goods, window: {year: {starts: 04-01}}, tiers: {base: 0, gold: 1_000.50}}
clauses:
  one:
    for: {members: [0105012345, M1], levels: {status: [gold]}, at: window_end}
    earn_on: {of: goods, from: 2026-01-01, until: 2026-12-31}
    measure: {count: documents}
    window: {every: 2 months, anchor: 2026-02-15}
    qualify: {any: [{measure: quantity, window: {rolling: 30 days}, at_least: 1}, {not: {measure: amount, below: 5}}]}
    mechanic: {brackets: {mode: total, rows: [{from: 0, per_unit: 2, fixed: 10}], bracket_by: {sum: amount}}}
    limits: {cap: 5, floor: {amount: 1, per: document}}
    accept_until: +5 days
    reward: {unit: PTS, to: {shares: {contact: {rate: 30 %, at_most: 5}}, rest: company}, without_consent: to_company}
  two:
    window: {from: 2026-01-01, until: 2026-03-31}
    baseline: 500
    mechanic: {growth: {rates: {100_000: 1 %}}}
    reward: {unit: RUB}
  three:
    window: year
    baseline: {window: previous_year, new_members: {fixed: 5}, if_not_positive: nothing}
    qualify: [{measure: amount, at_least: 1}]
    multiply: {by: status, level_of: window_end, gold: 2}
    mechanic: {growth: {pays: on_all, rates: {10 %: 1 %}}}
    reward: {unit: RUB}
versions:
  - {effective_from: 2026-07-01, recorded_at: 2026-06-01T10:00:00+03:00, clauses: {one: none, two: {limits: {cap: 9}}}}
  - {effective_from: 2026-10-01, clauses: {three: {qualify: none, baseline: none, mechanic: {percent: 1 %}}}}
"""


def test_every_spelling_is_accepted() -> None:
    assert mistakes(WHOLE) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("window: year\n", "window: yaer\n"),
        ("mechanic: {percent: 1 %}", "mechanic: {percent: 1}"),
        ("mechanic: {percent: 1 %}", "mechanic: {procent: 1 %}"),
        ("mode: total, ", ""),
        ("mode: total", "mode: totals"),
        ("{10 %: 1 %}", "{10 %: 1}"),
        ("baseline: 500", "baseline: five hundred"),
        ("time_zone: Europe/Moscow\n", ""),
        ("units: {RUB: {kind: money", "units: {RUB: {kind: cash"),
        ("accept_until: +5 days", "accept_until: 5"),
        ("from: 2026-01-01, until: 2026-12-31", "from: 01.01.2026, until: 2026-12-31"),
        ("to: {shares", "two: {shares"),
        ("limits: {cap: 9}", "limit: {cap: 9}"),
        ("limits: {cap: 9}", "limits: {cap: 9 %}"),
        ("effective_from: 2026-07-01, ", ""),
        ("{measure: quantity, window: {rolling: 30 days}, at_least: 1}", "{measure: quantity}"),
        ("clauses: {one: none", "time_zone: Asia/Bangkok, clauses: {one: none"),
        ("measure: {count: documents}", "measure: {count: orders}"),
        ("membership: by_agreement", "membership: closed"),
        ("tiers: {base: 0, gold: 1_000.50}", "tiers: {base: 0, gold: lots}"),
    ],
)
def test_a_typical_mistake_is_underlined(right: str, wrong: str) -> None:
    assert right in WHOLE
    assert mistakes(WHOLE.replace(right, wrong)) != []


def test_an_agreement_needs_a_member_and_versions() -> None:
    agreement = find("contract-terms").agreements or ""
    for line in ('member: "7707083893"', "agreement: A-2026-017", "program: contract-terms"):
        assert line in agreement
        document = as_an_editor(agreement.replace(line, ""))[0]
        assert list(agreement_validator().iter_errors(document)) != []
    assert list(agreement_validator().iter_errors({"agreement": "A", "program": "p", "member": "M"})) != []


def test_what_the_schema_accepts_here_the_reader_accepts_too() -> None:
    assert read_program(WHOLE).id == "everything"
