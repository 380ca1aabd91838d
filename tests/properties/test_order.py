"""Neither the order in which facts arrive nor the order in which terms are written means anything."""

from random import Random

from hypothesis import strategies as st

from properties.comparing import SAME, differences
from strategies.effort import Effort
from strategies.sensible import calculate
from strategies.situations import Situation, situations
from strategies.writing import shuffled


def test_facts_may_arrive_in_any_order(effort: Effort) -> None:
    def law(situation: Situation, chance: Random) -> None:
        log = list(situation.facts)
        chance.shuffle(log)
        assert differences(situation.answers(log), situation.answers()) == SAME

    effort.prove(law, situations(), st.randoms(use_true_random=False))


def test_explanations_do_not_depend_on_the_order_of_arrival(effort: Effort) -> None:
    def law(situation: Situation, chance: Random) -> None:
        log = list(situation.facts)
        chance.shuffle(log)
        for told, again in zip(situation.answers(log), situation.answers(), strict=True):
            assert [one.explanation for one in told.accruals] == [one.explanation for one in again.accruals]

    effort.prove(law, situations(), st.randoms(use_true_random=False), examples=30)


def test_a_fact_may_arrive_twice(effort: Effort) -> None:
    def law(situation: Situation, chance: Random) -> None:
        twice = [*situation.facts, *chance.sample(situation.facts, len(situation.facts) // 2 + 1)]
        assert differences(situation.answers(twice), situation.answers()) == SAME

    effort.prove(law, situations(), st.randoms(use_true_random=False), examples=30)


def test_terms_may_be_written_in_any_order(effort: Effort) -> None:
    def law(situation: Situation, chance: Random) -> None:
        program = shuffled(situation.program, chance)
        agreements = [shuffled(agreement, chance) for agreement in situation.agreements]
        turned = situation.answers(calculation=calculate(program, agreements))
        assert differences(turned, situation.answers()) == SAME

    effort.prove(law, situations(), st.randoms(use_true_random=False))
