"""Whole parts of a document from the form: what comes holds, what goes is told, and what stands beside it stays."""

from collections.abc import Iterator, Mapping
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ristorno.engine.check import check_program
from ristorno.engine.terms.model import Model
from ristorno.engine.terms.reading import read_program
from ristorno.kernel.document import Path, Tree, read_document
from ristorno.kernel.editing import at, flow, put
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.console.designing.form import Part
from ristorno.web.console.designing.meanings import meaning
from ristorno.web.console.designing.sections import SECTIONS
from ristorno.web.console.designing.shaping import Shaped, shaped
from ristorno.web.console.designing.sheet import read_sheet
from ristorno.web.console.designing.showing import parts
from ristorno.web.console.labels import label
from ristorno.web.ground.voice import voice, words

EMPTY = """\
program: club
time_zone: Europe/Berlin
units: {EUR: {kind: money}}
clauses: {}  # none yet
"""
WHOLE = """\
program: club
time_zone: Europe/Berlin
units: {EUR: {kind: money}, PTS: {kind: points}}
clauses:
  # agreed in March
  quarterly:
    window: quarter  # as ever
    baseline: {window: previous_year}
    mechanic: {growth: {pays: on_all, rates: {5 %: 1 %}}}  # on all of it
    limits: {cap: 900}
    reward: {unit: EUR}
  monthly: {window: month, mechanic: {percent: 2 %}, reward: {unit: EUR}}
# the end
"""
CHANGE = "program: club\nversions:\n  - effective_from: 2026-07-01   # with the catalog\n"
KINDS = [(section, kind) for section, about in SECTIONS.items() for kind in about.starters]


def after(text: str, step: str, /, base: Mapping[str, Tree] | None = None, **typed: str) -> Shaped:
    return shaped(read_sheet(text, base), step, {name.replace("__", "."): value for name, value in typed.items()})


def tree(text: str) -> dict[str, Tree]:
    found = read_document(text).tree
    assert isinstance(found, dict)
    return found


def wrong(text: str) -> list[Problem]:
    return list(check_program(read_program(text, "")))


def part(text: str, key: str, base: dict[str, Tree] | None = None) -> Part:
    return next(each for each in parts(read_sheet(text, base)) if each.key == key)


@pytest.mark.parametrize(("section", "kind"), KINDS)
def test_every_starter_makes_a_program_that_holds_and_is_shown_whole(section: str, kind: str) -> None:
    done = after(EMPTY, f"add {section}", None, **{f"add__{section}__kind": kind, f"add__{section}__name": "X"}).text
    if (section, kind) == ("units", "EUR"):  # money is called by its currency
        done = done.replace("X:", "USD:").replace("program: club", "program: club\ncurrency: EUR")
    assert wrong(done) == []
    (begun,) = (each for each in parts(read_sheet(done, None)) if each.key in {"X", "USD"})
    assert begun.unsaid == ()
    assert begun.kind == (kind if SECTIONS[section].slot else "")
    for field in begun.fields:
        told = meaning(field.path)
        if field.name != "title":  # nobody has to be told what a title is
            assert voice("en")(f"console.meaning.{told.key}") == told.words, field.path
        assert label(field, voice("ru")) != field.name.split(".")[-1], field.name
    assert voice("en").has(f"console.starter.{section}.{kind}") or len(SECTIONS[section].starters) == 1


def test_every_meaning_is_still_what_the_model_says() -> None:
    models = {each.__name__: each for each in below(Model)}
    for key in words():
        if key.startswith("console.meaning."):
            model, field = key.split(".")[2:]
            assert voice("en")(key) == models[model].model_fields[field].description, key


def below(model: type[Model]) -> Iterator[type[Model]]:
    for each in model.__subclasses__():
        yield each
        yield from below(each)


@pytest.mark.parametrize("old", SECTIONS["clauses"].starters)
@pytest.mark.parametrize("new", SECTIONS["clauses"].starters)
def test_every_kind_becomes_every_other(old: str, new: str) -> None:
    text = after(EMPTY, "add clauses", add__clauses__kind=old, add__clauses__name="x").text
    done = after(text, "turn clauses x", turn__clauses__x=new)
    assert wrong(done.text) == []
    assert part(done.text, "x").kind == new
    assert (done.text == text) == (old == new)


def test_a_new_promise_stands_line_by_line_and_pays_a_unit() -> None:
    done = after(EMPTY, "add clauses", add__clauses__kind="percent").text
    assert done == EMPTY.replace(
        "clauses: {}  # none yet\n",
        "clauses:  # none yet\n  percent:\n    window: quarter\n    measure: amount\n    mechanic: {percent: 1 %}\n",
    )
    second = after(done, "add clauses", add__clauses__kind="percent").text
    assert "  percent-2:\n    window: quarter\n" in second
    assert "    reward: {unit: EUR}\n# the end" in after(WHOLE, "add clauses", add__clauses__kind="fixed").text


def test_what_a_starter_refers_to_comes_with_it_unless_it_is_there() -> None:
    done = after(EMPTY, "add offers", add__offers__kind="points").text
    assert "units: {EUR: {kind: money}, PTS: {kind: points}}" in done
    assert after(WHOLE, "add offers", add__offers__kind="points").text.count("PTS") == WHOLE.count("PTS") + 1


