"""The page of a simulation: every number that was found, words in every language, nothing that could run."""

import re
from datetime import date
from decimal import Decimal

import pytest

from ristorno.bulk.simulate.outcome import Breach, Change, ClauseCost, Outcome, Sales, Simulated, Spread, Threshold
from ristorno.engine.terms.reading import read_program
from ristorno.report.simulation import render_simulation
from ristorno.report.words import LANGUAGES, WORDS, Language

PROGRAM = """
program: dealers
time_zone: Europe/Berlin
units: {EUR: {kind: money}, PTS: {kind: points, name: {en: points, ru: баллы, th: คะแนน}}}
clauses: {bonus: {window: month, mechanic: {percent: 1 %}, reward: {unit: EUR}}}
"""
TERMS = read_program(PROGRAM, "program").terms


def outcome(name: str, amount: str, settings: tuple[tuple[str, str], ...] = (), change: str = "") -> Outcome:
    changes = (Change("EUR", 1, Decimal(change), 0, Decimal("0.00")),) if change else ()
    return Outcome(
        name=name,
        settings=settings,
        clauses=(ClauseCost("bonus", "EUR", Decimal(amount), 3, 7), ClauseCost("points", "PTS", Decimal(77), 2, 2)),
        spreads=(Spread("EUR", 3, tuple(map(Decimal, ("1.00", "2.00", "3.00", "4.00", "5.00", "6.00"))), Decimal(9)),),
        changes=changes,
        thresholds=(Threshold("bonus", "EUR", Decimal(5000), Decimal("50.00"), 4, 6, Decimal("123.4")),),
        breaches=2,
        worst=(Breach("M<1>", Decimal(1000), Decimal(90), Decimal("12.34")),),
    )


SIMULATED = Simulated(
    program="dealers",
    as_of=date(2026, 3, 31),
    window="2026-01-01..2026-03-31",
    sales=Sales(Decimal("123456.78"), Decimal("2345.6"), Decimal("61728.39"), 12, 3),
    outcomes=(
        outcome("as written", "1234.50"),
        outcome("x", "1300.00", (("clauses.bonus.mechanic.percent", "2 %"),), "65.50"),
    ),
    near=Decimal("0.05"),
    over=Decimal("0.02"),
    floor=Decimal("0.12"),
)


def test_every_number_stands_on_the_page() -> None:
    page = render_simulation(SIMULATED, TERMS, command="ristorno simulate p.yaml")

    for text in ("€1,234.50", "€1,300.00", "65.50", "1.00%", "€50.00", "€200.00", "€300.00", "77", "123,457", "50.0%"):
        assert text in page, text
    assert "M&lt;1&gt;" in page
    assert "77.66" in page
    assert "ristorno simulate p.yaml" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_every_language(language: Language) -> None:
    page = render_simulation(SIMULATED, TERMS, language)

    assert page.strip().startswith(f'<!doctype html>\n<html lang="{language}">')
    assert WORDS["around_thresholds"][language] in page
    assert WORDS["thin_margins"][language] in page
    assert not re.search(r"<(script|link|img|iframe|object|form)\b|@import|url\(|\bon\w+=", page)


def test_an_empty_simulation_says_what_to_do() -> None:
    nothing = Outcome("as written", (), (), (), (), (), 0, ())
    none = Decimal(0)
    sales = Sales(none, none, none, 0, 0)
    empty = Simulated("dealers", date(2026, 3, 31), None, sales, (nothing,), none, none, None)

    assert "leave --window out" in render_simulation(empty, TERMS)
