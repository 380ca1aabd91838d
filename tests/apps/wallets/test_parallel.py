"""Many at once on one wallet: nobody overdraws, nobody is refused for not being alone, nothing is done twice."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from apps.wallets.wallet import BY, all_is_well, amounts, asked, booked, declare
from ristorno.apps.wallets import operations
from ristorno.apps.wallets.values import Holder
from ristorno.kernel.problem import Refused

pytestmark = pytest.mark.usefixtures("committed")
CLIENTS = 64


@pytest.fixture
def holder(committed: None) -> Holder:
    declare()
    return Holder(f"{uuid.uuid4()}")


def at_once(work: Callable[[int], object]) -> list[bool]:
    """Let all work at the same time; return who was not refused for there being too little."""

    def done(number: int) -> bool:
        try:
            work(number)
        except Refused as refused:
            if [problem.code for problem in refused.problems] == ["wallets.short"]:
                return False
            raise
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(done, range(CLIENTS)))


def test_all_spend_and_hold_one_wallet(holder: Holder) -> None:
    for number in range(5):
        booked(f"{holder}:{number}", free=67, ends=f"2027-01-0{number + 1}", holder=holder)

    def act(number: int) -> None:
        if number % 2:
            operations.spend(key=f"{holder}-{number}", **asked(10, holder))
        else:
            operations.hold(key=f"{holder}-{number}", **asked(10, holder))

    assert at_once(act).count(True) == 33
    _, free, held, _ = amounts(holder)
    assert free == 5
    assert held % 10 == 0
    assert all_is_well()


def test_a_wallet_that_all_open_is_one(holder: Holder) -> None:
    at_once(lambda number: booked(f"{holder}:{number}", free=1, holder=holder))
    assert amounts(holder) == (0, CLIENTS, 0, 0)


def test_what_all_redeem_is_redeemed_once(holder: Holder) -> None:
    booked(f"{holder}", free=10, holder=holder)
    operations.hold(key=f"{holder}", **asked(10, holder))
    assert all(at_once(lambda _: operations.redeem(key=f"{holder}-used", hold=f"{holder}", **BY)))
    assert amounts(holder) == (0, 0, 0, 0)
    assert all_is_well()
