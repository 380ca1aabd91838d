"""The inbox: what others did, to whom it may be told, and what is new."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from ristorno.apps.accruals.operations import run
from ristorno.apps.facts.draft import Draft
from ristorno.apps.facts.operations import approve_claim, decline_claim, ingest
from ristorno.apps.rewards.operations import hand_over
from ristorno.apps.settlements import operations as settlements
from web.portal.test_pages import somebody
from web.portal.world import AT, NORTH, STRANGER, Parted, address

pytestmark = pytest.mark.django_db


def test_a_message_is_new_until_it_was_looked_at(world: Parted) -> None:
    owner = somebody(address("owner")).open("/")
    assert "3 new messages" in owner.text
    first = owner.open("/messages").text
    assert f"The statement {world.ours.statement} is ready and waits for your answer. new" in first
    assert "new" not in owner.open("/messages").text.split()
    assert "new message" not in owner.open("/").text
    later = AT + timedelta(hours=1)
    decline_claim(number=world.ours.claim, reason="No photo", at=later, actor="user:9")
    assert "1 new message" in owner.open("/").text
    text = owner.open("/messages").text
    assert "The claim “advertising” is declined. new No photo" in text
    assert "2 new messages" in somebody(address("buyer")).open("/").text
    assert "new message" not in somebody(address("seller")).open("/").text


def test_each_reads_what_he_may_see_and_not_what_he_did_himself(world: Parted) -> None:
    approve_claim(number=world.ours.claim, at=AT, actor="user:9")
    accountant = somebody(address("accountant")).open(f"/statements/{world.ours.statement}")
    accountant.send(f"/statements/{world.ours.statement}/agree")
    seen = {who: somebody(address(who)).open("/messages").text for who in ("owner", "accountant", "buyer", "seller")}
    ready, agreed = (f"The statement {world.ours.statement} is {state}." for state in ("ready", "agreed"))
    assert "waits for your answer" not in seen["owner"]
    assert seen["owner"].index(agreed) < seen["owner"].index(ready)
    assert [agreed in seen[who] for who in seen] == [True, False, False, False]
    assert ["is approved" in seen[who] for who in seen] == [True, True, True, False]
    other = somebody(STRANGER).open("/messages").text
    assert world.ours.statement not in other
    assert world.theirs.statement in other


def test_the_answer_to_a_dispute_arrives(world: Parted) -> None:
    number = world.ours.statement
    settlements.dispute(number=number, line=1, reason="Too little", at=AT, actor="user:77")
    settlements.answer(number=number, line=1, accepted=False, words="It came in May.", at=AT, actor="user:2")
    browser = somebody(address("accountant")).open("/messages")
    assert f"Your doubt about the statement {number} was answered. new It came in May." in browser.text
    assert f"/statements/{number}#line-1" in browser.page.links
    assert "It came in May." not in somebody(address("buyer")).open("/messages").text
    assert "It came in May." not in somebody(STRANGER).open("/messages").text


def test_a_level_that_was_reached_and_a_bonus_that_can_be_used_are_news(world: Parted) -> None:
    """With 8,743.41 of 10 February 16,486.82 are there: Silver from 10,000. January's bonus of 1 % is 77.43."""
    settlements.agree(number=world.ours.statement, at=AT, actor="user:1")
    settlements.issue(number=world.ours.statement, at=AT, actor="user:3")
    text = somebody(address("buyer"), "ru").open("/messages").text
    assert "Ваша компания достигла уровня Silver." in text
    assert "77,43 €" in text
    seller = somebody(address("seller"), "ru").open("/messages").text
    assert "Silver" not in seller
    assert "77,43" not in seller


def test_a_reward_is_followed_until_it_is_handed_over(world: Parted) -> None:
    number = world.ours.wish
    hand_over(number=number, at=AT + timedelta(minutes=1), actor="user:8")
    text = somebody(address("owner"), "ru").open("/messages").text
    assert "«Кружка»: передано." in text
    assert "Кружка" not in somebody(address("seller"), "ru").open("/messages").text


def test_what_ends_soon_is_told_before_it_does(world: Parted) -> None:
    """10 points of two purchases of March 2025 end on 31 March 2026, those of January 2026 a year later."""
    bought = [
        Draft(document=f"OLD-{day}", line="1", member=NORTH, occurred_at=date(2025, 3, day), amount=Decimal(500),
              currency="EUR")
        for day in (10, 11)
    ]  # fmt: skip
    assert "use them before" not in somebody(address("owner")).open("/messages").text
    ingest(drafts=bought, channel="command", at=AT, actor="user:1")
    run(member=NORTH, at=AT, actor="system:test")
    text = somebody(address("owner")).open("/messages").text
    assert "10 points end on 31 March 2026: use them before." in text
    assert text.count("use them before") == 1
    assert "use them before" not in somebody(address("seller")).open("/messages").text
