"""What holds of parties that are paid: each gets what the member would, had it only the facts that name the party."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import assume

from ristorno.engine.accrual import MemberAnswer
from ristorno.engine.fact import Fact
from ristorno.kernel.problem import Refused
from strategies.effort import Effort
from strategies.sensible import calculate
from strategies.situations import Situation, situations
from strategies.writing import Tree

_PARTIES = ("D1", "D2", None)
_KEPT = frozenset({"window", "measure", "mechanic", "earn_on", "rounding", "below_zero", "change", "reward"})
"""What looks at nothing but the facts that earn."""


def test_a_party_gets_what_its_own_facts_earn(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        text = str(situation.program)
        # Windows that begin with the first fact begin on another day without the facts of other parties.
        assume("start'" not in text and "'agreement'" not in text)
        assume("calendar" not in text and "growth" not in text)
        try:
            parties = calculate(_paying(situation.program, "party.distributor"), situation.agreements)
            alone = calculate(_paying(situation.program, "company"), situation.agreements)
        except Refused:
            assume(False)
            raise
        facts = _named(situation.facts)
        found = _amounts(situation.answers(facts, calculation=parties))
        assert {party for *_, party in found} <= set(_PARTIES) - {None}
        for party in _PARTIES[:2]:
            own = [fact for fact in facts if fact.parties.get("distributor") == party]
            expected = _amounts(situation.answers(own, calculation=alone))
            assert {key[:-1]: amount for key, amount in found.items() if key[-1] == party} == {
                key[:-1]: amount for key, amount in expected.items()
            }

    effort.prove(law, situations(contracts=False), examples=40)


def _named(facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts with a distributor each, or none; all of one document, and what takes it back, with the same."""
    documents = sorted({fact.reverses.document if fact.reverses else fact.document for fact in facts})
    party = {document: _PARTIES[index % len(_PARTIES)] for index, document in enumerate(documents)}
    named = [(fact, party[fact.reverses.document if fact.reverses else fact.document]) for fact in facts]
    return [replace(fact, parties={"distributor": name} if name else {}) for fact, name in named]


def _paying(program: Mapping[str, Tree], to: str) -> Mapping[str, Tree]:
    """Return the program with other recipients, without what looks at other facts, and without later versions."""
    clauses = program["clauses"]
    assert isinstance(clauses, Mapping)
    changed: dict[str, Tree] = {}
    for name, clause in clauses.items():
        assert isinstance(clause, Mapping)
        reward = clause["reward"]
        assert isinstance(reward, Mapping)
        kept = {key: value for key, value in clause.items() if key in _KEPT}
        changed[name] = {**kept, "reward": {"unit": reward["unit"], "to": to}}
    return {**{key: value for key, value in program.items() if key != "versions"}, "clauses": changed}


def _amounts(answers: tuple[MemberAnswer, ...]) -> Mapping[tuple[object, ...], Decimal]:
    return {
        (one.member, one.clause, one.window, one.document, one.party): one.amount
        for answer in answers
        for one in answer.accruals
        if one.amount
    }
