"""Every explanation recomputes to its amount, and every amount can be told in every language."""

import json
from typing import Any

from hypothesis import strategies as st

from casecheck import misread
from ristorno.engine.documented import accrual_record
from ristorno.engine.recompute import disagreements, recompute
from ristorno.engine.terms.scalars import LANGUAGES
from strategies.effort import Effort
from strategies.situations import Situation, situations


def test_an_explanation_recomputes_to_the_same_number(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        for answer in situation.answers():
            for accrual in answer.accruals:
                record: dict[str, Any] = json.loads(json.dumps(accrual_record(accrual)))
                assert disagreements(record) == ()
                assert recompute(record) == accrual.amount

    effort.prove(law, situations(), examples=60)


def test_every_amount_can_be_told(effort: Effort) -> None:
    def law(situation: Situation, language: str) -> None:
        for answer in situation.answers():
            for accrual in answer.accruals:
                told = accrual_record(accrual, language)["explanation"]
                assert isinstance(told, dict)
                assert str(told["sentence"]).strip()

    effort.prove(law, situations(), st.sampled_from(LANGUAGES), examples=40)


def test_what_was_kept_is_told_as_before(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        for answer in situation.answers():
            for accrual in answer.accruals:
                assert list(misread(accrual, accrual_record(accrual))) == []

    effort.prove(law, situations(), examples=30)
