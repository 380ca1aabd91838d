"""Many at once on one wallet: nobody overdraws, nobody is refused for not being alone, nothing is done twice."""

import uuid

import pytest

from apps.parallel import all_at_once, or_code
from apps.wallets.wallet import BY, all_is_well, amounts, asked, booked, declare
from ristorno.apps.wallets import operations
from ristorno.apps.wallets.values import Holder

pytestmark = pytest.mark.usefixtures("committed")
CLIENTS = 64


@pytest.fixture
def holder(committed: None) -> Holder:
    declare()
    return Holder(f"{uuid.uuid4()}")


def test_all_spend_and_hold_one_wallet(holder: Holder) -> None:
    for number in range(5):
        booked(f"{holder}:{number}", free=67, ends=f"2027-01-0{number + 1}", holder=holder)

    @or_code
    def act(number: int) -> None:
        if number % 2:
            operations.spend(key=f"{holder}-{number}", **asked(10, holder))
        else:
            operations.hold(key=f"{holder}-{number}", **asked(10, holder))

    done = all_at_once(CLIENTS, act)

    assert (done.count(None), done.count("wallets.short")) == (33, CLIENTS - 33)
    _, free, held, _ = amounts(holder)
    assert free == 5
    assert held % 10 == 0
    assert all_is_well()


def test_a_wallet_that_all_open_is_one(holder: Holder) -> None:
    all_at_once(CLIENTS, lambda number: booked(f"{holder}:{number}", free=1, holder=holder))
    assert amounts(holder) == (0, CLIENTS, 0, 0)


def test_what_all_redeem_is_redeemed_once(holder: Holder) -> None:
    booked(f"{holder}", free=10, holder=holder)
    operations.hold(key=f"{holder}", **asked(10, holder))

    all_at_once(CLIENTS, lambda _: operations.redeem(key=f"{holder}-used", hold=f"{holder}", **BY))

    assert amounts(holder) == (0, 0, 0, 0)
    assert all_is_well()
