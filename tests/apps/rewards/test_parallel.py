"""Many at once ask for the last pieces of a reward: none is given twice, and nobody pays for nothing."""

import pytest

from apps.parallel import all_at_once, or_code
from apps.rewards.shelf import CATALOG, ask, stocked
from apps.wallets.wallet import booked, declare
from ristorno.apps.rewards.values import Visitor
from ristorno.apps.wallets.queries import wallet
from ristorno.apps.wallets.values import Holder


@pytest.mark.usefixtures("committed")
def test_many_who_want_the_last_pieces_get_as_many_as_there_are() -> None:
    declare("PTS")
    for number in range(8):
        booked(f"rush-{number}", free=5_000, holder=Holder(f"rush-{number}"))
    stocked(CATALOG.replace("  drill:", "  rush:").partition("  next-order:")[0])

    def want(number: int) -> str:
        visitor = Visitor(f"rush-{number}", "anna", ("owner",))
        return ask("rush", visitor, key=f"rush-{number}", address="x").state

    got = all_at_once(8, or_code(want))
    assert (got.count("approved"), got.count("rewards.stock")) == (2, 6)
    held = [wallet(Holder(f"rush-{number}"), "PTS") for number in range(8)]
    assert sum(each.held for each in held if each is not None) == 10_000
