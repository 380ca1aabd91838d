"""A run makes what is booked equal to what is wanted, whatever came in between."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from apps.accruals.world import AT, LATER, PROGRAM, all_is_well, balances, begin, fact, lots, run, tell
from apps.agreements.writing import enacted
from ristorno.apps.accruals import queries
from ristorno.apps.accruals.values import Outcome
from ristorno.apps.ledger.queries import extent
from ristorno.apps.members import operations as members
from ristorno.apps.wallets import operations as wallets
from ristorno.apps.wallets.values import Holder
from ristorno.engine.fact import Reference

pytestmark = pytest.mark.django_db


def test_facts_become_balances() -> None:
    begin()
    tell(fact("D1", "250_500"), fact("D2", 400_000))
    assert run() == Outcome("M", 3, 3, 1, {"dealers": "new"})
    assert balances() == {"PTS": (0, 650), "RUB": (13_010, 0)}
    assert lots() == [(date(2027, 2, 28), 400), (date(2027, 2, 28), 250)]
    assert all_is_well()


def test_a_second_run_changes_nothing() -> None:
    begin()
    tell(fact("D1", 600_000))
    run()
    before = extent()
    assert run() == Outcome("M", 0, 0, 0)
    assert extent() == before


def test_a_window_that_is_closed_can_be_spent() -> None:
    begin()
    tell(fact("D1", 600_000))
    run()
    assert balances()["RUB"] == (12_000, 0)
    run(at=datetime(2026, 4, 5, 20, 59, tzinfo=UTC))
    assert balances()["RUB"] == (12_000, 0)
    run(at=datetime(2026, 4, 5, 21, tzinfo=UTC))  # 6 April in Moscow
    assert balances()["RUB"] == (0, 12_000)
    assert all_is_well()


def test_a_late_invoice_is_a_true_up_of_its_own_window() -> None:
    begin()
    tell(fact("D1", 600_000))
    run(at=LATER)
    tell(fact("D2", 900_000, "2026-03-31"), at=LATER)
    run(at=LATER)
    assert balances()["RUB"] == (0, 45_000)
    (booked,) = queries.booked_of("M", unit="RUB")
    assert booked.label == "2026-Q1"
    assert [(int(change.free), change.true_up) for change in queries.changes(booked.number)] == [
        (12_000, False),
        (33_000, True),
    ]
    assert booked.record is not None
    assert booked.record["amount"] == "45000"
    assert all_is_well()


def test_a_return_after_spending_leaves_a_debt_that_is_earned_off() -> None:
    begin()
    tell(fact("D1", 10_000))
    run()
    wallets.spend(key="spent", holder=Holder("M"), unit="PTS", amount=Decimal(8), at=AT, actor="key:3")
    tell(fact("R1", -10_000, "2026-02-15", kind="return"))
    run()
    assert balances()["PTS"] == (0, -8)
    tell(fact("D2", 9_000))
    run()
    assert balances()["PTS"] == (0, 1)
    assert all_is_well()


def test_a_document_that_is_reposted_books_the_difference() -> None:
    begin()
    tell(fact("D1", 10_000, line="1", version=1))
    run()
    tell(fact("D1", 7_000, line="1", version=2))
    assert run().booked == 1
    assert balances()["PTS"] == (0, 7)
    tell(fact("D1", 7_000, line="1", version=3, retracted=True))
    run()
    assert balances() == {}
    assert all_is_well()


def test_an_amendment_moves_what_was_booked() -> None:
    begin()
    tell(fact("D1", 600_000))
    run()
    agreement = """\
agreement: A-1
program: dealers
member: M
versions:
  - {effective_from: 2026-01-01, clauses: {quarterly: {mechanic: {brackets: {rates: {500_000: 4 %}}}}}}
"""
    enacted(agreement)
    run()
    assert balances() == {"PTS": (0, 600), "RUB": (24_000, 0)}
    assert all_is_well()


def test_people_have_wallets_of_their_own() -> None:
    begin(PROGRAM.replace("reward: {unit: PTS}", "reward: {unit: PTS, to: {shares: {contact: 30 %}, rest: company}}"))
    members.add_contact(key="M", contact="ann", name="Ann", actor="user:1")
    members.give_consent(key="M", on=date(2026, 1, 1), origin="form", at=AT, actor="user:1")
    tell(fact("D1", 10_000, contact="ann"))
    run()
    assert balances() == {"PTS": (0, 7), "PTS ann": (0, 3)}
    assert all_is_well()


def test_who_is_run_before_the_one_that_was_merged_into_it_has_nothing_twice() -> None:
    begin()
    tell(fact("D1", 600_000, member="N"))
    run("N")
    members.merge(key="N", into="M", at=AT, actor="user:1")
    for key in "MN":
        run(key)
        assert balances("M") == {"PTS": (0, 600), "RUB": (12_000, 0)}
    assert all_is_well()


def test_a_merger_takes_over_what_was_booked() -> None:
    begin()
    tell(fact("D1", 400_000), fact("D2", 300_000, member="N"))
    run("M")
    run("N")
    assert balances("N") == {"PTS": (0, 300)}
    members.merge(key="N", into="M", at=AT, actor="user:1")
    assert run("N").member == "M"
    assert balances("M") == {"PTS": (0, 700), "RUB": (14_000, 0)}
    assert balances("N") == {}
    assert all_is_well()
    members.split(key="N", actor="user:1")
    run("M")
    run("N")
    assert balances("M") == {"PTS": (0, 400)}
    assert balances("N") == {"PTS": (0, 300)}
    assert all_is_well()


def test_what_expired_is_not_taken_back_a_second_time() -> None:
    begin()
    tell(fact("D1", 10_000), fact("D2", 5_000, "2027-01-10"), at=AT)
    after = datetime(2027, 3, 2, 12, tzinfo=UTC)
    run(at=after)
    wallets.expire_all(at=after, actor="system:nightly")
    assert balances()["PTS"] == (0, 5)
    tell(fact("R1", -10_000, "2026-02-15", kind="return", reverses=Reference("D1")), at=after)
    run(at=after)
    assert balances()["PTS"] == (0, 5)
    assert all_is_well()


def test_the_sponsor_sets_aside_what_the_terms_say() -> None:
    begin()
    tell(fact("D1", 100_000))
    assert run().provisions == 1
    assert run().provisions == 0
    assert all_is_well()
