"""Orders over the interface: prices with reasons in the reader's language, bad input told by code, once is once."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.agreements.writing import enacted
from apps.orders.shop import changed, code_state, coded, opened
from ristorno.apps.catalog.operations import put_product
from ristorno.apps.members import operations as members
from ristorno.apps.orders.values import Refund, ReturnState
from ristorno.web.api.orders_said import return_shown
from web.api.calling import Program, codes

pytestmark = pytest.mark.django_db
_OTHERS = """\
program: shop
versions:
  - effective_from: 2026-02-01
    offers: {secret-rival: {for: {members: [R]}, gives: {percent: 30 %}}}
"""


@pytest.fixture(autouse=True)
def shop() -> None:
    opened()


@pytest.fixture
def buyer() -> Program:
    return Program("orders:write", "orders:read")


def order(units: int = 20, **more: object) -> dict[str, Any]:
    line = {"key": "1", "quantity": f"{units}", "price": "100"}
    return {"program": "shop", "member": "M", "currency": "RUB", "lines": [line], **more}


def line(**more: object) -> dict[str, Any]:
    return order(lines=[{"key": "1", "quantity": "1", "price": "100", **more}])


def quote(caller: Program, said: Mapping[str, object] | None = None) -> Any:
    response = caller.post("/quotes", said or order())
    assert response.status_code == 200, response.content
    return response.json()


def reserve(caller: Program, *, once: str | None = None) -> int:
    response = caller.post("/orders", {"quote": quote(caller)["quote"]}, once=once)
    assert response.status_code == 201, response.content
    return int(response.json()["number"])


def test_a_quote_asks_the_database_three_times_and_sees_at_once_what_changed(
    buyer: Program, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Its key, all that may have changed, what is left; a quote before it counted the history."""
    said = order(codes=["SPRING"])
    first = quote(buyer, said)
    with django_assert_num_queries(3):
        assert quote(buyer, said)["to_pay"] == first["to_pay"]
    changed(20)
    assert quote(buyer, said)["discount"] != first["discount"]


def test_a_quote_tells_its_arithmetic_and_says_it_in_a_language(buyer: Program) -> None:
    found = quote(buyer)
    assert found["told"][0] == "The order costs ₽1,800.00: list prices of ₽2,000.00 less ₽200.00."
    (applied,) = found["applied"]
    assert applied["steps"] == [{"kind": "percent_off", "result": "200", "of": "2000", "rate": "0.1"}]


def test_the_language_is_that_of_the_member_if_none_is_asked_for() -> None:
    members.add(key="R2", name="R2", actor="user:1", language="ru")
    sponsor = Program("orders:write")
    said = order(member="R2")
    assert quote(sponsor, said)["told"][0].startswith("Заказ")
    assert sponsor.post("/quotes?language=th", said).json()["told"][0].startswith("คำสั่งซื้อ")
    assert codes(sponsor.post("/quotes?language=de", said)) == ["api.field"]


def test_an_order_keeps_how_it_came_to_its_price(buyer: Program) -> None:
    found = quote(buyer)
    taken = buyer.post("/orders", {"quote": found["quote"]}).json()
    assert taken["told"] == found["told"]
    assert buyer.get(f"/orders/{taken['number']}").json()["told"] == found["told"]


def test_an_offer_for_others_is_not_named(buyer: Program) -> None:
    enacted(_OTHERS)
    said = buyer.post("/quotes", order())
    assert said.status_code == 200
    assert b"secret-rival" not in said.content


BAD = {
    "negative quantity": (line(quantity="-1"), "order.quantity"),
    "no quantity": (line(quantity="0"), "order.quantity"),
    "negative price": (line(price="-0.01"), "order.price"),
    "another currency": (order(currency="EUR"), "order.currency"),
    "an unknown code": (order(codes=["NOBODY-1"]), "order.code_unknown"),
    "a clock of tomorrow": (
        order(placed_at=f"{datetime.now(tz=UTC) + timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"),
        "orders.clock",
    ),
    "a clock of yesterday": (order(placed_at="2026-01-01T00:00:00Z"), "orders.clock"),
    "an unknown unit": (order(pay_with={"MILES": None}), "order.unit"),
    "another program": (order(program="shops"), "agreements.unknown_program"),
    "the same line twice": (order(lines=[{"key": "1", "quantity": "1", "price": "1"}] * 2), "order.line"),
}


