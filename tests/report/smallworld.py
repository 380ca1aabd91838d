"""Three members, two quarters and four clauses: small enough to count with a pencil.

A bought 4,000 and 500 in the first quarter and gave 100 of the 500 back in April; 900 in the second quarter.
B bought 6,000 in the first quarter, 1,500 in the second. C bought nothing.
"""

from datetime import date
from decimal import Decimal

from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact, Reference
from ristorno.engine.terms.program import Program
from ristorno.engine.terms.reading import read_program
from ristorno.report import Figures, Profile, ReportData

PROGRAM = """
program: small
title: {en: Small program, ru: Малая программа, th: โปรแกรมเล็ก}
time_zone: Europe/Berlin
starts: 2026-01-01
units: {PTS: {kind: points, name: {en: points}}, EUR: {kind: money}}
ladders:
  status: {window: year, tiers: {base: 0, silver: 5_000, gold: 10_000}}
clauses:
  bonus:
    window: quarter
    mechanic: {brackets: {mode: retroactive, rates: {1_000: 1 %, 5_000: 2 %}}}
    reward: {unit: EUR}
  plan:
    window: quarter
    qualify: [{measure: {count: documents}, at_least: 2}]
    mechanic: {fixed: 10}
    reward: {unit: EUR}
  year-plan:
    window: quarter
    qualify: [{measure: amount, window: year, at: window_end, at_least: 7_000}]
    mechanic: {fixed: 50}
    reward: {unit: EUR}
  points:
    window: document
    mechanic: {per_step: {step: 100, gives: 1}}
    multiply: {by: status, gold: 2}
    reward: {unit: PTS}
"""
AS_OF = date(2026, 5, 15)


def sale(member: str, document: str, day: date, amount: str, cost: str | None, **more: object) -> Fact:
    return Fact(
        document=document,
        member=member,
        occurred_at=day,
        amount=Decimal(amount),
        cost=Decimal(cost) if cost else None,
        currency="EUR",
        **more,  # type: ignore[arg-type]  # the rest of a fact's fields
    )


FACTS: dict[str, list[Fact]] = {
    "A": [
        sale("A", "A1", date(2026, 1, 10), "4000", "3000"),
        sale("A", "A2", date(2026, 2, 10), "500", "400"),
        sale("A", "A3", date(2026, 4, 10), "900", None),
        sale("A", "R1", date(2026, 4, 20), "-100", "-80", kind="return", reverses=Reference("A2", "1")),
        sale("A", "R2", date(2026, 4, 21), "-1", None, kind="return", reverses=Reference("Z9", "1")),
    ],
    "B": [
        sale("B", "B1", date(2026, 3, 31), "6000", "4500"),
        sale("B", "B2", date(2026, 5, 2), "1500", "1200"),
        sale("B", "B3", date(2026, 5, 16), "9000", "1"),
    ],
    "C": [],
}
NAMES = {"A": Profile("Alpha", "dealer"), "B": Profile("Beta", "chain")}


def program(text: str = PROGRAM) -> Program:
    return read_program(text, "small.yaml")


def figures(text: str = PROGRAM, facts: dict[str, list[Fact]] | None = None, as_of: date = AS_OF) -> Figures:
    calculation = Calculation(program(text))
    moment = Moment(as_of)
    result = Figures(calculation.program, moment)
    for member, log in (FACTS if facts is None else facts).items():
        result.add(calculation.answer(member, log, moment), log)
    return result


def small_data() -> ReportData:
    return figures().data(NAMES, command="ristorno evaluate small.yaml facts.csv --as-of 2026-05-15")
