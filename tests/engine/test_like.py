"""A calculation made like an earlier one answers as one made anew, and checks only what is new."""

import pytest

from ristorno.engine.calculation import Calculation
from ristorno.engine.terms.reading import read_agreements, read_program
from ristorno.kernel.problem import Refused
from strategies.effort import Effort
from strategies.sensible import calculate
from strategies.situations import Situation, situations


def test_it_answers_as_one_made_anew(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        bare = Calculation(situation.calculation.program)
        for like in (bare, situation.calculation, calculate(situation.program, situation.agreements)):
            made = Calculation(situation.calculation.program, situation.calculation.agreements, like)
            assert situation.answers(calculation=made) == situation.answers()
        assert situation.answers(calculation=Calculation(bare.program, (), situation.calculation)) == (
            situation.answers(calculation=bare)
        )

    effort.prove(law, situations(), examples=60)


PROGRAM = (
    "program: p\ntime_zone: UTC\nunits: {EUR: {kind: money}}\nclauses: {a: {window: quarter, mechanic: {percent: 2 %}}}"
)
WRONG = "agreement: A\nprogram: p\nmember: M\nversions: [{effective_from: 2026-01-01, clauses: {a: {earn_on: goods}}}]"


def test_what_is_new_is_checked() -> None:
    program = read_program(PROGRAM)
    with pytest.raises(Refused, match="goods"):
        Calculation(program, read_agreements(WRONG, "", program), Calculation(program))
