"""Differences between two answers: pairs, reasons, and sums that fit."""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ristorno.engine.accrual import MemberAnswer, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.difference import differences, total_differences
from ristorno.engine.fact import Fact
from ristorno.engine.terms.reading import read_agreements, read_program

OLD = """
program: retro-2026
time_zone: Europe/Berlin
units: {EUR: {kind: money}, PTS: {kind: points}}
clauses:
  points: {window: document, mechanic: {per_step: {step: 100, gives: 1}}, reward: {unit: PTS}}
  quarterly:
    window: quarter
    qualify: [{measure: {count: documents}, at_least: 2}]
    mechanic: {brackets: {mode: retroactive, rates: {1_000: 2 %, 5_000: 3 %}}}
    reward: {unit: EUR}
"""
NEW = OLD.replace("retro-2026", "retro-2027").replace("1_000: 2 %", "1_000: 2.5 %")
AGREEMENTS = """
agreement: A-1
program: retro-2026
member: M1
ends: 2026-03-31
versions: [{effective_from: 2026-01-01}]
---
agreement: A-2
program: retro-2026
member: M1
versions: [{effective_from: 2026-04-01, clauses: {points: none}}]
"""
YEAR = Moment(date(2026, 12, 31))


def bought(document: str, day: str, amount: str, recorded_at: datetime | None = None, version: int = 1) -> Fact:
    return Fact(
        document=document,
        member="M1",
        occurred_at=date.fromisoformat(day),
        amount=Decimal(amount),
        recorded_at=recorded_at,
        version=version,
    )


@cache
def calculation(text: str, agreements: str) -> Calculation:
    program = read_program(text, "program.yaml")
    return Calculation(program, read_agreements(agreements, "a.yaml", program) if agreements else ())


def answered(text: str, facts: list[Fact], moment: Moment = YEAR, agreements: str = "") -> MemberAnswer:
    return calculation(text, agreements).answer("M1", facts, moment)


FACTS = [bought("D1", "2026-01-10", "700"), bought("D2", "2026-02-10", "900"), bought("D3", "2026-05-01", "400")]


def test_an_answer_does_not_differ_from_itself() -> None:
    assert differences(answered(OLD, FACTS), answered(OLD, FACTS)) == ()


def test_a_fact_learned_later_is_newly_counted() -> None:
    learned = datetime(2026, 7, 1, tzinfo=UTC)
    facts = [*FACTS, bought("D4", "2026-03-01", "4_000", learned)]
    then = answered(OLD, facts, Moment(YEAR.as_of, datetime(2026, 6, 1, tzinfo=UTC)))
    points, quarterly = differences(then, answered(OLD, facts))
    assert (points.clause, points.document, points.before, points.after) == ("points", "D4", Decimal(0), Decimal(40))
    assert (quarterly.window_label, quarterly.before, quarterly.after) == ("2026-Q1", Decimal(32), Decimal(168))
    cause = quarterly.cause
    assert [counted.fact for counted in cause.newly_counted] == ["D4/1"]
    assert cause.no_longer_counted == ()
    assert cause.versions[0] == cause.versions[1] == ("retro-2026",)
    bracket = next(change for change in cause.steps if change.kind == "bracket")
    assert bracket.terms == ("from", "rate")


def test_a_restated_fact_is_revalued_and_a_retracted_one_no_longer_counted() -> None:
    restated = [*FACTS, bought("D1", "2026-01-10", "600", version=2)]
    (_, quarterly) = differences(answered(OLD, FACTS), answered(OLD, restated))
    (revalued,) = quarterly.cause.revalued
    assert (revalued.before.value, revalued.after.value) == (Decimal(700), Decimal(600))
    (_, lost) = differences(answered(OLD, FACTS), answered(OLD, FACTS[1:]))
    assert [counted.fact for counted in lost.cause.no_longer_counted] == ["D1/1"]
    assert [
        (change.before and change.before.met, change.after and change.after.met) for change in lost.cause.gates
    ] == [(True, False)]
    assert lost.cause.notes == ("", "gate_failed")


def test_common_terms_of_two_programs_pair_although_the_ids_differ() -> None:
    (quarterly,) = differences(answered(OLD, FACTS), answered(NEW, FACTS))
    assert (quarterly.agreement, quarterly.before, quarterly.after) == ("retro-2027", Decimal(32), Decimal(40))
    assert quarterly.cause.versions == (("retro-2026",), ("retro-2027",))
    assert [(change.kind, change.terms) for change in quarterly.cause.steps] == [("bracket", ("rate",)), ("round", ())]


def test_a_first_agreement_pairs_with_the_common_terms() -> None:
    _, _, second = AGREEMENTS.partition("---")
    agreement = second.replace("2026-04-01", "2026-01-01")
    found = differences(answered(OLD, FACTS), answered(OLD, FACTS, agreements=agreement))
    assert {(item.agreement, item.clause) for item in found} == {("A-2", "points")}
    assert sum(item.change for item in found) == -20


def test_two_new_agreements_pair_with_nothing() -> None:
    found = differences(answered(OLD, FACTS), answered(OLD, FACTS, agreements=AGREEMENTS))
    assert {item.agreement for item in found} == {"retro-2026", "A-1"}
    assert all(item.after == 0 for item in found if item.agreement == "retro-2026")


def test_nobody_before_means_that_everything_is_new() -> None:
    after = answered(OLD, FACTS)
    found = differences(None, after)
    assert [(item.before, item.change) for item in found] == [(Decimal(0), item.after) for item in found]
    assert differences(None, None) == ()
    assert [(total.unit, total.change) for total in total_differences(after, None)] == [
        ("EUR", Decimal(-32)),
        ("PTS", Decimal(-20)),
    ]


def test_two_members_cannot_be_compared() -> None:
    other = MemberAnswer(member="M2", accruals=(), levels=(), standings=(), set_aside=())
    with pytest.raises(ValueError, match="M1, M2"):
        differences(answered(OLD, FACTS), other)


_AMOUNTS = st.decimals("-500", "6000", places=2)
_DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
_LOGS = st.lists(st.tuples(_DAYS, _AMOUNTS), max_size=12).map(
    lambda rows: [bought(f"D{index}", day.isoformat(), str(amount)) for index, (day, amount) in enumerate(rows)]
)


@given(_LOGS, _LOGS, st.sampled_from([NEW, OLD, NEW.replace("window: quarter", "window: month")]))
def test_changes_sum_to_the_difference_of_the_totals(then: list[Fact], now: list[Fact], terms: str) -> None:
    before, after = answered(OLD, then), answered(terms, now)
    changes: dict[str, Decimal] = {}
    for item in differences(before, after):
        changes[item.unit] = changes.get(item.unit, Decimal(0)) + item.change
    for total in total_differences(before, after):
        assert changes.get(total.unit, 0) == total.change
        assert total.change == after.totals().get(total.unit, 0) - before.totals().get(total.unit, 0)
