"""Rewards as somebody reads and uses them whose browser runs no script."""

import re

import pytest

from ristorno.apps.rewards.queries import redemptions
from web.portal.test_pages import somebody
from web.portal.visiting import Browser
from web.portal.world import NORTH, Parted, address

pytestmark = pytest.mark.django_db


def wished(browser: Browser) -> Browser:
    return browser.open("/rewards/trip").send("/rewards/trip", day="2026-04-02")


def newest() -> int:
    return redemptions(member=NORTH, latest=True)[0].number


def test_what_can_be_had_comes_first_and_what_is_missing_is_told(world: Parted) -> None:
    text = somebody(address("owner")).open("/rewards").text
    places = [
        text.index(words) for words in ("Cup", "A day at the test track", "Cordless drill", "4,836 points missing")
    ]
    assert places == sorted(places)
    assert "5,000 points + €10" in text


def test_who_may_not_spend_the_companys_points_sees_what_the_own_ones_are_for(world: Parted) -> None:
    browser = somebody(address("seller")).open("/rewards")
    assert "Cup" in browser.text
    assert "test track" not in browser.text
    assert browser.open("/rewards/trip").status == 404


def test_a_form_that_is_sent_twice_asks_once(world: Parted) -> None:
    browser = somebody(address("owner")).open("/rewards/trip")
    before = len(redemptions(member=NORTH))
    fields = next(fields for to, fields in browser.page.forms if to == "/rewards/trip") | {"day": "2026-04-02"}
    for _ in range(2):
        assert browser.client.post("/rewards/trip", fields).status_code == 302
    other = browser.client.post("/rewards/trip", fields | {"quantity": "2"})
    assert (other.status_code, len(redemptions(member=NORTH)) - before) == (422, 1)
    assert "sent before with something else" in other.content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"day": " "}, "Something is missing in the form."),
        ({"quantity": "0"}, "Write how many, from 1 to 1,000."),
        ({"quantity": "x"}, "Write how many, from 1 to 1,000."),
        ({"quantity": "99999999999"}, "Write how many, from 1 to 1,000."),
        ({"quantity": "9"}, "There are not enough points that can be used."),
        ({"key": "mine"}, "This form was sent before with something else."),
    ],
)
def test_what_cannot_be_had_is_told_and_what_was_typed_stays(world: Parted, typed: dict[str, str], told: str) -> None:
    browser = somebody(address("owner")).open("/rewards/trip")
    fields = next(fields for to, fields in browser.page.forms if to == "/rewards/trip") | {"day": "2026-04-02"}
    before = len(redemptions(member=NORTH))
    said = browser.client.post("/rewards/trip", fields | typed)
    text = re.sub(r"\s+", " ", said.content.decode())
    assert (said.status_code, told in text, len(redemptions(member=NORTH))) == (422, True, before)
    assert typed.get("day", "2026-04-02").strip() in text


def test_nobody_takes_back_or_agrees_with_what_a_colleague_asked_for_without_the_right(world: Parted) -> None:
    wished(somebody(address("owner")))
    seller, number = somebody(address("seller")), newest()
    for way, status in (("approve", 403), ("cancel", 404)):
        fields = seller.open("/more").page.forms[-1][1]
        token = {"csrfmiddlewaretoken": fields["csrfmiddlewaretoken"]}
        assert seller.client.post(f"/rewards/asked/{number}/{way}", token).status_code == status
    assert redemptions(member=NORTH, latest=True)[0].state == "asked"
