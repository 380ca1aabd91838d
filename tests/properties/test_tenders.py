"""What paid for a document changes what earns only where the terms say so, and never what levels and debts see."""

from dataclasses import replace
from typing import Any

from strategies.effort import Effort
from strategies.sensible import calculate
from strategies.situations import Situation, situations
from strategies.writing import Tree


def test_tenders_that_all_count_change_nothing(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        counted: dict[str, Tree] = {"points": "counted", "prepaid": "counted", "voucher": "counted"}
        program = {**_without(situation.program), "tenders": counted}
        agreements = [_without(agreement) for agreement in situation.agreements]
        calculation = calculate(program, agreements)
        facts = [fact for fact in situation.facts if not _too_much(situation, fact.document)]
        plain = [replace(fact, tenders={}) for fact in facts]
        paid = situation.answers(facts, calculation=calculation)
        for with_them, without in zip(paid, situation.answers(plain, calculation=calculation), strict=True):
            assert with_them.accruals == without.accruals
            assert with_them.levels == without.levels

    effort.prove(law, situations(), examples=15)


def _too_much(situation: Situation, document: str) -> bool:
    """Whether a document has tenders that nobody can believe: it is set aside as a whole."""
    codes = {"facts.unknown_tender", "facts.too_much_tender"}
    aside = {item.fact for answer in situation.answers() for item in answer.set_aside if item.code in codes}
    return any(fact.document == document and fact.id in aside for fact in situation.facts)


def _without(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _without(value) for key, value in tree.items() if key not in {"tenders", "net_of"}}
    return [_without(item) for item in tree] if isinstance(tree, list) else tree
