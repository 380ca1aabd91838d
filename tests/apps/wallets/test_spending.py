"""Spending, holding, expiring: never more than there is, what ends first in front, back into old lots."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from apps.wallets.wallet import AT, BY, MEMBER, all_is_well, amounts, asked, booked, declare, lots
from ristorno.apps.wallets import operations, queries
from ristorno.apps.wallets.values import Holder, HoldState, WalletLine
from ristorno.engine.terms.keeping import Expiry
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def points() -> None:
    declare()
    booked("late", free=20, ends="2027-12-31")
    booked("soon", free=30, ends="2026-12-31")


def spend(amount: str, key: str = "spent", at: datetime = AT) -> int:
    return operations.spend(key=key, **asked(amount, at=at))


def hold(amount: int, key: str = "held", expires_at: datetime | None = None) -> HoldState:
    return operations.hold(key=key, **asked(amount), expires_at=expires_at, reason="order 15")


def test_what_ends_first_is_spent_first() -> None:
    spend("35")
    assert lots() == [("2027-12-31", 15)]
    assert all_is_well()


def test_more_than_there_is_is_refused_with_the_numbers() -> None:
    with pytest.raises(Refused, match="7707083893 can spend 50 PTS, and 51 is asked for"):
        spend("51")
    assert amounts() == (0, 50, 0, 0)
    spend("50")


def test_the_same_key_spends_once_also_where_nothing_is_left() -> None:
    assert spend("50") == spend("50")
    assert amounts() == (0, 0, 0, 0)
    with pytest.raises(Refused, match="used before"):
        spend("49")


@pytest.mark.parametrize("amount", ["0", "-5", "0.5", "NaN", "1e13"])
def test_an_amount_is_above_nothing_and_of_whole_steps(amount: str) -> None:
    with pytest.raises(Refused, match=r"wallets\.amount"):
        spend(amount)


def test_a_wallet_may_be_overdrawn_or_keep_something_as_its_unit_says() -> None:
    declare(overdraft="10")
    spend("60")
    assert amounts() == (0, -10, 0, 0)
    declare(keep_at_least="5")
    booked("more", free=20)
    with pytest.raises(Refused, match="can spend 5 PTS"):
        spend("6", key="again")


def test_what_is_over_cannot_be_spent() -> None:
    after = datetime(2026, 12, 31, 21, tzinfo=UTC)  # midnight in Moscow
    spend("50", at=after - timedelta(seconds=1), key="on the last day")
    booked("soon again", free=30, ends="2026-12-31")
    with pytest.raises(Refused, match="can spend 0 PTS"):
        spend("1", at=after)
    assert operations.expire_all(at=after, actor="system:nightly") == 1
    assert operations.expire_all(at=after, actor="system:nightly") == 0
    assert amounts() == (0, 0, 0, 0)
    assert all_is_well()


def test_what_was_spent_comes_back_into_its_lots_once() -> None:
    spend("35")
    for _ in range(2):
        operations.give_back(key="cancelled", of="spent", **BY)
    assert lots() == [("2026-12-31", 30), ("2027-12-31", 20)]
    with pytest.raises(Refused, match="reversed before"):
        operations.give_back(key="cancelled again", of="spent", **BY)
    assert all_is_well()


def test_a_hold_takes_its_lots_along_and_brings_them_back() -> None:
    assert hold(40).open == 40
    assert (amounts(), lots()) == ((0, 10, 40, 0), [("2027-12-31", 10)])
    for _ in range(2):
        operations.release(hold="held", **BY)
    assert (amounts(), lots()) == ((0, 50, 0, 0), [("2026-12-31", 30), ("2027-12-31", 20)])
    assert all_is_well()


def test_a_hold_is_redeemed_in_part_and_the_rest_comes_back() -> None:
    hold(40)
    for _ in range(2):
        operations.redeem(key="used", hold="held", amount=Decimal(35), **BY)
    assert (amounts(), lots()) == ((0, 15, 0, 0), [("2027-12-31", 15)])
    with pytest.raises(Refused, match="0 is left"):
        operations.redeem(key="used more", hold="held", **BY)
    assert all_is_well()


def test_a_hold_is_redeemed_in_parts() -> None:
    hold(40)
    operations.redeem(key="first", hold="held", amount=Decimal(25), keep_rest=True, **BY)
    operations.redeem(key="second", hold="held", amount=Decimal(10), keep_rest=True, **BY)
    assert amounts() == (0, 10, 5, 0)
    operations.release(hold="held", **BY)
    assert lots() == [("2027-12-31", 15)]
    assert all_is_well()


def test_what_was_redeemed_comes_back_with_its_days() -> None:
    hold(40)
    operations.redeem(key="used", hold="held", **BY)
    for _ in range(2):
        operations.give_back(key="cancelled", of="used", **BY)
    assert (amounts(), lots()) == ((0, 50, 0, 0), [("2026-12-31", 30), ("2027-12-31", 20)])
    assert all_is_well()


def test_one_hold_does_not_use_the_lots_of_another() -> None:
    hold(30, "first")
    hold(20, "second")
    operations.redeem(key="used", hold="second", **BY)
    operations.release(hold="first", **BY)
    assert lots() == [("2026-12-31", 30)]
    assert all_is_well()


def test_a_hold_asked_for_again_is_the_same_one() -> None:
    assert hold(40) == hold(40)
    with pytest.raises(Refused, match="for something else"):
        hold(41)
    assert amounts() == (0, 10, 40, 0)


def test_a_hold_ends_by_itself() -> None:
    hold(10, "short", AT + timedelta(hours=1))
    declare(holds="2 days")
    hold(10, "as the unit says")
    hold(10, "long", AT + timedelta(days=3))
    for hours, left in ((0, 30), (1, 20), (48, 10), (72, 0)):
        operations.end_holds(at=AT + timedelta(hours=hours), actor="system:nightly")
        assert amounts()[2] == left
    assert queries.holds(MEMBER) == []
    assert all_is_well()


def test_a_hold_may_be_of_what_there_is() -> None:
    declare(if_short="partial")
    assert hold(60).amount == 50
    assert hold(60).amount == 50
    with pytest.raises(Refused, match="can spend 0"):
        hold(1, "other")


def test_a_payment_that_comes_back_is_there_again() -> None:
    operations.pay_out(key="paid", **asked(50))
    operations.pay_out_failed(key="back", of="paid", **BY)
    assert lots() == [("2026-12-31", 30), ("2027-12-31", 20)]
    with pytest.raises(Refused, match="no movement with the key 'paid'"):
        operations.give_back(key="other", of="paid", **BY)
    assert all_is_well()


def test_a_merger_moves_all_with_its_days() -> None:
    hold(10)
    booked("expected", pending=7)
    operations.merge(key="merged", gone=MEMBER.member, into="B", **BY)
    after = Holder("B")
    assert (amounts(after), lots(after)) == ((7, 40, 10, 0), [("2026-12-31", 20), ("2027-12-31", 20)])
    operations.redeem(key="used", hold="held", **BY)
    assert amounts(after) == (7, 40, 0, 0)
    assert amounts() == (0, 0, 0, 0)
    assert all_is_well()


def test_a_merger_takes_debts_along() -> None:
    first = booked("third", free=10, holder=Holder("A"))
    operations.spend(key="a", **asked(10, Holder("A")))
    booked("third:2", free=-10, earlier=first, holder=Holder("A"))
    operations.merge(key="merged", gone="A", into=MEMBER.member, **BY)
    assert amounts() == (0, 40, 0, 0)
    assert all_is_well()


def test_the_last_day_follows_from_the_unit() -> None:
    declare(expires=Expiry.model_validate({"after": "12 months", "at": "month_end"}))
    operations.limit(of="key:3", unit="PTS", per_month=Decimal(100), actor="user:1")
    operations.give(key="gift", **asked(5, Holder("C")), reason="Sorry")
    assert lots(Holder("C")) == [("2027-03-31", 5)]


def test_a_statement_tells_every_movement_in_words() -> None:
    hold(40)
    operations.redeem(key="used", hold="held", amount=Decimal(35), **BY)
    told = [
        (line.shown["en"], int(line.free), int(line.held), line.ends_on and line.ends_on.isoformat())
        for line in queries.statement(MEMBER, "PTS")
    ]
    assert told == [
        ("Earned", 20, 0, "2027-12-31"),
        ("Earned", 30, 0, "2026-12-31"),
        ("On hold", -40, 40, "2026-12-31"),
        ("Used", 0, -35, None),
        ("Hold ended", 5, -5, "2027-12-31"),
    ]


def test_a_statement_is_read_page_by_page() -> None:
    spend("35")
    pages: list[WalletLine] = []
    after = 0
    while page := queries.statement(MEMBER, "PTS", after=after, most=3):
        pages += page
        after = page[-1].number
    assert [line.key for line in pages] == [line.key for line in queries.statement(MEMBER, "PTS")]


def test_a_line_is_whole_however_many_lots_it_moved() -> None:
    for number in range(1, 9):
        booked(f"lot {number}", free=5, ends=f"2027-0{number}-28")
    hold(85)
    whole = queries.statement(MEMBER, "PTS")
    assert (int(whole[-1].free), int(whole[-1].held)) == (-85, 85)

    pages: list[WalletLine] = []
    while page := queries.statement(MEMBER, "PTS", after=pages[-1].number if pages else 0, most=1):
        pages += page

    assert pages == list(whole)
