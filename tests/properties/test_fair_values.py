"""The fair value of points can be redone and told, sums over members in any order, and changes nothing that is owed."""

import json
from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from ristorno.engine.accrual import MemberAnswer, Moment
from ristorno.engine.documented import fair_value_record
from ristorno.engine.recompute.fair_value import recompute_fair_value
from ristorno.engine.sentences.fair_value import fair_value_sentence
from ristorno.engine.terms.scalars import LANGUAGES
from ristorno.engine.valuation.tally import FairTally
from ristorno.kernel.number import ZERO, total
from strategies.effort import Effort
from strategies.sensible import calculate
from strategies.situations import Situation, situations


def _tally(situation: Situation, answers: Iterable[MemberAnswer]) -> FairTally:
    tally = situation.calculation.fair_tally(Moment(situation.as_of))
    for answer in answers:
        tally.add(answer)
    return tally


def test_a_fair_value_is_redone_from_its_record(effort: Effort) -> None:
    def law(situation: Situation, language: str) -> None:
        answers = situation.answers()
        tally = _tally(situation, answers)
        assert tally.result() == _tally(situation, reversed(answers)).result()
        for valued in tally.result():
            told = fair_value_sentence(valued, tally.terms, language)
            record: dict[str, Any] = json.loads(json.dumps(fair_value_record(valued, told)))
            deferred, complaints = recompute_fair_value(record)
            assert complaints == ()
            assert deferred == valued.deferred
            assert told.strip()

    effort.prove(law, situations(), st.sampled_from(LANGUAGES), examples=40)


def test_every_point_that_is_given_is_valued(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        answers = situation.answers()
        for valued in _tally(situation, answers).result():
            owed = [accrual.held for answer in answers for accrual in answer.accruals if accrual.unit == valued.unit]
            assert valued.given == total([valued.brought_points or ZERO, *owed])

    effort.prove(law, situations(), examples=40)


def test_without_a_fair_value_the_same_is_owed(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        units = situation.program["units"]
        assert isinstance(units, dict)
        plain = {
            name: {key: value for key, value in unit.items() if key != "fair_value"} for name, unit in units.items()
        }
        silent = calculate({**situation.program, "units": plain}, situation.agreements)
        for with_it, without in zip(situation.answers(), situation.answers(calculation=silent), strict=True):
            assert with_it.accruals == without.accruals
            assert (without.given, without.spent) == ((), ())

    effort.prove(law, situations(), examples=20)
