"""The form beside a document: fields show what stands there, and change that and nothing else."""

import pytest

from ristorno.kernel.document import Tree, read_document
from ristorno.kernel.editing import at
from ristorno.kernel.problem import Refused
from ristorno.web.console.designing.applying import applied
from ristorno.web.console.designing.form import Part
from ristorno.web.console.designing.sheet import read_sheet
from ristorno.web.console.designing.showing import parts as drawn_of

WHOLE = """\
program: club  # short
title: {en: Club}
units: {EUR: {kind: money}, PTS: {kind: points}}
clauses:
  quarterly:
    title: Bonus
    window: quarter  # as agreed
    mechanic: {brackets: {mode: retroactive, rates: {1_000: 1 %, 5_000: 2 %}}}  # from March
    limits: {cap: 900}
    reward: {unit: EUR}
  growth:
    window: {every: 2 months}
    mechanic: {growth: {rate: 5 %}}
ladders:
  status: {measure: {sum: amount}, window: year, tiers: {base: 0, gold: 9_000}}
"""
CHANGE = """\
program: club
versions:
  - effective_from: 2026-07-01   # with the catalog
    clauses:
      quarterly: {limits: {cap: 500}}
"""


def parts(text: str, base: dict[str, Tree] | None) -> tuple[Part, ...]:
    return drawn_of(read_sheet(text, base))


def tree(text: str) -> dict[str, Tree]:
    found = read_document(text).tree
    assert isinstance(found, dict)
    return found


BASE = tree(WHOLE)


def names(drawn: tuple[Part, ...]) -> list[tuple[str, str, object]]:
    return [(part.key, field.name, field.rows or field.value) for part in drawn for field in part.fields]


def sent(drawn: tuple[Part, ...], **changed: str) -> dict[str, str]:
    """What a browser sends of a form in which fields were changed; names are those of the fields of a part."""
    typed: dict[str, str] = {}
    for number, (part, field) in enumerate((each, field) for each in drawn for field in each.fields):
        for place in range(len(field.rows) + 2 if field.kind == "rows" else 0):
            key, value = field.rows[place] if place < len(field.rows) else ("", "")
            typed |= {f"f{number}.k{place}": key, f"f{number}.v{place}": value}
        if field.kind != "rows":
            typed[f"f{number}"] = field.value
        for name, new in changed.items():
            where, _, cell = name.partition("__")
            if where == f"{part.key}_{field.name}".replace(".", "_") + (f"_{field.language}" if field.language else ""):
                typed[f"f{number}.{cell}" if cell else f"f{number}"] = new
    return typed


def test_fields_show_what_they_know_of_a_whole_program() -> None:
    drawn = parts(WHOLE, None)
    assert [(each.section, each.key, each.unsaid) for each in drawn] == [
        ("", "", ()), ("clauses", "quarterly", ()), ("clauses", "growth", ("window",)),
        ("ladders", "status", ()), ("units", "EUR", ()), ("units", "PTS", ()),
    ]  # fmt: skip
    shown = names(drawn)
    for each in (
        ("", "title", "Club"), ("quarterly", "title", "Bonus"), ("quarterly", "window", "quarter"),
        ("quarterly", "mechanic.brackets.rates", (("1_000", "1 %"), ("5_000", "2 %"))),
        ("quarterly", "limits.cap", "900"),
        ("quarterly", "reward.unit", "EUR"), ("status", "tiers", (("base", "0"), ("gold", "9_000"))),
    ):  # fmt: skip
        assert each in shown, each
    assert "window" not in [name for key, name, _ in shown if key == "growth"]


def test_a_form_that_comes_back_as_it_was_changes_nothing() -> None:
    empty_word = WHOLE + 'sets: {goods: {kinds: [purchase, ""]}}\n'
    for text, base in ((WHOLE, None), (CHANGE, BASE), (empty_word, None)):
        drawn = parts(text, base)
        assert applied(text, drawn, sent(drawn)) == text
        assert applied(text, drawn, {}) == text


def test_a_changed_field_changes_its_place_alone() -> None:
    drawn = parts(WHOLE, None)
    changed = applied(WHOLE, drawn, sent(drawn, quarterly_mechanic_brackets_rates__v1="2.5 %", quarterly_window="year"))
    assert changed == WHOLE.replace("5_000: 2 %", "5_000: 2.5 %").replace("window: quarter", "window: year")


def test_rows_come_and_go() -> None:
    drawn = parts(WHOLE, None)
    typed = sent(drawn, quarterly_mechanic_brackets_rates__k0="", quarterly_mechanic_brackets_rates__k2="9_000",
                 quarterly_mechanic_brackets_rates__v2="3 %")  # fmt: skip
    assert "rates: {5_000: 2 %, 9_000: 3 %}}}  # from March" in applied(WHOLE, drawn, typed)


