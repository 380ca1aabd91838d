"""Bringing newcomers by a code, from the link to the voucher that comes of it."""

from decimal import Decimal

import pytest
from django.test import Client

from apps.agreements.writing import enacted
from ristorno.apps.members import operations as members
from ristorno.apps.orders.operations import cancel, confirm, quote, reserve
from ristorno.apps.vouchers.operations import withdraw
from ristorno.apps.vouchers.queries import codes_of
from ristorno.engine.pricing.order import Order, OrderLine
from web.portal.test_pages import somebody
from web.portal.visiting import Browser
from web.portal.world import AT, NORTH, STRANGER, Parted, address

pytestmark = pytest.mark.django_db
OFFERS = """\
program: partners
versions:
  - effective_from: 2026-01-02
    offers:
      friend:
        title: First order
        trigger: code
        qualify: {measure: {count: documents}, window: lifetime, at_most: 0}
        gives: {percent: 10 %}
      thanks: {title: Thanks, trigger: {with: friend}, gives: {voucher: {opens: next, valid: 60 days, to: referrer}}}
      next: {title: Your next order, trigger: code, gives: {sum: 50}, limits: {times: {n: 1, per: code}}}
"""


def given(who: str = "buyer") -> tuple[Browser, str]:
    browser = somebody(address(who)).open("/referrals").send("/referrals/partners/friend")
    (code,) = (each.code for each in codes_of(AT, referrer=NORTH))
    return browser, code


def ordered(code: str, member: str = "new") -> int:
    line = OrderLine(key="1", quantity=Decimal(10), price=Decimal(100))
    order = Order(member=member, placed_at=AT, currency="EUR", lines=(line,), codes=(code,))
    return reserve(token=quote(program="partners", order=order, at=AT).token, at=AT, actor="user:1").number


@pytest.fixture(autouse=True)
def offered(world: Parted) -> None:
    enacted(OFFERS)
    members.add(key="new", name="Newcomer", actor="user:1")


def test_a_company_has_one_code_however_often_it_asks() -> None:
    browser, code = given()
    assert "you get “Your next order”" in browser.text
    assert f"http://testserver/invited/{code}" in browser.response.content.decode()
    fields = next(fields for to, fields in somebody(address("owner")).open("/more").page.forms if to == "/sign-out")
    browser.client.post("/referrals/partners/friend", fields)
    assert len(codes_of(AT, referrer=NORTH)) == 1


def test_the_link_tells_a_newcomer_of_the_code_and_nothing_of_who_hands_it_on() -> None:
    _, code = given()
    found = Client().get(f"/invited/{code}")
    text = found.content.decode()
    assert (found.status_code, code in text, "Partner program" in text) == (200, True, True)
    assert "Nordwind" not in text
    assert Client().get("/invited/AAAA-BBBB-CCCC").status_code == 404
    withdraw(code=code, reason="Misused", at=AT, actor="user:1")
    assert Client().get(f"/invited/{code}").status_code == 404


def test_a_first_order_brings_a_voucher_and_its_cancellation_takes_it_back() -> None:
    browser, code = given()
    number = ordered(code)
    assert "In orders not confirmed yet 1" in browser.open("/referrals").text
    confirm(number=number, at=AT, actor="user:1")
    assert "Used so far 1" in browser.open("/referrals").text
    assert "can be used" in browser.text
    assert "Your next order" in browser.open("/offers").text
    cancel(number=number, reason="Never mind", at=AT, actor="user:1")
    assert "withdrawn" in browser.open("/referrals").text


def test_who_does_not_order_brings_nobody_and_another_company_has_a_code_of_its_own() -> None:
    _, code = given()
    assert somebody(address("seller")).open("/referrals").status == 403
    other = somebody(STRANGER).open("/referrals")
    assert code not in other.text
    assert code not in other.send("/referrals/partners/friend").text
