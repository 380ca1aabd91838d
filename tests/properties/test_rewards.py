"""What holds of rewards in pieces: they are counted as points with the step 1 are, under another name."""

from collections.abc import Mapping
from decimal import Decimal

from hypothesis import assume

from ristorno.engine.accrual import MemberAnswer
from ristorno.kernel.problem import Refused
from strategies.effort import Effort
from strategies.sensible import calculate
from strategies.situations import Situation, situations
from strategies.writing import Tree


def test_pieces_are_counted_as_whole_points_are(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        try:
            points = calculate(_paying(situation, {"unit": "WHOLE"}), situation.agreements)
            pieces = calculate(_paying(situation, {"grants": "pen"}), situation.agreements)
        except Refused:
            assume(False)
            raise
        given = situation.answers(calculation=pieces)
        assert _amounts(given) == _amounts(situation.answers(calculation=points))
        for answer in given:
            assert all(one.unit == "pen" and one.amount % 1 == 0 for one in answer.accruals)

    effort.prove(law, situations(), examples=30)


def _paying(situation: Situation, reward: Mapping[str, Tree]) -> Mapping[str, Tree]:
    """Return the program with another reward in every clause, as it was before for whom."""
    program = situation.program
    clauses = program["clauses"]
    assert isinstance(clauses, Mapping)
    changed = {name: {**clause, "reward": reward} for name, clause in clauses.items() if isinstance(clause, Mapping)}
    currency = situation.setting.currency
    return {
        **program,
        "units": {"WHOLE": {"kind": "points"}},
        "currency": currency,
        "rewards": {"pen": {"kind": "goods"}},
        "clauses": {name: _bare(clause) for name, clause in changed.items()},
    }


def _bare(clause: Mapping[str, Tree]) -> Mapping[str, Tree]:
    """Return a clause without bounds in the step of another unit, and without what cannot be granted in pieces."""
    kept = {key: value for key, value in clause.items() if key not in {"limits", "accrue", "rounding"}}
    mechanic = kept["mechanic"]
    assert isinstance(mechanic, Mapping)
    whole = {"per_unit", "per_step", "fixed", "package"} & set(mechanic)
    return kept if whole else {**{k: v for k, v in kept.items() if k != "baseline"}, "mechanic": {"per_unit": "0.01"}}


def _amounts(answers: tuple[MemberAnswer, ...]) -> Mapping[object, Decimal]:
    return {
        (one.member, one.agreement, one.clause, one.window, one.document, one.status): one.amount
        for answer in answers
        for one in answer.accruals
    }
