"""What an order earns equals the answer with it less the answer without it, whatever the shape of the clause."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from ristorno.engine.accrual import MemberAnswer, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.difference import differences
from ristorno.engine.fact import Fact
from ristorno.engine.preview.earned import Earned
from ristorno.engine.preview.order import prepare
from ristorno.engine.terms.reading import read_agreements, read_program
from strategies.effort import Effort
from strategies.least import NAMES
from strategies.least import calculation as of_least
from strategies.least import histories as histories_of_least
from strategies.pieces import MEMBERS
from strategies.situations import Situation, situations

SHAPES = (Path(__file__).parent / "shapes.yaml").read_text(encoding="utf-8")
AGREEMENT = """
agreement: A-1
program: shapes
member: M1
versions:
  - {effective_from: 2026-02-15, clauses: {premium: none}}
  - {effective_from: 2026-04-20, clauses: {persons_documents: {mechanic: {percent: 2 %}}, two_months: none}}
"""


@cache
def calculation(kind: str) -> Calculation:
    program = read_program(("starts: 2025-01-01\n" if kind == "dated" else "") + SHAPES, "shapes.yaml")
    return Calculation(program, read_agreements(AGREEMENT, "a.yaml", program) if kind == "agreed" else ())


@st.composite
def lines(draw: st.DrawFn, document: str, at: datetime | date) -> list[Fact]:
    count = draw(st.integers(1, 3))
    return [
        Fact(
            document=document,
            line=str(number),
            member="M1",
            occurred_at=at,
            kind=(kind := draw(st.sampled_from(["purchase"] * 4 + ["credit_note", "payment"]))),
            amount=draw(st.sampled_from(["0.05", "99.99", "100", "333.33", "500", "1200"]).map(Decimal))
            * (-1 if kind == "credit_note" else 1),
            quantity=draw(st.sampled_from([None, Decimal(1), Decimal(2), Decimal("3.5")])),
            product=draw(st.sampled_from([None, "P1", "P2", "P3"])),
            contact=draw(st.sampled_from([None, "ann", "bob"])),
            parties=draw(st.sampled_from([{}, {"distributor": "D1"}, {"distributor": "D2"}])),
            groups=draw(st.sampled_from([(), ("summer",), ("tires",), ("delivery",)])),
            due_on=draw(st.sampled_from([None, date(2026, 5, 1), date(2026, 5, 9), date(2026, 6, 1)])),
            pays=draw(st.sampled_from([None, "D1", "order-0"])) if kind == "payment" else None,
        )
        for number in range(1, count + 1)
    ]


MOMENTS = st.one_of(
    st.integers(0, 10_400).map(lambda hours: datetime(2025, 3, 1, tzinfo=UTC) + timedelta(hours=hours)),
    st.sampled_from([date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 10)]),
    st.sampled_from([datetime(2026, 5, 10, hour, tzinfo=UTC) for hour in (6, 9, 12)]),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    facts = [fact for number in range(draw(st.integers(0, 7))) for fact in draw(lines(f"D{number}", draw(MOMENTS)))]
    states = ["consent_given", "consent_withdrawn", "segment_assigned"]
    for number in range(draw(st.integers(0, 3))):
        kind, at = draw(st.sampled_from(states)), draw(MOMENTS)
        given = {"segment": draw(st.sampled_from(["dealer", "shop"]))} if kind == "segment_assigned" else {}
        facts.append(Fact(document=f"S{number}", member="M1", occurred_at=at, kind=kind, attributes=given))
    return facts


def nonzero(changes: Sequence[Earned]) -> dict[tuple[object, ...], Decimal]:
    return {
        (item.agreement, item.clause, item.contact, item.party, item.unit, item.window, item.document): item.difference
        for item in changes
        if item.difference
    }


def expected(before: MemberAnswer, after: MemberAnswer) -> dict[tuple[object, ...], Decimal]:
    return {
        (item.agreement, item.clause, item.contact, item.party, item.unit, item.window, item.document): item.change
        for item in differences(before, after)
    }


TODAY = Moment(date(2026, 5, 10))
NOON = datetime(2026, 5, 10, 12, tzinfo=UTC)


def an_order_earns_what_the_answer_gains(data: st.DataObject, kind: str) -> None:
    history = data.draw(histories())
    prepared = prepare(calculation(kind), "M1", history, TODAY)
    before = calculation(kind).answer("M1", history, TODAY)
    for number in range(2):
        at = data.draw(st.sampled_from([NOON, NOON + timedelta(hours=1), date(2026, 5, 10), date(2026, 5, 9)]))
        order = data.draw(lines(data.draw(st.sampled_from([f"order-{number}", "D1"])), at))
        after = calculation(kind).answer("M1", [*history, *order], TODAY)
        assert nonzero(prepared.order(order)) == expected(before, after)


def amounts_and_explanations_are_those_of_the_answer(data: st.DataObject, kind: str) -> None:
    history = data.draw(histories())
    order = data.draw(lines("order", NOON))
    answer = calculation(kind).answer("M1", [*history, *order], TODAY)
    owed = {(a.agreement, a.clause, a.contact, a.party, a.window, a.document): a for a in answer.accruals}
    for item in prepare(calculation(kind), "M1", history, TODAY).order(order):
        accrual = owed.get((item.agreement, item.clause, item.contact, item.party, item.window, item.document))
        assert item.with_order == (accrual.amount if accrual else 0)
        assert item.explanation == (accrual.explanation if accrual else None)


def random_terms_agree_too(situation: Situation, data: st.DataObject) -> None:
    today = Moment(situation.as_of)
    counted, population = situation.calculation, situation.population()
    for member in MEMBERS:
        own = [fact for fact in situation.facts if fact.member == member]
        at = datetime.combine(situation.as_of, time(20), tzinfo=situation.calculation.program.terms.zone)
        order = [replace(fact, member=member, currency=None) for fact in data.draw(lines("order", at))]
        before = counted.answer(member, own, today, population)
        after = counted.answer(member, [*own, *order], today, population)
        earned = prepare(counted, member, own, today, population).order(order)
        assert nonzero(earned) == expected(before, after)


def an_order_may_bring_a_floor(history: tuple[Fact, ...], kind: str, member: str, *, by_document: bool) -> None:
    counted, today = of_least(by_document=by_document), Moment(date(2026, 4, 15))
    own = [fact for fact in history if fact.member == member]
    at = datetime(2026, 4, 15, 1, tzinfo=UTC)
    amounts = (Decimal(60), Decimal(40))
    order = [
        Fact(document="order", line=f"{n}", kind=kind, occurred_at=at, member=member, amount=amount)
        for n, amount in enumerate(amounts)
    ]
    before, after = counted.answer(member, own, today), counted.answer(member, [*own, *order], today)
    assert nonzero(prepare(counted, member, own, today).order(order)) == expected(before, after)


KINDS = st.sampled_from(["open", "dated", "agreed"])


def test_an_order_earns_what_the_answer_gains(effort: Effort) -> None:
    effort.prove(an_order_earns_what_the_answer_gains, st.data(), KINDS, examples=25)


def test_amounts_and_explanations_are_those_of_the_answer(effort: Effort) -> None:
    effort.prove(amounts_and_explanations_are_those_of_the_answer, st.data(), KINDS, examples=8)


def test_random_terms_agree_too(effort: Effort) -> None:
    effort.prove(random_terms_agree_too, situations(), st.data(), examples=40)


def test_an_order_may_bring_a_floor(effort: Effort) -> None:
    def law(history: tuple[Fact, ...], kind: str, member: str) -> None:
        for by_document in (False, True):
            an_order_may_bring_a_floor(history, kind, member, by_document=by_document)

    kinds = st.sampled_from(("purchase", "survey_answered"))
    effort.prove(law, histories_of_least(), kinds, st.sampled_from(NAMES), examples=25)


def test_running_totals_serve_all_shapes_but_those_that_say_so() -> None:
    history = [
        Fact(
            document=f"D{month}-{day}",
            member="M1",
            occurred_at=date(2026, month, day),
            amount=Decimal(700),
            contact="ann",
        )
        for month in (4, 5)
        for day in (1, 5, 9)
    ]
    order = [Fact(document="order", member="M1", occurred_at=NOON, amount=Decimal(300), contact="ann")]
    earned = prepare(calculation("open"), "M1", history, TODAY).order(order)
    waiting = {"when_paid", "debt_free", "paid_buyers", "mostly_tires", "wide_documents", "free_facts", "free_amount"}
    waiting |= {"first_facts", "first_documents", "sharing_one", "sharing_two", "two_of_three", "prorated_cap"}
    assert {item.clause for item in earned if item.from_book} == {
        "cuts",
        "next_free",
        "year_gate",
        "awaited_gate",
        "asking_rows",
        *waiting,
    }
    assert len({item.clause for item in earned if not item.from_book}) > 25


def test_an_order_that_comes_too_early_or_corrects_is_counted_from_the_book() -> None:
    history = [Fact(document="D1", member="M1", occurred_at=NOON, amount=Decimal(700))]
    prepared = prepare(calculation("open"), "M1", history, TODAY)
    earlier = Fact(document="order", member="M1", occurred_at=NOON - timedelta(hours=1), amount=Decimal(300))
    restated = Fact(document="D1", version=2, member="M1", occurred_at=NOON, amount=Decimal(300))
    for order in (earlier, restated):
        assert all(item.from_book for item in prepared.order([order]))
