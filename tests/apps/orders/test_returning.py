"""What comes back: the rest is judged anew, and money and points go back as they paid, into their lots."""

from datetime import date
from decimal import Decimal

import pytest

from apps.orders.shop import (
    AT,
    BUDGET,
    all_is_well,
    changed,
    code_state,
    coded,
    confirmed,
    lots,
    opened,
    points,
    quoted,
    reserved,
    taken,
    wanted,
)  # fmt: skip
from ristorno.apps.orders import operations
from ristorno.apps.orders.values import Refund
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop() -> None:
    opened()


def back(number: int, key: str = "r1", **lines: int) -> Refund:
    told = {name.removeprefix("_"): Decimal(quantity) for name, quantity in lines.items()}
    return operations.return_lines(number=number, key=key, lines=told, gifts={}, at=AT, actor="key:1").refund


def test_a_part_that_leaves_the_discount_gives_its_share() -> None:
    number = confirmed(wanted(20, 5)).number
    refund = back(number, _2=5)
    assert [refund.money, dict(refund.points)] == [450, {}]
    assert taken(BUDGET) == 200


def test_a_rest_that_would_not_have_had_the_discount_pays_for_it() -> None:
    number = confirmed(wanted(15)).number
    refund = back(number, _1=10)
    assert refund.money == 1350 - 500
    assert taken(BUDGET) == 0


def test_a_rest_that_costs_more_than_all_of_it_gives_nothing_and_asks_nothing() -> None:
    number = confirmed(wanted(10)).number
    assert [back(number, "r1", _1=1).money, back(number, "r2", _1=1).money] == [0, 100]


def test_points_go_back_in_the_proportion_in_which_they_paid_and_into_their_lots() -> None:
    number = confirmed(wanted(20, points=300)).number
    assert lots() == [(date(2026, 12, 31), 100)]

    refund = back(number, "r1", _1=5)

    assert [refund.money, dict(refund.points)] == [450 - 75, {"PTS": 75}]
    assert lots() == [(date(2026, 12, 31), 175)]
    refund = back(number, "r2", _1=15)
    assert [refund.money, dict(refund.points)] == [1125, {"PTS": 225}]
    assert lots() == [(date(2026, 6, 30), 200), (date(2026, 12, 31), 200)]
    assert all_is_well()


def test_the_same_return_again_is_the_same_and_a_unit_comes_back_once() -> None:
    number = confirmed(wanted(20, points=None)).number
    first = back(number, "r1", _1=12)
    assert back(number, "r1", _1=12) == first
    before = points()
    with pytest.raises(Refused, match="8 can come back, and not 9"):
        back(number, "r2", _1=9)
    with pytest.raises(Refused, match="told before, of other lines"):
        back(number, "r1", _1=1)
    with pytest.raises(Refused, match="no line '7'"):
        back(number, "r2", _7=1)
    with pytest.raises(Refused, match="Nothing comes back"):
        back(number, "r2", _1=0)
    assert points() == before


def test_what_is_canceled_after_a_return_gives_the_rest_back() -> None:
    number = confirmed(wanted(20, points=None)).number
    back(number, "r1", _1=7)
    operations.cancel(number=number, at=AT, actor="key:1")
    assert (points(), taken(BUDGET)) == ((400, 0), 0)
    assert all_is_well()


def test_a_return_is_judged_by_the_terms_that_granted() -> None:
    number = confirmed(wanted(20, 5)).number
    changed(50)
    assert back(number, _2=5).money == 450


def test_a_code_is_used_while_anything_of_its_order_is_left() -> None:
    coded("CODE-1")
    number = confirmed(wanted(2, codes=["CODE-1"])).number
    assert back(number, "r1", _1=1).money == 80
    assert code_state("CODE-1") == "used"
    back(number, "r2", _1=1)
    assert code_state("CODE-1") == "valid"


def test_what_is_not_confirmed_is_canceled_and_not_returned() -> None:
    with pytest.raises(Refused, match="is reserved, so it cannot be returned"):
        back(reserved(wanted(1)).number, _1=1)
    assert quoted(wanted(1)).quoted.promise.gross == 100


def test_a_gift_that_the_rest_does_not_bring_goes_back_or_is_charged() -> None:
    operations.stock(product="MUG", quantity=Decimal(5), actor="user:1")
    one, other = confirmed(wanted(30)).number, confirmed(wanted(30)).number
    assert taken("stock:MUG") == 4
    assert not quoted(wanted(30)).quoted.promise.gifts

    kept = back(one, _1=5)
    told = {"lines": {"1": Decimal(5)}, "gifts": {"MUG": Decimal(2)}, "at": AT, "actor": "key:1"}
    returned = operations.return_lines(number=other, key="r1", **told).refund  # type: ignore[arg-type]

    assert [kept.charged, returned.charged] == [60, 0]
    assert taken("stock:MUG") == 2
    with pytest.raises(Refused, match="'MUG' 0 can come back"):
        operations.return_lines(number=other, key="r2", **told)  # type: ignore[arg-type]


def test_a_code_that_an_order_brings_is_valid_with_it_and_goes_with_it() -> None:
    state = reserved(wanted(30))
    (given,) = state.vouchers
    assert code_state(given) == "pending"
    operations.confirm(number=state.number, at=AT, actor="key:1")
    assert code_state(given) == "valid"

    refund = back(state.number, _1=5)

    assert (code_state(given), tuple(refund.withdrawn)) == ("withdrawn", (given,))


def test_a_code_that_was_used_stays_used_when_what_brought_it_comes_back() -> None:
    state = confirmed(wanted(30))
    (given,) = state.vouchers
    confirmed(wanted(1, codes=[given]))
    assert back(state.number, _1=30).withdrawn == ()
    assert code_state(given) == "used"
