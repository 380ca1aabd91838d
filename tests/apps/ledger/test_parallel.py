"""Many at once: nobody overdraws, nobody is refused for not being alone, nothing is posted twice."""

import uuid
from datetime import UTC, date, datetime

import pytest

from apps.parallel import all_at_once
from ristorno.apps.ledger.operations import open_account, post
from ristorno.apps.ledger.queries import balance, lots
from ristorno.apps.ledger.transfers import Posted, Transfer
from ristorno.apps.ledger.verification import complaints
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.usefixtures("committed")
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLIENTS = 64


def account(**traits: object) -> int:
    """What is committed here stays in the database, where other tests prove that every posting is on a list."""
    return open_account(name=f"{uuid.uuid4()}:free", unit="PTS", **traits)  # type: ignore[arg-type]


def moved(key: str, giver: int, taker: int, amount: int, ends_on: date | None = None) -> Posted | None:
    transfers = [Transfer(giver, taker, amount, ends_on)]
    try:
        return post(key=key, movement="merge_free", at=AT, actor="system:test", transfers=transfers)
    except Refused as refused:
        if [problem.code for problem in refused.problems] == ["ledger.floor"]:
            return None
        raise


@pytest.mark.parametrize("have", [CLIENTS * 10, CLIENTS * 10 - 5, CLIENTS * 5])
def test_all_spend_one_wallet(have: int) -> None:
    outside, wallet = account(live=False), account(keeps_lots=True, floor=0)
    for number in range(5):
        moved(f"{wallet}-earned-{number}", outside, wallet, have // 5, date(2027, 1, 1 + number))

    spent = all_at_once(CLIENTS, lambda number: moved(f"{wallet}-{number}", wallet, outside, 10))

    assert len([each for each in spent if each is not None]) == have // 5 * 5 // 10
    assert balance(wallet) == have // 5 * 5 % 10 == sum(each.remaining for each in lots(wallet))
    assert not list(complaints())


def test_one_posting_that_all_deliver_is_posted_once() -> None:
    outside, wallet = account(live=False), account(keeps_lots=True, floor=0)

    done = all_at_once(CLIENTS, lambda _: moved(f"{wallet}", outside, wallet, 10))

    assert [each.fresh for each in done if each is not None].count(True) == 1
    assert len({each.number for each in done if each is not None}) == 1
    assert balance(wallet) == 10


def test_wallets_that_pay_each_other_never_wait_in_a_circle() -> None:
    outside, left, right = account(live=False), account(floor=0), account(floor=0)
    for wallet in (left, right):
        moved(f"{wallet}-earned", outside, wallet, 1_000)

    done = all_at_once(
        CLIENTS, lambda number: moved(f"{left}-{number}", *((left, right) if number % 2 else (right, left)), 10)
    )

    assert all(done)
    assert balance(left) == balance(right) == 1_000
    assert not list(complaints())
