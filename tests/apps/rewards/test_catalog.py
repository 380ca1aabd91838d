"""The catalog: read with its mistakes, kept in versions, shown to whom it is for."""

from datetime import UTC, datetime

import pytest

from apps.rewards.shelf import AT, BUYER, CATALOG, OWNER, ask, rich, stocked
from ristorno.apps.rewards import operations
from ristorno.apps.rewards.kinds import REWARDS
from ristorno.apps.rewards.kinds.base import DETAILS
from ristorno.apps.rewards.queries import access_reward, catalog, offered
from ristorno.apps.rewards.terms import read_catalog
from ristorno.engine.terms.scalars import LANGUAGES
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db


def test_what_is_declared_again_is_no_new_version() -> None:
    assert set(stocked()) == {"drill", "next-order", "mug", "later", "summer"}
    assert stocked() == ()
    before = access_reward("drill", AT).version
    assert stocked(CATALOG.replace("5_000", "6_000")) == ("drill",)
    assert access_reward("drill", AT).version > before


def test_what_was_withdrawn_is_not_seen_until_it_is_declared_again() -> None:
    stocked()
    operations.withdraw(name="mug", at=AT, actor="user:1")
    assert "mug" not in {each.name for each in catalog(AT)}
    with pytest.raises(Refused, match="There is no reward 'mug'"):
        operations.withdraw(name="mug", at=AT, actor="user:1")
    assert stocked() == ("mug",)
    assert "mug" in {each.name for each in catalog(AT)}


def test_what_can_be_paid_comes_first_then_what_is_least_out_of_reach() -> None:
    stocked()
    rich(1_500)
    seen = [(each.reward.name, int(each.missing)) for each in offered(OWNER, AT)]
    assert seen == [("next-order", 0), ("later", 0), ("mug", 100), ("drill", 3_500)]


def test_nobody_sees_what_is_for_others() -> None:
    stocked(CATALOG + "  secret: {title: S, gives: {gift: S}, value: {RUB: 1}, price: {PTS: 1}, for: {members: [X]}}\n")
    rich()
    assert {each.reward.name for each in offered(BUYER, AT)} == {"next-order", "later", "mug"}
    with pytest.raises(Refused, match="'secret' is not for you"):
        ask("secret")


def test_a_reward_is_there_in_its_days_of_its_own_zone() -> None:
    stocked()
    rich()
    last = datetime(2026, 8, 31, 20, 59, tzinfo=UTC)
    assert "summer" in {each.reward.name for each in offered(OWNER, last)}
    assert "summer" not in {each.reward.name for each in offered(OWNER, last.replace(hour=21))}
    with pytest.raises(Refused, match="can be had from 2026-06-01 until 2026-08-31"):
        ask("summer", participant="Anna")


@pytest.mark.parametrize(
    ("wrong", "place", "reason"),
    [
        ("price: {PTS: 0}", "price", "no number of points"),
        ("price: {PTS: 1, EUR: 2}", "price", "no number of points"),
        ("price: {PTS: 1}\n    stock: 1.5", "stock", "There cannot be 1.5"),
        ("price: {PTS: 1}\n    from: 2026-05-01\n    until: 2026-04-01", "until", "ends before it begins"),
        ("price: {PTS: 1}\n    limits: [{n: 0}]", "limits", "Nobody can have 0"),
        ("price: {PTS: 1}\n    for: {roles: [ownr]}", "for", "no role of a contact"),
        ("price: {PTS: 1}\n    for: {levels: {dealers: gold}}", "levels", ""),
        ("price: {PTS: 1}\n    colour: red", "colour", "not known here"),
        ("price: PTS", "price", ""),
    ],
)
def test_mistakes_are_told_at_their_place(wrong: str, place: str, reason: str) -> None:
    head = "rewards: dealers\ntime_zone: Europe/Moscow\ncatalog:\n  a:\n    title: A\n    gives: {goods: G}\n"
    text = f"{head}    {wrong}\n"
    with pytest.raises(Refused) as refused:
        read_catalog(text, "rewards.yaml")
    (problem,) = refused.value.problems
    assert "rewards.yaml:" in str(problem.place)
    assert place in str(problem.place)
    assert reason in problem.reason


def test_a_gift_without_its_value_is_asked_back() -> None:
    text = "rewards: d\ntime_zone: UTC\ncatalog: {a: {title: A, gives: {gift: MUG}, price: {PTS: 1}}}\n"
    with pytest.raises(Refused, match="nobody says what it is worth"):
        read_catalog(text)


def test_every_kind_has_words_in_every_language_for_itself_and_what_it_asks() -> None:
    assert len(REWARDS) == 10
    for kind in REWARDS.values():
        assert set(kind.WORDS) == set(LANGUAGES)
        assert set(kind.ASKS) <= set(DETAILS)
    assert all(set(words) == set(LANGUAGES) for words in DETAILS.values())
