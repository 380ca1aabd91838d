"""Booking what the terms give: expected, available, taken back, even where it was spent or has expired."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from apps.wallets.wallet import AT, MEMBER, all_is_well, amounts, booked, declare, lots, state
from ristorno.apps.wallets import operations
from ristorno.apps.wallets.values import UnitTerms
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
LATER = datetime(2027, 6, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def points() -> None:
    declare()


def spend(amount: int, key: str = "spent", at: datetime = AT) -> None:
    operations.spend(key=key, holder=MEMBER, unit="PTS", amount=Decimal(amount), at=at, actor="system:test")


def test_what_is_expected_cannot_be_spent() -> None:
    booked("a", pending=300)
    assert amounts() == (300, 0, 0, 0)
    assert state().spendable == 0
    assert all_is_well()


def test_what_was_expected_becomes_available_with_its_days() -> None:
    booked("a", pending=300)
    booked("b", pending=-300, free=300, ends="2027-03-31")
    assert amounts() == (0, 300, 0, 0)
    assert lots() == [("2027-03-31", 300)]
    assert all_is_well()


def test_less_becomes_available_than_was_expected() -> None:
    booked("a", pending=300)
    booked("b", pending=-300, free=250)
    assert amounts() == (0, 250, 0, 0)
    booked("c", pending=40)
    booked("d", pending=-40, free=60)
    assert amounts() == (0, 310, 0, 0)
    assert all_is_well()


def test_the_same_key_books_once() -> None:
    assert booked("a", free=300) == booked("a", free=300)
    assert amounts() == (0, 300, 0, 0)


def test_what_is_taken_back_leaves_the_lots_that_it_went_to() -> None:
    first = booked("first", free=30, ends="2026-12-31")
    booked("second", free=20, ends="2027-12-31")
    more = booked("first:2", free=10, ends="2026-12-31", earlier=first)
    booked("first:3", free=-15, earlier=first + more)
    assert lots() == [("2026-12-31", 25), ("2027-12-31", 20)]
    assert all_is_well()


def test_what_was_spent_is_taken_from_other_lots_and_below_zero() -> None:
    first = booked("first", free=30, ends="2026-12-31")
    spend(30)
    booked("second", free=20, ends="2027-12-31")
    booked("first:2", free=-30, earlier=first)
    assert amounts() == (0, -10, 0, 0)
    booked("third", free=25, ends="2027-12-31")
    assert lots() == [("2027-12-31", 15)]
    assert all_is_well()


def test_what_has_expired_is_not_taken_a_second_time() -> None:
    first = booked("first", free=100, ends="2027-03-31")
    spend(60)
    booked("other", free=70)
    operations.expire(holder=MEMBER, unit="PTS", at=LATER, actor="system:test")
    assert amounts() == (0, 70, 0, 0)
    part = booked("first:2", free=-30, earlier=first, at=LATER)
    assert amounts() == (0, 70, 0, 0)
    booked("first:3", free=-70, earlier=first + part, at=LATER)
    assert amounts() == (0, 10, 0, 0)  # 40 had expired, 60 were spent and leave another lot
    assert all_is_well()


@pytest.mark.parametrize(
    ("rule", "after_return", "after_more"),
    [
        ("allow_negative", (0, -10, 0, 0), (0, 15, 0, 0)),
        ("offset_next", (0, 0, 0, -10), (0, 15, 0, 0)),
        ("invoice", (0, 0, 0, -10), (0, 25, 0, -10)),
    ],
)
def test_what_was_spent_before_a_return(
    rule: str, after_return: tuple[int, int, int, int], after_more: tuple[int, int, int, int]
) -> None:
    declare(spent_before_return=rule)
    first = booked("first", free=30)
    spend(10)
    booked("first:2", free=-30, earlier=first)
    assert amounts() == after_return
    booked("second", pending=25)
    booked("second:2", pending=-25, free=25)
    assert amounts() == after_more
    assert all_is_well()


def test_a_unit_keeps_its_step() -> None:
    with pytest.raises(Refused, match=r"'PTS' is kept in steps of 1; a program counts it in steps of 0.01"):
        operations.declare(unit=UnitTerms("PTS", "points", Decimal("0.01"), "Europe/Moscow"), actor="system:test")


def test_the_sponsor_sets_aside() -> None:
    operations.provide(key="a", unit="PTS", change=50, at=AT, actor="system:test")
    operations.provide(key="b", unit="PTS", change=-20, at=AT, actor="system:test")
    assert all_is_well()
