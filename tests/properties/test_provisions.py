"""What the sponsor books can be redone, can be told, and changes nothing that is owed."""

import json
from typing import Any

from hypothesis import strategies as st

from ristorno.engine.documented import provision_record
from ristorno.engine.recompute.provision import recompute_provision
from ristorno.engine.sentences.provided import provision_sentence
from ristorno.engine.terms.scalars import LANGUAGES
from strategies.effort import Effort
from strategies.sensible import calculate
from strategies.situations import Situation, situations
from strategies.writing import Tree


def test_a_provision_is_redone_from_its_record(effort: Effort) -> None:
    def law(situation: Situation, language: str) -> None:
        for answer in situation.answers():
            for provision in answer.provisions:
                told = provision_sentence(provision, situation.calculation.terms_of(provision), language)
                record: dict[str, Any] = json.loads(json.dumps(provision_record(provision, told)))
                amount, complaints = recompute_provision(record)
                assert complaints == ()
                assert amount == provision.amount
                assert told.strip()

    effort.prove(law, situations(), st.sampled_from(LANGUAGES), examples=40)


def test_without_provisions_the_same_is_owed(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        program = _without(situation.program)
        silent = calculate(program, [_without(agreement) for agreement in situation.agreements])
        for with_them, without in zip(situation.answers(), situation.answers(calculation=silent), strict=True):
            assert with_them.accruals == without.accruals
            assert without.provisions == ()

    effort.prove(law, situations(), examples=20)


def _without(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _without(value) for key, value in tree.items() if key != "accrue"}
    held: list[Tree] | Tree = [_without(item) for item in tree] if isinstance(tree, list) else tree
    return held