def test_an_emptied_field_takes_the_place_out() -> None:
    drawn = parts(WHOLE, None)
    assert "cap" not in applied(WHOLE, drawn, sent(drawn, quarterly_limits_cap=""))


def test_a_version_shows_what_is_common_with_what_it_says_itself() -> None:
    shown = names(parts(CHANGE, BASE))
    assert ("", "effective_from", "2026-07-01") in shown
    assert ("quarterly", "limits.cap", "500") in shown
    assert ("quarterly", "mechanic.brackets.rates", (("1_000", "1 %"), ("5_000", "2 %"))) in shown


def test_what_a_version_does_not_say_yet_is_written_into_it_whole() -> None:
    drawn = parts(CHANGE, BASE)
    changed = applied(
        CHANGE, drawn, sent(drawn, quarterly_mechanic_brackets_rates__v0="1.5 %", status_tiers__v1="8_000")
    )
    assert changed.startswith(CHANGE.split("quarterly")[0])
    version = at(tree(changed), ("versions", 0))
    assert version is not None
    rates = at(version, ("clauses", "quarterly", "mechanic", "brackets"))
    assert rates == {"rates": {"1_000": "1.5 %", "5_000": "2 %"}}
    assert at(version, ("ladders", "status", "tiers")) == {"base": "0", "gold": "8_000"}
    assert at(version, ("clauses", "quarterly", "limits", "cap")) == "500"


def test_a_version_says_that_a_bound_is_taken_away() -> None:
    text = CHANGE.replace("cap: 500", "minimum: 5")
    drawn = parts(text, BASE)
    assert "{minimum: 5, cap: none}" in applied(text, drawn, sent(drawn, quarterly_limits_cap=""))
    assert "limits: {}" in applied(text, drawn, sent(drawn, quarterly_limits_minimum=""))


def test_what_a_version_cannot_take_away_is_refused_when_it_is_emptied() -> None:
    drawn = parts(CHANGE, BASE)
    with pytest.raises(Refused, match="cannot take away what the program says here: Bonus"):
        applied(CHANGE, drawn, sent(drawn, quarterly_title=""))


def test_a_text_that_cannot_be_read_has_no_fields() -> None:
    assert parts("a: [", None) == parts("- 1", None) == parts("", None) == ()
    assert parts("program: club\n", BASE) == ()


def test_a_condition_that_a_version_changes_is_said_whole() -> None:
    base = tree(WHOLE.replace("limits: {cap: 900}", "qualify: [{measure: amount, at_least: 5}]"))
    drawn = parts(CHANGE, base)
    changed = applied(CHANGE, drawn, sent(drawn, quarterly_qualify_at_least="7"))
    assert at(tree(changed), ("versions", 0, "clauses", "quarterly", "qualify")) == [
        {"measure": "amount", "at_least": "7"}
    ]


def test_a_title_goes_with_its_last_language() -> None:
    drawn = parts(WHOLE, None)
    assert applied(WHOLE, drawn, sent(drawn, _title_en="")) == WHOLE.replace("title: {en: Club}\n", "")


def test_a_promise_shows_whom_it_is_for_and_what_it_counts() -> None:
    text = WHOLE.replace(
        "limits: {cap: 900}", "for: {levels: {status: [gold]}}\n    earn_on: {groups: [tires]}"
    ).replace("window: quarter", "measure: {count: documents}\n    window: quarter")
    drawn = parts(text, None)
    for each in (("for.levels", "gold"), ("groups", "tires"), ("measure.count", "documents")):
        assert ("quarterly", *each) in names(drawn), each
    changed = applied(text, drawn, sent(drawn, quarterly_for_segments="dealer", quarterly_measure_count="products"))
    assert "for: {levels: {status: [gold]}, segments: [dealer]}" in changed
    assert "measure: {count: products}" in changed


def test_a_measure_that_a_version_changes_is_said_whole() -> None:
    base = tree(WHOLE.replace("window: quarter", "measure: {sum: quantity, of: {groups: [a]}}\n    window: quarter"))
    drawn = parts(CHANGE, base)
    changed = applied(CHANGE, drawn, sent(drawn, quarterly_measure_sum="amount"))
    said = at(tree(changed), ("versions", 0, "clauses", "quarterly", "measure"))
    assert said == {"sum": "amount", "of": {"groups": ["a"]}}


def test_a_list_is_written_with_commas() -> None:
    text = WHOLE + "sets: {goods: {kinds: purchase, groups: [tires]}}\n"
    drawn = parts(text, None)
    assert ("goods", "groups", "tires") in names(drawn)
    changed = applied(text, drawn, sent(drawn, goods_groups="tires, wheels,", goods_kinds=""))
    assert "sets: {goods: {groups: [tires, wheels]}}" in changed
