"""What budgets and funds grant, on the page: counted with a pencil."""

from datetime import date
from decimal import Decimal

import pytest

from report.smallworld import program, sale
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.populate import answer_all
from ristorno.report import Figures, ReportData, render
from ristorno.report.sources import SourceUse
from ristorno.report.words import LANGUAGES, Language

_PROGRAM = """
program: sources
time_zone: Europe/Berlin
units: {EUR: {kind: money}}
budgets: {launch: {amount: 100, window: quarter}}
funds: {stand: {window: quarter}}
clauses:
  launch: {window: quarter, mechanic: {percent: 3 %}, budget: launch}
  collected: {window: quarter, mechanic: {percent: 2 %}, reward: {into: stand}}
  refund: {earn_on: {kinds: [claim_approved]}, window: document, mechanic: {percent: 50 %}, reward: {funded_by: stand}}
"""
_DAY = date(2026, 1, 10)
_FACTS = {
    "North": [sale("North", "N1", _DAY, "3000", None), sale("North", "C1", _DAY, "60", None, kind="claim_approved")],
    "South": [sale("South", "S1", _DAY, "2000", None)],
}


@pytest.fixture(scope="module")
def sourced() -> ReportData:
    calculation, moment = Calculation(program(_PROGRAM)), Moment(date(2026, 3, 31))
    figures = Figures(calculation.program, moment)
    for answer in answer_all(calculation, _FACTS.items, moment):
        figures.add(answer, _FACTS[answer.member])
    return figures.data()


def test_what_is_granted_and_what_lapsed(sourced: ReportData) -> None:
    # 3 % of 5,000 is 150, and the budget has 100. The funds of both hold 60 + 40; 30 are claimed, 70 lapse.
    numbers = {"balance": Decimal(100), "label": "2026-Q1", "unit": "EUR"}
    assert sourced.sources == (
        SourceUse(kind="budget", name="launch", due=Decimal(150), granted=Decimal(100), lapsed=Decimal(0), **numbers),  # type: ignore[arg-type]
        SourceUse(kind="fund", name="stand", due=Decimal(30), granted=Decimal(30), lapsed=Decimal(70), **numbers),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_both(sourced: ReportData, language: Language) -> None:
    page = render(sourced, language)
    assert 'id="sources"' in page
    assert "launch" in page
    assert "stand" in page


def test_a_page_without_sources_does_not_speak_of_them(small: ReportData) -> None:
    assert 'id="sources"' not in render(small)
