"""Amounts told in sentences, in three languages, each with the amount worked out again from its record alone."""

import json

import pytest
from syrupy.assertion import SnapshotAssertion

from engine.situation import Situation
from engine.situations import SITUATIONS
from ristorno.engine.documented import accrual_record
from ristorno.engine.recompute import recompute
from ristorno.engine.sentences import LANGUAGES, lines, sentence
from ristorno.kernel.number import plain


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
def test_told(situation: Situation, snapshot: SnapshotAssertion) -> None:
    accrual = situation.accrual
    recomputed = recompute(json.loads(json.dumps(accrual_record(accrual))))
    assert recomputed == accrual.amount
    told = {language: sentence(accrual, language) for language in LANGUAGES}
    listed = [f"{line.label} | {line.formula} | {line.result}" for line in lines(accrual, "en")]
    assert {"recomputed": plain(recomputed), **told, "lines": listed} == snapshot


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda situation: situation.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_unfilled(situation: Situation, language: str) -> None:
    accrual = situation.accrual
    said = [
        sentence(accrual, language),
        *(part for line in lines(accrual, language) for part in (line.label, line.formula)),
    ]
    for text in said:
        assert "{" not in text
        assert "None" not in text
        assert "  " not in text


def test_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match="'de' is not a language of the product; known are en, ru, th"):
        sentence(SITUATIONS[0].accrual, "de")


def test_the_record_holds_the_sentence_where_a_language_is_given() -> None:
    accrual = SITUATIONS[0].accrual
    explanation = accrual_record(accrual, "ru")["explanation"]
    assert isinstance(explanation, dict)
    assert explanation["sentence"] == sentence(accrual, "ru")
