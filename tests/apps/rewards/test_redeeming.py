"""Asking, approving, handing over, canceling: points and pieces are where they belong after every step."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from apps.rewards.shelf import AT, BUYER, CATALOG, OWNER, ask, points, rich, stocked
from apps.wallets.wallet import booked, declare
from ristorno.apps.events.queries import history
from ristorno.apps.rewards import operations
from ristorno.apps.rewards.models import Redemption, Step
from ristorno.apps.rewards.queries import access_redemption, access_reward, redemptions, register
from ristorno.apps.rewards.values import Visitor
from ristorno.apps.vouchers.queries import code
from ristorno.apps.wallets.queries import wallet
from ristorno.apps.wallets.values import Holder
from ristorno.apps.wallets.verification import complaints
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def shop() -> None:
    stocked()
    rich()


@pytest.mark.usefixtures("shop")
def test_goods_are_asked_for_sent_and_paid() -> None:
    asked = ask("drill", address="Moscow, Arbat 1")
    assert (asked.state, int(asked.points), points()) == ("approved", 5_000, (5_000, 5_000))
    assert access_reward("drill", AT).left == 1
    done = operations.hand_over(number=asked.number, handed={"parcel": "RA123"}, at=AT + DAY, actor="user:1")
    assert (done.state, done.handed, points()) == ("fulfilled", {"parcel": "RA123"}, (5_000, 0))
    assert [(step.state, step.actor) for step in done.steps] == [("approved", "user:7"), ("fulfilled", "user:1")]
    again = operations.hand_over(number=asked.number, at=AT + 2 * DAY, actor="user:2")
    assert (again.handed_at, points()) == (AT + DAY, (5_000, 0))
    names = [each.name for each in history(f"redemption:{asked.number}")]
    assert names == ["rewards.asked", "rewards.fulfilled"]
    assert not list(complaints())


@pytest.mark.usefixtures("shop")
def test_a_price_in_points_of_some_goods_alone_is_paid_with_them() -> None:
    declare(pays_for="tyres")
    ask("next-order")
    assert points() == (9_600, 0)


@pytest.mark.usefixtures("shop")
def test_a_voucher_comes_at_once_and_can_be_taken_back_until_it_is_used() -> None:
    asked = ask("next-order", quantity=2)
    codes = asked.handed["codes"].split()
    assert (asked.state, len(set(codes)), points()) == ("fulfilled", 2, (9_200, 0))
    first = code(codes[0], AT)
    assert first is not None
    assert (first.state, first.offer, first.member, first.ends_at) == (
        "valid", "ten_off", OWNER.member, AT + 60 * DAY,
    )  # fmt: skip
    operations.cancel(number=asked.number, reason="changed his mind", at=AT + DAY, actor="user:7")
    withdrawn = code(codes[1], AT + DAY)
    assert withdrawn is not None
    assert (withdrawn.state, points()) == ("withdrawn", (10_000, 0))
    late = ask("next-order", key="late")
    with pytest.raises(Refused, match="was used, or is held"):
        operations.cancel(number=late.number, reason="too late", at=AT + 100 * DAY, actor="user:7")
    assert access_redemption(late.number).state == "fulfilled"


@pytest.mark.usefixtures("shop")
def test_what_is_canceled_gives_points_back_with_their_days_and_the_piece_into_stock() -> None:
    before = wallet(Holder(OWNER.member), "PTS")
    asked = ask("drill", address="Moscow")
    operations.hand_over(number=asked.number, at=AT, actor="user:1")
    operations.cancel(number=asked.number, reason="broken", at=AT + DAY, actor="user:1")
    after = wallet(Holder(OWNER.member), "PTS")
    assert before is not None
    assert after is not None
    assert (after.free, after.lots) == (before.free, before.lots)
    assert access_reward("drill", AT).left == 2
    operations.cancel(number=asked.number, reason="broken", at=AT + DAY, actor="user:1")
    assert points() == (10_000, 0)
    with pytest.raises(Refused, match="is canceled, so it cannot be handed over"):
        operations.hand_over(number=asked.number, at=AT, actor="user:1")


@pytest.mark.usefixtures("shop")
def test_the_sponsor_agrees_by_another_person_or_says_why_not() -> None:
    asked = ask("later", document="INV-7")
    assert asked.state == "asked"
    with pytest.raises(Refused, match="same person"):
        operations.approve(number=asked.number, at=AT, actor="user:7")
    with pytest.raises(Refused, match="so it cannot be handed over"):
        operations.hand_over(number=asked.number, at=AT, actor="user:1")
    with pytest.raises(Refused, match="wants to know why"):
        operations.refuse(number=asked.number, reason=" ", at=AT, actor="user:1")
    operations.approve(number=asked.number, at=AT, actor="user:1")
    assert operations.approve(number=asked.number, at=AT, actor="user:1").state == "approved"
    with pytest.raises(Refused, match="is approved, so it cannot be refused"):
        operations.refuse(number=asked.number, reason="no", at=AT, actor="user:1")
    other = ask("later", key="two", document="INV-8")
    done = operations.refuse(number=other.number, reason="overdue", at=AT, actor="user:1")
    assert (done.state, done.steps[-1].note, points()) == ("refused", "overdue", (9_000, 1_000))
    assert [each.number for each in redemptions(waiting=True)] == [asked.number]


@pytest.mark.usefixtures("shop")
def test_asked_again_under_its_key_it_is_asked_once() -> None:
    first, again = ask("drill", address="Moscow "), ask("drill", address="Moscow")
    assert (first.number, points()) == (again.number, (5_000, 5_000))
    with pytest.raises(Refused, match="Something else was asked for"):
        ask("drill", address="Kazan")


@pytest.mark.usefixtures("shop")
def test_what_was_asked_for_goes_on_under_its_own_terms() -> None:
    asked = ask("drill", address="Moscow")
    stocked(CATALOG.replace("5_000", "9_000"))
    kept, new = access_redemption(asked.number).terms, access_reward("drill", AT).terms
    assert [int(kept.points), int(new.points)] == [5_000, 9_000]
    operations.hand_over(number=asked.number, at=AT, actor="user:1")
    assert points() == (5_000, 0)


@pytest.mark.usefixtures("shop")
def test_refusals_leave_nothing_behind() -> None:
    refused = [
        ("drill", BUYER, 1, {"address": "x"}, "rewards.not_for_you"),
        ("drill", OWNER, 1, {"address": " "}, "rewards.details"),
        ("drill", OWNER, 3, {"address": "x"}, "rewards.stock"),
        ("drill", OWNER, 0, {"address": "x"}, "rewards.quantity"),
        ("hammer", OWNER, 1, {}, "rewards.unknown"),
        ("later", OWNER, 11, {"document": "x"}, "wallets.short"),
        ("mug", Visitor(OWNER.member), 1, {"recipient": "x"}, "rewards.not_for_you"),
    ]  # fmt: skip
    for reward, visitor, quantity, told, reason in refused:
        with pytest.raises(Refused) as found, transaction.atomic():
            operations.ask(
                key="one", visitor=visitor, reward=reward, quantity=quantity, told_with=told, at=AT, actor="user:7"
            )
        assert [problem.code for problem in found.value.problems] == [reason]
    assert (list(redemptions()), points(), access_reward("drill", AT).left) == ([], (10_000, 0), 2)


@pytest.mark.usefixtures("shop")
def test_a_person_pays_with_its_own_points_for_gifts_that_the_register_tells() -> None:
    rich_person = Holder(OWNER.member, "anna")
    booked("anna", free=1_000, holder=rich_person)
    first = ask("mug", recipient="Anna A.", quantity=2)
    with pytest.raises(Refused, match="mug for one contact in 2026: 0 is left"), transaction.atomic():
        ask("mug", key="two", recipient="Anna A.")
    turn = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)
    second = ask("mug", key="three", recipient="Anna A.", at=turn)
    operations.hand_over(number=first.number, at=AT, actor="user:1")
    operations.hand_over(number=second.number, at=turn, actor="user:1")
    assert points("anna") == (700, 0)
    assert [(each.recipient, each.quantity, each.value) for each in register(2026)] == [
        ("Anna A.", 2, {"RUB": Decimal(700)})
    ]
    assert [each.number for each in register(2027)] == [second.number]


@pytest.mark.usefixtures("shop")
def test_one_company_does_not_see_what_another_one_asked_for() -> None:
    asked = ask("next-order")
    assert list(redemptions(member="other")) == []
    with pytest.raises(Refused, match="Nothing was asked for under the number"):
        access_redemption(asked.number, "other")
    assert access_redemption(asked.number, OWNER.member).number == asked.number


@pytest.mark.usefixtures("shop")
def test_the_database_keeps_what_was_asked_for() -> None:
    asked = ask("drill", address="Moscow")
    for change in (
        lambda: Redemption.objects.filter(pk=asked.number).update(points=1),
        lambda: Redemption.objects.filter(pk=asked.number).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.usefixtures("shop")
def test_the_database_lets_nobody_approve_a_wish_of_his_own() -> None:
    asked = ask("later", document="INV-7")
    row = Redemption.objects.get(pk=asked.number)
    with pytest.raises(DatabaseError, match="whoever asked for it"), transaction.atomic():
        Step.objects.create(redemption=row, state=row.State.APPROVED, actor=row.actor, at=AT)
    with pytest.raises(DatabaseError, match="who asked for redemption"), transaction.atomic():
        Redemption.objects.filter(pk=row.pk).update(actor="user:1")
    Step.objects.create(redemption=row, state=row.State.APPROVED, actor="user:1", at=AT)
