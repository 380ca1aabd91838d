"""Documents: every scalar stays the text that was typed, and any text gives terms or a refusal."""

from contextlib import suppress
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ristorno.engine.calculation import Calculation
from ristorno.engine.terms.program import Program
from ristorno.engine.terms.reading import read_agreements, read_program
from ristorno.kernel.document import read_documents
from ristorno.kernel.problem import Refused

PROGRAM = """program: p-1
time_zone: Europe/Moscow
units: {EUR: {kind: money}, PTS: {kind: points, step: 0.5}}
groups: {tyres: [summer, winter]}
sets:
  goods: {kinds: [purchase, return], except: {groups: [tyres]}}
ladders:
  status: {of: goods, window: year, tiers: {base: 0, silver: 1_000}}
clauses:
  bonus:
    earn_on: goods
    window: {every: 2 months}
    qualify: [{measure: quantity, at_least: 10}]
    mechanic: {brackets: {mode: retroactive, rates: {500: 2 %, 1_000: 3 %}}}
    limits: {cap: 100}
    reward: {unit: EUR, to: {shares: {contact: 30 %}, rest: company}}
versions:
  - {effective_from: 2026-03-01, clauses: {bonus: {limits: {cap: 200}}}}
"""


@pytest.mark.parametrize(
    "scalar",
    ["NO", "0105012345", "1.50", "1_000", "yes", "on", "2026-05-01", "1e3", "0x1F", "12:30:45", ".5", "~", "null"],
)
def test_a_scalar_stays_what_was_typed(scalar: str) -> None:
    (document,) = read_documents(f"value: {scalar}\n{scalar}: [{scalar}]\n")
    assert document.tree == {"value": scalar, scalar: [scalar]}


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40))
def test_quoted_text_stays_what_was_typed(text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    with suppress(Refused):
        (document,) = read_documents(f"value: {quoted}\n")
        assert document.tree == {"value": text}


@cache
def _checked() -> Program:
    return read_program(PROGRAM)


def answer_or_refusal(text: str) -> None:
    """Read the text as a program and as agreements, and count nothing with it; anything but Refused is a fault."""
    with suppress(Refused):
        Calculation(read_program(text, "p.yaml"))
    with suppress(Refused):
        read_agreements(text, "a.yaml", _checked())


@given(st.text(max_size=200))
@example("")
@example("\x00")
@example("\ufeffprogram: p")
@example("&a [*a]")
@example("a: &a {b: *a}")
@example("[" * 2000)
@example("? [a]\n: b")
@example("!!python/object:os.system x")
@example("%YAML 9.9\n---\na: b")
@example("a: b\n--- \nc: d")
@example("<<: {a: b}")
@example("program: &p p\nunits: *p")
@example("- a")
@example("null")
@example("\t")
@example("a:\n\t- b")
def test_any_text_gives_terms_or_a_refusal(text: str) -> None:
    answer_or_refusal(text)


WORDS = sorted({word for word in PROGRAM.replace(",", " ").replace("{", " ").replace("}", " ").split() if word})


@given(st.data())
def test_a_damaged_program_gives_terms_or_a_refusal(data: st.DataObject) -> None:
    text = PROGRAM
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 12)))
        filler = data.draw(st.sampled_from(("", " ", "\n", "{", "}", "[", "]", ":", "- ", '"', "9" * 14, "-1", "none")))
        text = text[:start] + filler + data.draw(st.sampled_from(("", *WORDS))) + text[end:]
    answer_or_refusal(text)


leaves = st.sampled_from(("", "1", "-1", "0", "2 %", "-2 %", "200 %", "none", "month", "goods", "99999999999999", "x"))
words = st.sampled_from(
    (
        *("program", "time_zone", "units", "sets", "ladders", "clauses", "versions", "window", "mechanic", "reward"),
        *("measure", "qualify", "limits", "shares", "rates", "rows", "tiers", "from", "to", "of", "all", "not", "cap"),
    )
)
trees = st.recursive(leaves, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner), max_leaves=6)


def flow(tree: object) -> str:
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{key}: {flow(value)}" for key, value in tree.items()) + "}"
    return "[" + ", ".join(flow(item) for item in tree) + "]" if isinstance(tree, list) else f'"{tree}"'


PLACES = ("units", "sets", "ladders", "clauses", "versions", "groups", "program", "time_zone", "membership", "kinds")


@given(st.sampled_from(PLACES), trees)
def test_a_part_of_another_shape_gives_terms_or_a_refusal(place: str, tree: object) -> None:
    kept = [line for line in PROGRAM.splitlines() if not line.startswith(place)]
    answer_or_refusal("\n".join([*kept, f"{place}: {flow(tree)}"]))


INNER = (
    "earn_on",
    "window",
    "qualify",
    "mechanic",
    "limits",
    "reward",
    "multiply",
    "baseline",
    "for",
    "rounding",
    "change",
)


@given(st.sampled_from(INNER), trees)
def test_a_clause_of_another_shape_gives_terms_or_a_refusal(place: str, tree: object) -> None:
    clause = {"window": "month", "mechanic": {"percent": "2 %"}, "reward": {"unit": "EUR"}, place: tree}
    head = PROGRAM.split("clauses:")[0]
    answer_or_refusal(f"{head}clauses:\n  bonus: {flow(clause)}\n")


def test_a_refusal_names_file_line_and_column() -> None:
    with pytest.raises(Refused) as refused:
        read_program(PROGRAM.replace("retroactive", "retroactiv"), "dealers.yaml")
    (problem,) = refused.value.problems
    assert (problem.place.file, problem.place.line) == ("dealers.yaml", 14)
    assert "Did you mean 'retroactive'?" in str(problem)
