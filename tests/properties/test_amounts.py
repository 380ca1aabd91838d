"""What holds of every amount: it is a multiple of its step, nothing is lost in parts, nothing raises."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from hypothesis import assume, reject
from hypothesis import strategies as st

from properties.comparing import SAME, differences
from ristorno.engine.accrual import MemberAnswer
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact, local_day
from ristorno.kernel.problem import Refused
from strategies.effort import Effort
from strategies.facts import reversal
from strategies.pieces import CONTACTS, MEMBERS
from strategies.sensible import calculate
from strategies.situations import Situation, situations
from strategies.writing import Tree


def test_every_amount_is_a_multiple_of_its_step(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        for answer in situation.answers():
            for accrual in answer.accruals:
                step = situation.setting.units[accrual.unit]
                for amount in (accrual.amount, *(accrual.outcomes or ())):
                    assert amount % step == 0, (accrual, step)

    effort.prove(law, situations(), examples=70)


def test_checked_terms_always_answer_and_explain(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        for answer in situation.answers():
            for accrual in answer.accruals:
                explanation = accrual.explanation
                assert explanation.versions
                assert explanation.steps

    effort.prove(law, situations(), examples=70)


def test_open_conditions_give_both_outcomes(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        for answer in situation.answers():
            for accrual in answer.accruals:
                if accrual.outcomes is not None:
                    assert accrual.status == "undetermined"
                    assert accrual.amount in accrual.outcomes

    effort.prove(law, situations())


def test_splitting_a_line_changes_nothing(effort: Effort) -> None:
    def law(situation: Situation, data: st.DataObject) -> None:
        referred = {(fact.reverses.document) for fact in situation.facts if fact.reverses}
        whole = [
            fact
            for fact in situation.facts
            if fact.document not in referred and fact.currency != "USD" and not fact.reverses
        ]
        assume(whole)
        fact = data.draw(st.sampled_from(whole))
        part = data.draw(st.sampled_from((Decimal("0.5"), Decimal("0.0001"), Decimal("0.3333"))))
        log = [one for held in situation.facts for one in (_halves(held, part) if held.id == fact.id else (held,))]
        # A document of which nothing can be counted is set aside line by line, so the number of lines shows there.
        assert differences(situation.answers(log), situation.answers(), aside=False) == SAME

    effort.prove(law, situations(additive=True), st.data(), examples=70)


def _halves(fact: Fact, part: Decimal) -> tuple[Fact, Fact]:
    """Return a line as two lines of the same document that sum to it; what paid for the document is named once."""

    def cut(value: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
        if value is None:
            return None, None
        first = (value * part).quantize(Decimal("0.0001"))
        return first, value - first

    names = ("amount", "quantity", "cost", "tax")
    cuts = zip(*(cut(getattr(fact, name)) for name in names), strict=True)
    one, other = (replace(fact, **dict(zip(names, numbers, strict=True))) for numbers in cuts)
    return one, replace(other, line=f"{fact.line}-bis", tenders={})


def test_a_fact_and_its_reversal_leave_nothing(effort: Effort) -> None:
    def law(situation: Situation, data: st.DataObject) -> None:
        # Money that paid the fact while it was there pays something else later than it would have.
        assume(not any(word in str(situation.program) for word in ("count_on", "overdue_amount")))
        fact = replace(data.draw(st.sampled_from(situation.facts)), document="X", line="1", kind="purchase")
        fact = replace(fact, version=1, retracted=False, reverses=None, recorded_at=None, member=MEMBERS[0])
        fact = replace(fact, **{name: abs(getattr(fact, name) or 0) + 1 for name in ("amount", "quantity")})
        back = reversal(fact, "Y", at=fact.occurred_at + timedelta(days=data.draw(st.sampled_from((0, 1, 40)))))
        day = max(situation.as_of, local_day(back.occurred_at, ZoneInfo(situation.setting.zone)))
        for log in ([*situation.facts, fact, back], [back, fact, *situation.facts]):
            with_both = situation.answers(log, as_of=day)
            without = situation.answers(as_of=day)
            assert differences(with_both, without, aside=False) == SAME

    effort.prove(law, situations(), st.data(), examples=60)


_DIVISIONS: Final[tuple[Tree, ...]] = (
    {"shares": {"contact": "33.3333 %"}, "rest": "company"},
    {"shares": {"contact": "33.3333 %"}, "rest": "company", "remainder": "first"},
    {"shares": {"company": "12.5 %", "contact": "87.5 %"}, "remainder": "last"},
    {"shares": {"contact": {"rate": "50 %", "at_most": "9"}}, "rest": "company"},
)


def test_splits_keep_the_total(effort: Effort) -> None:
    def law(situation: Situation, data: st.DataObject) -> None:
        whole = _paying(situation.program, {"to": "company"})
        to = data.draw(st.sampled_from(_DIVISIONS))
        parted = _paying(situation.program, {"to": to, "without_consent": "to_company"})
        one = situation.answers(calculation=calculate(whole, situation.agreements))
        other = situation.answers(calculation=_divided(parted, situation.agreements))
        assert _by_window(one) == _by_window(other)
        assert {accrual.contact for answer in other for accrual in answer.accruals} <= {None, *CONTACTS}

    effort.prove(law, situations(alone=True), st.data(), examples=50)


def _divided(program: Mapping[str, Tree], agreements: Sequence[Tree]) -> Calculation:
    """Return the calculation; a program that may not be divided among persons is no example."""
    try:
        return calculate(program, agreements)
    except Refused as refused:
        if {each.code for each in refused.problems} == {"terms.person"}:
            reject()
        raise


def _paying(program: Mapping[str, Tree], reward: Mapping[str, Tree]) -> Mapping[str, Tree]:
    clauses = program["clauses"]
    assert isinstance(clauses, Mapping)
    changed: dict[str, Tree] = {}
    for name, clause in clauses.items():
        assert isinstance(clause, Mapping)
        old = clause["reward"]
        assert isinstance(old, Mapping)
        changed[name] = {**clause, "reward": {"unit": old["unit"], **reward}}
    return {**program, "clauses": changed}


def _by_window(answers: tuple[MemberAnswer, ...]) -> Mapping[object, Decimal]:
    sums: dict[object, Decimal] = {}
    for answer in answers:
        for one in answer.accruals:
            key = (answer.member, one.clause, one.window, one.document)
            sums[key] = sums.get(key, Decimal(0)) + one.amount
    return {key: amount for key, amount in sums.items() if amount}
