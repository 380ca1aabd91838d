"""A document with 2,000 lines and a member with many documents are counted like small ones, to the last cent."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.documented import accrual_record
from ristorno.engine.fact import Fact, Reference
from ristorno.engine.recompute import recompute
from ristorno.engine.terms.reading import read_program

LINES = 2_000
PROGRAM = """\
program: large
time_zone: Europe/Berlin
units: {EUR: {kind: money}}
clauses:
  once: {window: document, mechanic: {percent: 1 %}}
  each-line: {window: document, mechanic: {percent: 1 %}, rounding: {at: fact}}
  capped: {window: document, mechanic: {percent: 1 %}, limits: {cap: {amount: 15, per: document}}}
  cut: {window: document, measure: quantity, mechanic: {per_unit: 1}, limits: {cap_measure: 1_234}}
  slices:
    window: document
    mechanic: {brackets: {mode: marginal, bracket_by: quantity, rates: {0: 1 %, 1_000: 2 %}}}
  kinds-of-goods: {window: document, measure: {count: products}, mechanic: {per_unit: 1}}
"""
AMOUNTS = {
    "once": "20.20",  # 2,000 x 1.01 = 2,020.00; 1 % = 20.20
    "each-line": "20.00",  # 1 % of 1.01 = 0.0101 = 0.01, 2,000 times
    "capped": "15.00",
    "cut": "1234",
    "slices": "30.30",  # the first thousand lines at 1 %: 10.10, the second at 2 %: 20.20
    "kinds-of-goods": "7",
}


def _document(name: str, day: date, kind: str = "purchase", reverses: str | None = None) -> list[Fact]:
    sign = 1 if kind == "purchase" else -1
    return [
        Fact(
            document=name,
            line=str(number),
            kind=kind,
            occurred_at=day,
            member="North",
            product=f"P{number % 7}",
            quantity=Decimal(sign),
            amount=sign * Decimal("1.01"),
            reverses=Reference(reverses, str(number)) if reverses else None,
        )
        for number in range(1, LINES + 1)
    ]


@pytest.fixture(scope="module")
def calculation() -> Calculation:
    return Calculation(read_program(PROGRAM))


@pytest.mark.parametrize("backwards", [False, True])
def test_two_thousand_lines_in_either_order(calculation: Calculation, backwards: bool) -> None:
    facts = _document("A-1", date(2026, 1, 10))
    answer = calculation.answer("North", facts[::-1] if backwards else facts, Moment(date(2026, 1, 31)))

    assert {accrual.clause: accrual.amount for accrual in answer.accruals} == {
        clause: Decimal(amount) for clause, amount in AMOUNTS.items()
    }
    for accrual in answer.accruals:
        assert recompute(accrual_record(accrual)) == accrual.amount


def test_two_thousand_lines_that_all_come_back_leave_nothing(calculation: Calculation) -> None:
    facts = [*_document("A-1", date(2026, 1, 10)), *_document("R-1", date(2026, 1, 20), "return", reverses="A-1")]

    answer = calculation.answer("North", facts, Moment(date(2026, 1, 31)))

    assert not answer.set_aside
    assert not any(accrual.amount for accrual in answer.accruals)


def test_many_documents_of_one_member(calculation: Calculation) -> None:
    days = [date(2020, 1, 1) + timedelta(days=number % 2_000) for number in range(3_000)]
    facts = [
        Fact(document=f"D{number}", occurred_at=day, member="North", amount=Decimal("10.10"), quantity=Decimal(1))
        for number, day in enumerate(days)
    ]

    answer = calculation.answer("North", facts, Moment(date(2026, 1, 31)))

    once = [accrual.amount for accrual in answer.accruals if accrual.clause == "once"]
    assert len(once) == 3_000
    assert sum(once) == Decimal("300.00")  # 0.101 = 0.10 for each document
