"""Agreements that differ in numbers alone are one part of the plan, whatever their number."""

from datetime import date
from decimal import Decimal

import pytest

from bulk.agreeing import bulk_tells, disagreement
from bulk.conftest import Opened
from ristorno.bulk.plan.numbers import constant, whole_of
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.terms.reading import read_agreements, read_program
from strategies.aimed import Clauses, bounded_clauses, plain_clauses
from strategies.effort import Effort
from strategies.situations import Situation
from strategies.together import compared_clauses, with_own_numbers

PROGRAM = """
program: p-1
time_zone: Europe/Berlin
units: {EUR: {kind: money}}
clauses:
  bonus:
    window: quarter
    mechanic: {brackets: {mode: retroactive, rates: {0: 1 %, 10_000: 2 %}}}
    limits: {cap: 300}
"""
QUESTION = Moment(date(2026, 6, 30))


def _own(number: int, *, starts: str = "2026-01-01", mechanic: str | None = None) -> str:
    limits = f"{{cap: {200 + number}}}"
    rates = f"{{0: 1.{number} %, {9000 + number}: 2.{number} %}}"
    told = mechanic or f"{{brackets: {{mode: retroactive, rates: {rates}}}}}"
    return (
        f"agreement: A-{number}\nprogram: p-1\nmember: M{number}\nversions:\n"
        f"  - effective_from: {starts}\n    clauses:\n      bonus: {{mechanic: {told}, limits: {limits}}}\n"
    )


def _calculation(*agreements: str) -> Calculation:
    program = read_program(PROGRAM, "program.yaml")
    return Calculation(program, read_agreements("---\n".join(agreements), "agreements.yaml", program))


FACTS = [
    Fact(
        document=f"D{number}-{month}",
        kind="purchase",
        member=f"M{number}",
        occurred_at=date(2026, month, 10),
        amount=Decimal(4000 * month - number),
    )
    for number in range(12)
    for month in range(1, 6)
]


def test_agreements_that_differ_in_numbers_are_one_part() -> None:
    calculation = _calculation(*map(_own, range(10)))

    plan, told = bulk_tells(calculation, FACTS, QUESTION)

    assert plan is not None
    assert [step.title for step in plan.clauses] == ["Clause bonus of p-1", "Clause bonus of 10 agreements"]
    assert {row[0] for row in told} == {"p-1", *(f"A-{number}" for number in range(10))}
    assert disagreement(calculation, FACTS, QUESTION) == ""


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(_own(1, starts="2026-02-01"), id="other windows"),
        pytest.param(_own(1, mechanic="{percent: 3 %}"), id="another mechanic"),
    ],
)
def test_agreements_that_differ_in_more_stay_apart(other: str) -> None:
    calculation = _calculation(_own(0), other, _own(2))

    plan, _ = bulk_tells(calculation, FACTS, QUESTION)

    assert plan is not None
    assert {step.title for step in plan.clauses} == {f"Clause bonus of {who}" for who in ("p-1", "2 agreements", "A-1")}
    assert disagreement(calculation, FACTS, QUESTION) == ""


def test_many_agreements_need_no_more_steps_than_two() -> None:
    calculation = _calculation(*map(_own, range(2))), _calculation(*map(_own, range(40)))

    few, many = (bulk_tells(each, FACTS, QUESTION)[0] for each in calculation)

    assert few is not None
    assert many is not None
    assert len(few.steps) == len(many.steps)


def test_another_database_agrees_on_numbers_of_agreements(elsewhere: Opened) -> None:
    with elsewhere() as database:
        assert disagreement(_calculation(*map(_own, range(4))), FACTS, QUESTION, database) == ""


def test_pools_of_agreements_stay_apart_for_all_members_meet_in_them() -> None:
    pools = [_own(number, mechanic=f"{{share: {{pool: 10{number}.01}}}}") for number in range(5)]
    calculation = _calculation(*pools)

    plan, _ = bulk_tells(calculation, FACTS, QUESTION)

    assert plan is not None
    assert [step.title for step in plan.clauses][1:] == [f"Clause bonus of A-{number}" for number in range(5)]
    assert disagreement(calculation, FACTS, QUESTION) == ""


def test_a_draw_among_many_is_the_one_that_anyone_can_hold() -> None:
    drawn = PROGRAM.replace(
        "{brackets: {mode: retroactive, rates: {0: 1 %, 10_000: 2 %}}}",
        "{draw: {tickets_per: 1_000, winners: 4, gives: 1, seed: lot-7}}",
    )

    assert disagreement(Calculation(read_program(drawn, "program.yaml")), FACTS, QUESTION) == ""


@pytest.mark.parametrize("of", [plain_clauses, bounded_clauses, compared_clauses])
def test_random_agreements_with_numbers_of_their_own(effort: Effort, of: Clauses) -> None:
    def law(situation: Situation) -> None:
        assert disagreement(situation.calculation, situation.facts, Moment(situation.as_of)) == ""

    effort.prove(law, with_own_numbers(of), examples=3)


def test_what_terms_alone_decide_is_reckoned_before_any_database() -> None:
    most, least = (
        constant(Decimal(250)).greatest(constant(Decimal(0))),
        constant(Decimal(3)).least(constant(Decimal(2))),
    )

    assert (whole_of(most), whole_of(least)) == (250, 2)