def test_a_change_of_kind_keeps_what_both_have_and_tells_what_goes() -> None:
    done = after(WHOLE, "turn clauses quarterly", turn__clauses__quarterly="brackets")
    assert "  # agreed in March\n  quarterly:\n    window: quarter  # as ever\n    mechanic: {brackets: " in done.text
    assert "# on all of it\n    limits: {cap: 900}\n" in done.text
    assert done.dropped == (
        ("mechanic.growth.pays", "on_all"),
        ("mechanic.growth.rates", "{5 %: 1 %}"),
        ("baseline", "{window: previous_year}"),
    )
    fixed = after(
        WHOLE.replace("{percent: 2 %}", "{per_unit: 7}"), "turn clauses monthly", turn__clauses__monthly="fixed"
    )
    assert "mechanic: {fixed: 7}" in fixed.text
    assert fixed.dropped == ()


def test_a_copy_says_the_same_under_another_name() -> None:
    done = after(WHOLE, "copy clauses quarterly").text
    assert at(tree(done), ("clauses", "quarterly-2")) == at(tree(WHOLE), ("clauses", "quarterly"))
    assert done.replace(done[done.index("  quarterly-2") : done.index("# the end")], "") == WHOLE


def test_what_is_taken_away_leaves_the_rest_as_it_was() -> None:
    assert after(WHOLE, "remove clauses monthly").text == WHOLE.replace(
        "  monthly: {window: month, mechanic: {percent: 2 %}, reward: {unit: EUR}}\n", ""
    )


def test_a_version_takes_away_what_others_said_and_brings_it_back() -> None:
    base = tree(WHOLE)
    gone = after(CHANGE, "remove clauses monthly", base).text
    assert at(tree(gone), ("versions", 0, "clauses", "monthly")) == "none"
    assert part(gone, "monthly", base).gone
    back = after(gone, "back clauses monthly", base).text
    assert part(back, "monthly", base).fields == part(CHANGE, "monthly", base).fields
    assert not part(CHANGE, "PTS", base).removable


def test_a_version_says_a_new_promise_and_a_new_kind_itself() -> None:
    base = tree(WHOLE)
    added = after(CHANGE, "add clauses", base, add__clauses__kind="fixed").text
    assert added.startswith(CHANGE + "    clauses:\n      fixed:\n        window: quarter\n")
    turned = after(CHANGE, "turn clauses quarterly", base, turn__clauses__quarterly="percent")
    assert "baseline: none" in turned.text
    assert part(turned.text, "quarterly", base).kind == "percent"


def test_conditions_come_one_by_one_and_go_together() -> None:
    once = after(WHOLE, "gate clauses monthly").text
    assert "qualify: {measure: amount, at_least: 1_000}}" in once
    twice = after(once, "gate clauses monthly").text
    names = [each.name for each in part(twice, "monthly").fields if each.name.startswith("qualify")]
    assert names == ["qualify.measure", "qualify.at_least"] * 2
    assert wrong(twice) == []
    assert meaning(("clauses", "monthly", "qualify", 1, "at_least")).key == "Gate.at_least"
    assert after(twice, "ungate clauses monthly").text == WHOLE


@pytest.mark.parametrize(
    ("step", "typed", "code"),
    [
        ("add clauses", {"add__clauses__name": "monthly"}, "console.taken"),
        ("add clauses", {"add__clauses__kind": "magic"}, "console.step"),
        ("add versions", {}, "console.step"),
        ("remove clauses nothing", {}, "console.step"),
        ("burn clauses monthly", {}, "console.step"),
        ("", {}, "console.step"),
    ],
)
def test_a_step_that_cannot_be_is_refused(step: str, typed: dict[str, str], code: str) -> None:
    with pytest.raises(Refused) as refused:
        after(WHOLE, step, None, **typed)
    assert [each.code for each in refused.value.problems] == [code]
    with pytest.raises(Refused):
        shaped(None, "add clauses", {})


ODD: st.SearchStrategy[Tree] = st.sampled_from(
    ["none", "", "x", [], {}, [["x"]], ["a", {"b": "c"}], {"by": "x"}, {"measure": "x", "at_least": {"a": "b"}},
     {"percent": []}, {"sum": ["x"]}]
)  # fmt: skip


@given(st.data())
def test_whatever_is_written_the_form_shows_it_and_a_button_changes_it_or_refuses(data: st.DataObject) -> None:
    document: Tree = {**tree(WHOLE), "offers": {"off": {"gives": {"percent": "5 %"}}}}
    path = data.draw(st.sampled_from(sorted(places(document), key=str)))
    sheet = read_sheet(put(flow(document), path, data.draw(ODD)), None)
    part = data.draw(st.sampled_from([each for each in parts(sheet) if each.section] or [Part(section="sets")]))
    verb = data.draw(st.sampled_from(["copy", "remove", "gate", "ungate", "turn", "add"]))
    kind = data.draw(st.sampled_from(sorted(SECTIONS[part.section].starters)))
    with suppress(Refused):
        done = shaped(sheet, f"{verb} {part.section} {part.key}", {f"turn.{part.section}.{part.key}": kind})
        assert parts(read_sheet(done.text, None))


def places(document: Tree, path: Path = ()) -> Iterator[Path]:
    for key, each in document.items() if isinstance(document, dict) else ():
        yield (*path, key)
        yield from places(each, (*path, key))
