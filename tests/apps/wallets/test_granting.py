"""Gifts and corrections by hand: with a reason, alone within a limit of the month, above it by two."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from apps.wallets.wallet import AT, MEMBER, all_is_well, amounts, booked, declare
from ristorno.apps.wallets import operations, queries
from ristorno.apps.wallets.values import GrantState
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limited() -> None:
    declare()
    operations.limit(of="user:7", unit="PTS", per_month=Decimal(5_000), actor="user:1")


def give(key: str, amount: int, at: datetime = AT, actor: str = "user:7") -> GrantState:
    return operations.give(
        key=key, holder=MEMBER, unit="PTS", amount=Decimal(amount), reason="Late truck", at=at, actor=actor
    )


def test_within_the_limit_one_gives_alone() -> None:
    assert not give("a", 3_000).waiting
    assert not give("b", 2_000).waiting
    assert give("c", 1).waiting
    assert amounts() == (0, 5_000, 0, 0)
    assert all_is_well()


def test_the_limit_is_of_a_month_where_the_program_is() -> None:
    give("a", 5_000, datetime(2026, 3, 31, 20, 59, tzinfo=UTC))
    assert give("b", 1, datetime(2026, 3, 31, 20, 59, 59, tzinfo=UTC)).waiting
    assert not give("c", 1, datetime(2026, 3, 31, 21, tzinfo=UTC)).waiting  # April in Moscow


def test_without_a_limit_everything_needs_two() -> None:
    assert give("a", 1, actor="user:8").waiting


def test_another_person_approves_and_the_statement_says_what_it_is() -> None:
    give("a", 6_000)
    assert [each.key for each in queries.waiting()] == ["a"]
    with pytest.raises(Refused, match="user:7 asked for 'a' and cannot approve it"):
        operations.approve(key="a", at=AT, actor="user:7")
    operations.approve(key="a", at=AT, actor="user:8")
    (line,) = queries.statement(MEMBER, "PTS")
    assert (line.shown["en"], line.reason, int(line.free)) == ("A gift from us", "Late truck", 6_000)
    with pytest.raises(Refused, match="decided on before"):
        operations.approve(key="a", at=AT, actor="user:9")
    assert not give("b", 5_000).waiting  # what two have signed takes nothing of the limit
    assert all_is_well()


def test_what_is_rejected_stays_so() -> None:
    give("a", 6_000)
    assert not operations.reject(key="a", at=AT, actor="user:8").waiting
    with pytest.raises(Refused, match="decided on before"):
        operations.approve(key="a", at=AT, actor="user:9")
    assert queries.waiting() == []


def test_the_same_key_gives_once() -> None:
    assert give("a", 100) == give("a", 100)
    assert amounts() == (0, 100, 0, 0)
    with pytest.raises(Refused, match="for something else"):
        give("a", 101)


def test_a_correction_goes_both_ways() -> None:
    booked("a", free=50)

    def adjust(key: str, amount: int) -> GrantState:
        return operations.adjust(
            key=key, holder=MEMBER, unit="PTS", amount=Decimal(amount), reason="Miscounted", at=AT, actor="user:7"
        )

    adjust("up", 10)
    adjust("down", -25)
    assert amounts() == (0, 35, 0, 0)
    with pytest.raises(Refused, match="can spend 35 PTS, and 36"):
        adjust("too much", -36)
    assert all_is_well()


def test_a_gift_has_a_reason() -> None:
    with pytest.raises(Refused, match="needs a reason"):
        operations.give(key="a", holder=MEMBER, unit="PTS", amount=Decimal(1), reason=" ", at=AT, actor="user:7")
