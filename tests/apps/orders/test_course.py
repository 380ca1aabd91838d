"""An order's way: quoted, reserved, confirmed, canceled, over; what is held and let go; what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest

from apps.orders.shop import (
    AT,
    BUDGET,
    PROGRAM,
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
from apps.wallets.wallet import declare
from ristorno.apps.orders import operations, tasks
from ristorno.apps.orders.queries import order, orders
from ristorno.apps.orders.tokens import make_token
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def shop() -> None:
    opened()


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [each.code for each in refused.value.problems]


def test_a_quote_writes_nothing_and_says_what_it_costs() -> None:
    found = quoted(wanted(20, points=None))
    promise = found.quoted.promise
    assert [promise.gross, promise.to_pay] == [1800, 1400]
    assert [(each.unit, int(each.points)) for each in promise.tenders] == [("PTS", 400)]
    assert not orders(AT)
    assert (points(), taken(BUDGET)) == ((400, 0), 0)


def test_what_is_reserved_is_held_and_what_is_confirmed_is_taken() -> None:
    number = reserved(wanted(20, points=None)).number
    assert (points(), taken(BUDGET)) == ((0, 400), 200)
    state = [operations.confirm(number=number, at=AT, actor="key:1") for _ in range(2)][-1]
    assert (state.state, points(), taken(BUDGET, AT + 99 * HOUR)) == ("confirmed", (0, 0), 200)
    assert all_is_well()


def test_points_of_some_goods_are_held_for_their_lines_alone() -> None:
    only = PROGRAM.replace("PTS: {{kind: points}}", "PTS: {{kind: points, wallet: {{pays_for: nord}}}}")
    opened("brands", "N", program=only + "sets: {{nord: {{kinds: [purchase], brands: [Nord]}}}}\n")
    declare(pays_for="nord")
    order = wanted(2, 1, member="N", points=None)
    nord = replace(order, lines=(replace(order.lines[0], brand="Nord"), order.lines[1]))
    assert [int(each.points) for each in quoted(nord, "brands").quoted.promise.tenders] == [100]
    reserved(nord, "brands")
    assert points("N") == (300, 100)
    assert not quoted(order, "brands").quoted.promise.tenders


def test_canceling_twice_gives_nothing_twice_and_frees_what_was_held() -> None:
    coded("CODE-1")
    number = reserved(wanted(20, points=None, codes=["CODE-1"])).number
    state = [operations.cancel(number=number, at=AT, actor="key:1") for _ in range(2)][-1]
    assert (state.state, points(), taken(BUDGET), code_state("CODE-1")) == ("canceled", (400, 0), 0, "valid")
    with pytest.raises(Refused) as refused:
        operations.confirm(number=number, at=AT, actor="key:1")
    assert codes(refused) == ["orders.state"]
    assert all_is_well()


def test_a_confirmed_order_that_is_canceled_gives_all_back_once_with_its_days() -> None:
    before = lots()
    coded("CODE-1")
    number = confirmed(wanted(20, points=None, codes=["CODE-1"])).number
    assert code_state("CODE-1") == "used"
    state = [operations.cancel(number=number, at=AT, actor="key:1") for _ in range(2)][-1]
    assert (state.state, lots(), taken(BUDGET), code_state("CODE-1")) == ("canceled", before, 0, "valid")
    assert state.tenders[0].points_back == 400
    assert all_is_well()


def test_nothing_is_held_beyond_its_hour() -> None:
    number = reserved(wanted(20, points=None)).number
    assert order(number, AT + HOUR).state == "lapsed"
    assert taken(BUDGET, AT + HOUR) == 0
    again = wanted(20, points=None, at=AT + HOUR)
    assert reserved(again, at=AT + HOUR).state == "reserved"
    for at in (AT, AT + HOUR):
        with pytest.raises(Refused):
            operations.confirm(number=number, at=at, actor="key:1")
    assert tasks.lapse(AT + HOUR) == 1
    assert tasks.lapse(AT + HOUR) == 0
    assert (order(number, AT).state, points()) == ("lapsed", (0, 400))
    assert all_is_well()


def test_a_quote_is_taken_once_and_is_good_for_half_an_hour() -> None:
    token = quoted(wanted(20)).token
    number = operations.reserve(token=token, at=AT, actor="key:1").number
    with pytest.raises(Refused, match=f"order {number}, which is reserved") as refused:
        operations.reserve(token=token, at=AT, actor="key:1")
    assert codes(refused) == ["orders.quote_taken"]
    late = quoted(wanted(20)).token
    with pytest.raises(Refused) as refused:
        operations.reserve(token=late, at=AT + HOUR / 2, actor="key:1")
    assert codes(refused) == ["orders.quote_expired"]
    assert len(orders(AT)) == 1


def test_a_quote_that_somebody_made_or_changed_is_none() -> None:
    token = quoted(wanted(20)).token
    for text in ("", "x", token[:-1], token + "x", f".{token[4:]}", "a:b:c"):
        with pytest.raises(Refused) as refused:
            operations.reserve(token=text, at=AT, actor="key:1")
        assert codes(refused) == ["orders.quote_foreign"]


def test_clocks_that_disagree_are_told() -> None:
    token = quoted(wanted(20, at=AT + HOUR), at=AT + HOUR).token
    with pytest.raises(Refused, match="Set the clock") as refused:
        operations.reserve(token=token, at=AT, actor="key:1")
    assert codes(refused) == ["orders.clock"]


def test_a_price_that_the_terms_would_not_give_any_more_is_not_taken() -> None:
    same, other = quoted(wanted(1)).token, quoted(wanted(20)).token
    changed(11)
    assert operations.reserve(token=same, at=AT, actor="key:1").state == "reserved"
    with pytest.raises(Refused) as refused:
        operations.reserve(token=other, at=AT, actor="key:1")
    assert codes(refused) == ["orders.price_changed"]
    assert taken(BUDGET) == 0


def test_what_others_took_meanwhile_is_not_had_and_nothing_stays_held() -> None:
    coded("CODE-1")
    late = quoted(wanted(20, points=None, codes=["CODE-1"])).token
    reserved(wanted(20, points=300))
    with pytest.raises(Refused) as refused:
        operations.reserve(token=late, at=AT, actor="key:1")
    assert codes(refused) == ["wallets.short"]
    assert (taken(BUDGET), taken("code:CODE1"), len(orders(AT))) == (200, 0, 1)


def test_a_budget_that_is_gone_is_told_of() -> None:
    first, second, third = (quoted(wanted(20)).token for _ in range(3))
    for token in (first, second):
        operations.reserve(token=token, at=AT, actor="key:1")
    with pytest.raises(Refused, match="Budget spring: 100 is left, and 200 is asked for") as refused:
        operations.reserve(token=third, at=AT, actor="key:1")
    assert codes(refused) == ["orders.budget_gone"]
    assert quoted(wanted(20)).quoted.promise.gross == 1900


def test_a_word_is_good_for_so_many_orders() -> None:
    for _ in range(2):
        confirmed(wanted(1, codes=["spring"]))
    assert [each.reason for each in quoted(wanted(1, codes=["spring"])).priced.not_applied if each.offer == "word"] == [
        "used_up"
    ]


def test_an_order_is_held_as_long_as_somebody_says_but_not_for_ever() -> None:
    assert reserved(wanted(1), until=AT + 30 * 24 * HOUR).lapses_at == AT + 30 * 24 * HOUR
    for until in (AT, AT + 32 * 24 * HOUR):
        with pytest.raises(Refused) as refused:
            reserved(wanted(1), until=until)
        assert codes(refused) == ["orders.until"]


def test_a_token_of_another_installation_is_foreign(settings: object) -> None:
    token = make_token(replace(quoted(wanted(1)).quoted, program="other"))
    with pytest.raises(Refused, match="no program"):
        operations.reserve(token=token, at=AT, actor="key:1")
