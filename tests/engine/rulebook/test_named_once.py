"""A set that several promises name is told once, and by its title where they name it."""

from datetime import date

import pytest

from engine.rulebook.corpus import calculation
from ristorno.engine.rulebook import Rulebook, read_for
from ristorno.report.rules import markdown

TODAY = date(2026, 8, 1)
PROGRAM = """
program: seeds
title: Seeds 2026
time_zone: Europe/Berlin
units: {EUR: {kind: money}}
sets:
  seed: {title: {en: Seed, ru: Семена, th: เมล็ดพันธุ์}, groups: [seed], except: grass}
  grass: {title: Grass, groups: [grass]}
  secret: {title: Secret brands, brands: [Hidden]}
  bare: {groups: [corn]}
clauses:
  early: {earn_on: {of: seed, until: 2026-03-31}, window: year, mechanic: {percent: 2 %}, reward: {unit: EUR}}
  all: {earn_on: seed, window: year, mechanic: {percent: 1 %}, reward: {unit: EUR}}
  grass: {earn_on: grass, window: year, mechanic: {percent: 1 %}, reward: {unit: EUR}}
  corn: {earn_on: bare, window: year, mechanic: {percent: 1 %}, reward: {unit: EUR}}
  corn-too: {earn_on: bare, window: month, mechanic: {percent: 1 %}, reward: {unit: EUR}}
  north: {earn_on: secret, who: {members: [North]}, window: year, mechanic: {percent: 1 %}, reward: {unit: EUR}}
  north-too: {earn_on: secret, who: {members: [North]}, window: month, mechanic: {percent: 1 %}, reward: {unit: EUR}}
"""


def _entry(book: Rulebook, section: str, key: str) -> str:
    found = next(each for each in book.sections if each.key == section)
    return " ".join(sentence.text for entry in found.entries if entry.key == key for sentence in entry.sentences)


def test_a_set_is_told_once_with_those_that_it_names() -> None:
    book = read_for(calculation(PROGRAM), "en", today=TODAY)

    assert _entry(book, "clause:all", "facts") == "“Seed”."
    assert _entry(book, "clause:early", "facts") == "“Seed”; of these only: through 31 March 2026."
    names = _entry(book, "program", "names")
    assert names.count("product groups: seed") == 1
    assert names.count("product groups: grass") == 1


def test_a_set_without_a_title_is_told_where_it_stands() -> None:
    book = read_for(calculation(PROGRAM), "en", today=TODAY)

    assert "product groups: corn" in _entry(book, "clause:corn", "facts")
    assert "product groups: corn" in _entry(book, "clause:corn-too", "facts")


def test_what_only_others_are_promised_is_not_told() -> None:
    assert "Hidden" in markdown(read_for(calculation(PROGRAM), "en", "North", today=TODAY))
    assert "Hidden" not in markdown(read_for(calculation(PROGRAM), "en", "South", today=TODAY))


@pytest.mark.parametrize(("language", "title"), [("ru", "«Семена»."), ("th", "“เมล็ดพันธุ์”")])
def test_in_every_language(language: str, title: str) -> None:
    book = read_for(calculation(PROGRAM), language, today=TODAY)

    assert _entry(book, "clause:all", "facts").startswith(title)
    assert _entry(book, "program", "names")


def test_a_condition_with_a_unit_says_it_once() -> None:
    counted = "measure: {sum: quantity, in: hl}"
    clause = f"{{{counted}, qualify: {{{counted}, at_least: 10}}, window: year, mechanic: {{per_unit: 2}}}}"
    program = f"program: beer\ntime_zone: Europe/Berlin\nunits: {{EUR: {{kind: money}}}}\nclauses: {{volume: {clause}}}"

    book = read_for(calculation(program), "en", today=TODAY)

    assert _entry(book, "clause:volume", "condition") == "Quantity, in the same period: at least 10\u00a0hl."
    assert _entry(book, "program", "uom").startswith("A fact in a unit that the program does not convert")
