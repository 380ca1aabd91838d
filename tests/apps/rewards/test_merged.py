"""A company that merged with another keeps its wishes: the one that stands for it sees them and ends them."""

from datetime import timedelta

import pytest

from apps.rewards.shelf import AT, CATALOG, OWNER, ask, rich, stocked
from apps.wallets.wallet import booked
from ristorno.apps.accruals.operations import run
from ristorno.apps.members import operations as members
from ristorno.apps.rewards import operations
from ristorno.apps.rewards.queries import access_redemption, redemptions
from ristorno.apps.rewards.values import Visitor
from ristorno.apps.wallets.queries import wallet
from ristorno.apps.wallets.values import Holder
from ristorno.apps.wallets.verification import complaints
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def _points() -> tuple[int, int]:
    found = wallet(Holder("HEAD"), "PTS")
    assert found is not None
    return int(found.free), int(found.held)


def test_limits_of_a_member_count_what_was_had_before_it_became_another_one() -> None:
    for key in (OWNER.member, "HEAD"):
        members.add(key=key, name=key, actor="user:1")
    stocked(CATALOG.replace("limits: [{n: 2, per: contact, over: year}]", "limits: [{n: 3}, {n: 2, per: contact}]"))
    rich(contact="anna")
    ask("mug", quantity=2, recipient="Anna")
    members.merge(key=OWNER.member, into="HEAD", at=LATER, actor="user:1")
    run(member=OWNER.member, at=LATER, actor="system:test")

    anna, other = Visitor("HEAD", "anna", ("owner",)), Visitor("HEAD", "igor", ("owner",))
    booked("igor", free=1_000, ends="2026-12-31", holder=Holder("HEAD", "igor"))
    for who, pieces in ((anna, 1), (other, 2)):
        with pytest.raises(Refused) as refused:
            ask("mug", who, key=f"again-{who.contact}", quantity=pieces, at=LATER, recipient="A person")
        assert {problem.code for problem in refused.value.problems} == {"rewards.limit"}
    ask("mug", other, key="third", at=LATER, recipient="Igor")

    members.split(key=OWNER.member, actor="user:1")
    ask("mug", other, key="of-head-alone", at=LATER, recipient="Igor")


def test_the_company_that_it_merged_into_has_its_wishes_and_its_points() -> None:
    for key in (OWNER.member, "HEAD"):
        members.add(key=key, name=key, actor="user:1")
    stocked()
    rich()
    waits, gone = ask("later", document="4711"), ask("drill", key="two", address="Moscow")
    members.merge(key=OWNER.member, into="HEAD", at=LATER, actor="user:1")
    run(member=OWNER.member, at=LATER, actor="system:test")

    assert [each.number for each in redemptions(member="HEAD")] == [waits.number, gone.number]
    assert access_redemption(gone.number, "HEAD").reward == "drill"
    with pytest.raises(Refused):
        access_redemption(gone.number, "ELSE")

    operations.cancel(number=waits.number, reason="no more", at=LATER, actor="user:7")
    operations.hand_over(number=gone.number, at=LATER, actor="user:1")
    assert _points() == (5_000, 0)
    assert not list(complaints())
