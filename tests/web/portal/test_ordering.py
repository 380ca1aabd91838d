"""Prices, codes and orders in the portal."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from apps.agreements.writing import enacted
from ristorno.apps.facts.bought import bought
from ristorno.apps.facts.draft import Draft
from ristorno.apps.facts.operations import ingest
from ristorno.apps.orders.operations import confirm
from ristorno.apps.orders.queries import orders
from ristorno.apps.vouchers.operations import bring
from ristorno.apps.vouchers.values import About, Brought
from web.portal.test_pages import somebody
from web.portal.visiting import Browser
from web.portal.world import AT, NORTH, SOUTH, STRANGER, Parted, address

pytestmark = pytest.mark.django_db
OFFERS = """\
program: partners
versions:
  - effective_from: 2026-01-02
    offers:
      table:
        title: {en: Tires by quantity, ru: Шины по количеству, th: ยางตามจำนวน}
        for: {members: [north]}
        on: {products: [T-1]}
        gives: {by_quantity: {prices: {1: 100, 10: 95, 50: 90}}}
      spring: {title: Spring, trigger: code, gives: {percent: 10 %}}
      gold: {title: For gold, for: {levels: {status: [gold]}}, gives: {percent: 7 %}}
"""


def came(document: str, day: date, quantity: int, amount: int, product: str = "T-1", **more: object) -> None:
    told = {"document": document, "line": "1", "member": NORTH, "currency": "EUR", "product": product}
    draft = Draft(occurred_at=day, quantity=Decimal(quantity), amount=Decimal(amount), **(told | more))  # type: ignore[arg-type]
    ingest(drafts=[draft], channel="command", at=AT, actor="user:1")


@pytest.fixture(autouse=True)
def shop(world: Parted) -> None:
    enacted(OFFERS)
    came("T/1", date(2026, 3, 1), 10, 1_000)


def priced(browser: Browser, quantity: str, **more: str) -> Browser:
    browser.open("/order")
    return browser.send("/order", product=["T-1"], quantity=[quantity], **more)


def handed(browser: Browser) -> Browser:
    return browser.send("/order/draft")


def test_the_last_purchase_of_each_product_is_where_an_order_begins() -> None:
    came("T/2", date(2026, 3, 5), 3, 200)
    came("T/3", date(2026, 2, 5), 5, 600)
    came("U/1", date(2024, 2, 5), 5, 600, product="OLD")
    came("T/9", date(2026, 3, 6), 5, 100, kind="return")
    (found,) = bought(NORTH, since=date(2025, 1, 1), zone="Europe/Berlin")
    assert (found.product, found.quantity, found.price, found.on) == (
        "T-1",
        Decimal(3),
        Decimal("66.6667"),
        date(2026, 3, 5),
    )
    assert bought(SOUTH, since=date(2025, 1, 1), zone="Europe/Berlin") == []


def test_own_prices_stand_in_a_table_and_others_do_not_see_them() -> None:
    text = somebody(address("buyer")).open("/offers").text
    assert "Tires by quantity for your company alone" in text
    assert "1 €100 10 €95 50 €90" in text
    assert "For gold" not in text
    for stranger in (address("seller"), STRANGER):
        assert "Tires by quantity" not in somebody(stranger).open("/offers").text


def test_codes_are_shown_to_whose_they_are() -> None:
    about = About(name="spring", program="partners", offer="spring")
    codes = [Brought("FIRM-1", NORTH), Brought("MINE-1", NORTH, "seller"), Brought("THEIRS-1", SOUTH)]
    bring(about=about, brought=codes, at=AT, actor="user:1")
    seen = {who: somebody(address(who)).open("/offers").text for who in ("buyer", "seller")}
    assert [code in seen["buyer"] for code in ("FIRM-1", "MINE-1", "THEIRS-1")] == [True, False, False]
    assert [code in seen["seller"] for code in ("FIRM-1", "MINE-1", "THEIRS-1")] == [False, True, False]
    assert "10%" in priced(somebody(address("buyer")), "1", code="firm-1").text


def test_at_fifty_less_would_be_paid_than_for_forty_nine() -> None:
    """49 at 95 are 4,655.00; 50 at 90 are 4,500.00."""
    browser = priced(somebody(address("buyer")), "49")
    assert "€4,655" in browser.text
    assert "50" in browser.text
    assert "€4,500.00" in browser.text


def test_a_priced_order_is_handed_over_once_and_the_supplier_confirms_it() -> None:
    browser = priced(somebody(address("buyer")), " 49,5 ")
    fields = next(fields for to, fields in browser.page.forms if to == "/order/draft")
    assert "The draft is with the supplier." in handed(browser).text
    (draft,) = orders(AT, member=NORTH, reference="portal")
    assert (draft.state, draft.contact, draft.promise.to_pay) == ("reserved", "buyer", Decimal("4702.50"))
    assert draft.lapses_at == AT + timedelta(days=3)
    assert browser.client.post("/order/draft", fields).status_code == 422
    assert len(orders(AT, member=NORTH)) == 1
    confirm(number=draft.number, at=AT, actor="user:1")
    assert "confirmed €4,702.50" in browser.open("/order").text
    assert [action for action, _ in browser.page.forms if action.endswith("/cancel")] == []


def test_a_draft_is_taken_back_by_its_company_alone() -> None:
    browser = handed(priced(somebody(address("buyer")), "5"))
    (draft,) = orders(AT, member=NORTH)
    path = f"/order/{draft.number}/cancel"
    other = somebody(STRANGER).open("/more")
    token = {"csrfmiddlewaretoken": other.page.forms[-1][1]["csrfmiddlewaretoken"]}
    assert other.client.post(path, token).status_code == 404
    assert "nothing is held for it any more" in browser.send(path).text
    assert orders(AT, member=NORTH)[0].state == "canceled"


def test_a_price_is_good_for_the_company_that_asked_for_it() -> None:
    browser = priced(somebody(address("buyer")), "5")
    sent = next(fields for to, fields in browser.page.forms if to == "/order/draft")
    other = somebody(STRANGER).open("/order")
    own = {"csrfmiddlewaretoken": other.page.forms[-1][1]["csrfmiddlewaretoken"]} if other.page.forms else {}
    own = own or {"csrfmiddlewaretoken": other.open("/more").page.forms[-1][1]["csrfmiddlewaretoken"]}
    assert other.client.post("/order/draft", sent | own).status_code == 404
    assert orders(AT) == []


@pytest.mark.parametrize(
    ("quantity", "said"),
    [("", "Write a quantity"), ("0", "Write a quantity"), ("-3", "Write quantities as"), ("a lot", "as 12 or 2.5")],
)
def test_what_cannot_be_ordered_is_told_and_stays_as_it_was_typed(quantity: str, said: str) -> None:
    browser = priced(somebody(address("owner")), quantity)
    assert (browser.status, said in browser.text) == (422, True)
    assert f'value="{quantity}"' in browser.response.content.decode()


def test_a_price_that_somebody_writes_into_the_form_is_not_taken() -> None:
    browser = somebody(address("buyer")).open("/order")
    browser.send("/order", product=["T-1", "FREE"], quantity=["1", "1"], price=["0.01", "0"])
    assert "€100" in browser.text
    assert "FREE" not in browser.text
