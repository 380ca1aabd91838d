"""Which clauses of two programs are one and the same."""

import pytest

from ristorno.bulk.likeness import Likeness
from ristorno.engine.calculation import Calculation
from ristorno.engine.terms.reading import read_program

PROGRAM = """
program: dealers
time_zone: Etc/UTC
units: {EUR: {kind: money}, PTS: {kind: points}}
clauses:
  points: {window: document, mechanic: {per_step: {step: 10, gives: 1}}, reward: {unit: PTS}}
  monthly: {window: month, mechanic: {percent: 2 %}, reward: {unit: EUR}}
"""
DRAWING = "  club: {window: month, measure: {result_of: [points]}, mechanic: {percent: 1 %}, reward: {unit: PTS}}\n"


def likeness(text: str) -> Likeness:
    calculation = Calculation(read_program(text, "program"))
    return Likeness(calculation, [calculation.program.terms])


def test_a_clause_is_like_itself_whatever_another_says() -> None:
    one, other = likeness(PROGRAM), likeness(PROGRAM.replace("2 %", "3 %"))

    assert one.of("points") == other.of("points")
    assert one.of("monthly") != other.of("monthly")
    assert one.of("points") != one.of("monthly")


@pytest.mark.parametrize(
    ("told", "anew"), [("EUR: {kind: money}", "EUR: {kind: money, step: 1}"), ("Etc/UTC", "Europe/Berlin")]
)
def test_no_clause_is_like_one_of_other_terms(told: str, anew: str) -> None:
    one, other = likeness(PROGRAM), likeness(PROGRAM.replace(told, anew))

    assert one.of("points") != other.of("points")


def test_where_a_clause_asks_what_another_gives_all_are_looked_at_together() -> None:
    one, other = likeness(PROGRAM + DRAWING), likeness(PROGRAM.replace("2 %", "3 %") + DRAWING)

    assert one.of("points") != other.of("points")