@pytest.mark.parametrize(("said", "code"), BAD.values(), ids=BAD.keys())
def test_what_cannot_be_priced_is_told_by_a_code(buyer: Program, said: Mapping[str, object], code: str) -> None:
    assert codes(buyer.post("/quotes", said)) == [code]


def test_a_product_that_the_catalog_does_not_know_is_told(buyer: Program) -> None:
    assert buyer.post("/quotes", line(product="P-2")).status_code == 200
    put_product(key="P-1", name="Pump", actor="user:1")
    assert codes(buyer.post("/quotes", line(product="P-2"))) == ["orders.product"]


def test_a_code_of_another_member_and_one_that_is_over_are_told(buyer: Program) -> None:
    members.add(key="N", name="N", actor="user:1")
    coded("FOR-N-1", member="N")
    coded("MINE-1", member="M")
    assert codes(buyer.post("/quotes", order(codes=["FOR-N-1"]))) == ["order.code_foreign"]
    number = buyer.post("/orders", {"quote": quote(buyer, order(codes=["MINE-1"]))["quote"]}).json()["number"]
    assert codes(buyer.post("/quotes", order(codes=["MINE-1"]))) == ["order.code_used"]
    assert buyer.post(f"/orders/{number}/cancel", {}).status_code == 200
    assert code_state("MINE-1") == "valid"


def test_a_quote_is_taken_once_and_at_its_price_alone(buyer: Program) -> None:
    first, second = quote(buyer)["quote"], quote(buyer)["quote"]
    assert buyer.post("/orders", {"quote": first}).status_code == 201
    assert codes(buyer.post("/orders", {"quote": first})) == ["orders.quote_taken"]
    changed(11)
    assert codes(buyer.post("/orders", {"quote": second})) == ["orders.price_changed"]
    assert codes(buyer.post("/orders", {"quote": f"{second}x"})) == ["orders.quote_foreign"]
    assert len(buyer.get("/orders").json()["items"]) == 1


def test_every_step_of_an_order_is_done_once_under_a_key(buyer: Program) -> None:
    token = {"quote": quote(buyer)["quote"]}
    answers = [buyer.post("/orders", token, once="a") for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    number = answers[0].json()["number"]
    back = {"key": "r1", "lines": {"1": "10"}}
    for path, said in (("confirm", None), ("returns", back), ("cancel", {})):
        first, again = (buyer.post(f"/orders/{number}/{path}", said, once=path) for _ in range(2))
        assert (first.status_code, first.content) == (200, again.content), path
    assert codes(buyer.post("/orders", {"quote": "other"}, once="a")) == ["api.idempotency_key"]


def test_codes_are_made_once_under_a_key() -> None:
    sponsor = Program("vouchers:write", "vouchers:read")
    said = {"name": "spring", "program": "shop", "offer": "coded", "count": 3}
    first, again = (sponsor.post("/voucher-batches", said, once="b") for _ in range(2))
    assert (first.status_code, first.content) == (201, again.content)
    assert len(sponsor.get("/vouchers", batch="spring").json()["items"]) == 3
    (code, *_) = sponsor.get("/vouchers", batch="spring").json()["items"]
    gone = [sponsor.post(f"/vouchers/{code['code']}/withdraw", {"reason": "lost"}, once="w") for _ in range(2)]
    assert gone[0].content == gone[1].content
    assert gone[0].json()["state"] == "withdrawn"


def test_what_came_back_is_told_without_idle_decimals() -> None:
    for kept, told in (("0E-10", "0"), ("20.0000000000", "20"), ("0.1000000000", "0.1")):
        refund = Refund(
            money=Decimal("1.00"), paid_with_points=Decimal(kept), points={}, charged=Decimal(0), withdrawn=()
        )
        shown = return_shown(ReturnState(key="r1", lines={}, gifts={}, refund=refund, at=datetime.now(tz=UTC)))
        assert shown.model_dump(mode="json")["refund"]["paid_with_points"] == told
