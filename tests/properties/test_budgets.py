"""Laws on budgets and funds: what is due stays, and what is granted never passes what there is."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from ristorno.engine.accrual import Accrual, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.documented import accrual_record
from ristorno.engine.fact import Fact
from ristorno.engine.populate import answer_all
from ristorno.engine.recompute import disagreements
from ristorno.engine.terms.reading import read_program
from strategies.effort import Effort

MEMBERS = ("East", "North", "South")
TODAY = Moment(date(2026, 12, 31))
BUDGET = Decimal(40)
PROGRAM = """
program: money
time_zone: Europe/Berlin
units: {EUR: {kind: money}}
budgets: {all: {amount: 40, window: half}}
funds: {stand: {window: half}}
clauses:
  month: {window: month, mechanic: {percent: 3.333 %}, budget: all}
  order: {window: document, mechanic: {percent: 2.5 %}, budget: all}
  in: {window: quarter, mechanic: {percent: 2 %}, reward: {into: stand}}
  out: {earn_on: {kinds: [claim_approved]}, window: document, mechanic: {percent: 50 %}, reward: {funded_by: stand}}
"""
FREE = PROGRAM.replace(", budget: all", "").replace(", reward: {into: stand}", "").replace(
    ", reward: {funded_by: stand}", ""
)  # fmt: skip
CALCULATION, PLAIN = Calculation(read_program(PROGRAM)), Calculation(read_program(FREE))


@st.composite
def logs(draw: st.DrawFn) -> tuple[Fact, ...]:
    """Return purchases, returns and claims of some members over a year."""
    facts: list[Fact] = []
    for number in range(draw(st.integers(1, 12))):
        kind = draw(st.sampled_from(("purchase", "purchase", "return", "claim_approved")))
        amount = Decimal(draw(st.integers(1, 90000))).scaleb(-2)
        facts.append(
            Fact(
                document=f"D{number}",
                kind=kind,
                occurred_at=date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 360))),
                member=draw(st.sampled_from(MEMBERS)),
                amount=-amount if kind == "return" else amount,
            )
        )
    return tuple(facts)


def _ask(calculation: Calculation, facts: Sequence[Fact], members: Iterable[str] = MEMBERS) -> list[Accrual]:
    held = [(member, [fact for fact in facts if fact.member == member]) for member in members]
    answers = sorted(answer_all(calculation, lambda: held, TODAY), key=lambda answer: answer.member)
    return [accrual for answer in answers for accrual in answer.accruals]


def test_what_is_due_does_not_depend_on_budgets_and_funds(effort: Effort) -> None:
    def law(facts: tuple[Fact, ...]) -> None:
        assert [each.amount for each in _ask(CALCULATION, facts)] == [each.amount for each in _ask(PLAIN, facts)]

    effort.prove(law, logs(), examples=60)


def test_a_budget_is_granted_whole_where_it_is_not_enough(effort: Effort) -> None:
    def law(facts: tuple[Fact, ...]) -> None:
        for half in ("2026-H1", "2026-H2"):
            own = [each for each in _ask(CALCULATION, facts) if each.granted and each.granted.name == "all"]
            told = [each.granted for each in own if each.granted and each.granted.window_label == half]
            granted = sum((each.amount for each in told), Decimal(0))
            members = {each.own: each for each in told if each.own < 0}
            back = sum((each.own for each in members.values()), Decimal(0))
            assert granted - back <= max((each.asked for each in told), default=Decimal(0))
            assert not any(each.exhausted for each in told) or granted - back == BUDGET

    effort.prove(law, logs(), examples=60)


def test_claims_never_pass_what_was_collected(effort: Effort) -> None:
    def law(facts: tuple[Fact, ...]) -> None:
        for each in _ask(CALCULATION, facts):
            if each.granted is not None and each.granted.source == "fund":
                assert each.granted.part <= each.granted.balance
                assert each.granted.amount <= each.amount

    effort.prove(law, logs(), examples=60)


def test_order_never_matters_and_all_can_be_redone(effort: Effort) -> None:
    def law(facts: tuple[Fact, ...]) -> None:
        found = _ask(CALCULATION, facts)
        assert found == _ask(CALCULATION, facts[::-1], MEMBERS[::-1])
        assert [said for each in found for said in disagreements(accrual_record(each))] == []

    effort.prove(law, logs(), examples=40)
