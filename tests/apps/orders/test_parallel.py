"""Many at once on one budget, code, stock and wallet: nothing is overdrawn, nobody is refused for not being alone."""

import uuid
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest

from apps.agreements.writing import enacted
from apps.orders.shop import AT, all_is_well, coded, opened, points, quoted, taken, wanted
from apps.parallel import all_at_once, or_code
from ristorno.apps.orders import operations

pytestmark = pytest.mark.usefixtures("committed")
CLIENTS = 64
LATER = timedelta(minutes=1)
_CUPS = """\
program: {name}
versions:
  - effective_from: 2026-02-01
    offers: {{cup: {{gives: {{product: {{product: CUP-{name}, quantity: 2}}}}}}}}
"""


@pytest.fixture
def name(committed: None) -> str:
    made = f"s{uuid.uuid4().hex[:12]}"
    opened(made, member=made, points=1_000)
    return made


def reserve(token: str) -> int:
    return operations.reserve(token=token, at=AT, actor="key:1").number


def test_a_budget_is_not_overdrawn_by_any_number_at_once(name: str) -> None:
    tokens = [quoted(wanted(10, member=name), name).token for _ in range(CLIENTS)]

    @or_code
    def act(number: int) -> None:
        order = reserve(tokens[number])
        if number % 2:
            operations.confirm(number=order, at=AT + LATER, actor="key:1")

    done = Counter(all_at_once(CLIENTS, act))

    assert done == {None: 5, "orders.budget_gone": CLIENTS - 5}
    assert taken(f"budget:{name}:spring:2026-01-01") == 500


def test_a_code_is_used_as_often_as_it_may_be_and_a_wallet_not_overdrawn(name: str) -> None:
    code = f"code-{name}"
    coded(code, name=name, times=40)
    asked = [
        wanted(2, member=name, codes=[code]) if number % 2 else wanted(1, member=name, points=50)
        for number in range(CLIENTS)
    ]
    tokens = [quoted(each, name).token for each in asked]

    done = Counter(all_at_once(CLIENTS, lambda number: or_code(reserve)(tokens[number]) in ("wallets.short",)))

    assert done == {False: 32 + 20, True: 12}
    assert (points(name), taken(f"code:{code}".upper().replace("CODE:", "code:").replace("-", ""))) == ((0, 1_000), 32)


def test_no_more_is_given_than_there_is_in_stock(name: str) -> None:
    enacted(_CUPS.format(name=name))
    operations.stock(product=f"CUP-{name}", quantity=Decimal(20), actor="user:1")
    tokens = [quoted(wanted(1, member=name), name).token for _ in range(CLIENTS)]

    @or_code
    def act(number: int) -> None:
        order = reserve(tokens[number])
        if number % 2:
            operations.confirm(number=order, at=AT + LATER, actor="key:1")

    done = Counter(all_at_once(CLIENTS, act))

    assert done == {None: 10, "orders.stock_gone": CLIENTS - 10}
    assert taken(f"stock:CUP-{name}") == 20
    assert not quoted(wanted(1, member=name), name).priced.free


def test_one_quote_that_all_take_is_one_order_that_all_confirm_and_cancel_once(name: str) -> None:
    token = quoted(wanted(20, member=name, points=None), name).token

    done = all_at_once(CLIENTS, lambda _: or_code(reserve)(token))

    (number,) = [each for each in done if isinstance(each, int)]
    assert done.count("orders.quote_taken") == CLIENTS - 1
    all_at_once(CLIENTS, lambda _: operations.confirm(number=number, at=AT, actor="key:1"))
    back = {"1": Decimal(5)}
    all_at_once(
        CLIENTS,
        lambda _: operations.return_lines(number=number, key="r", lines=back, gifts={}, at=AT, actor="key:1"),
    )
    assert points(name) == (325, 0)
    all_at_once(CLIENTS, lambda _: operations.cancel(number=number, at=AT, actor="key:1"))
    assert points(name) == (1_000, 0)
    assert taken(f"budget:{name}:spring:2026-01-01") == 0
    assert all_is_well()
