"""Programs of several brands and firms on wallets: one wallet for all, one level that all honor, and clearing."""

from datetime import date
from decimal import Decimal

import pytest

from apps.accruals.world import LATER, all_is_well, balances, begin, fact, run, tell
from ristorno.apps.agreements.queries import kinds
from ristorno.apps.facts.operations import Draft, ingest
from ristorno.apps.wallets import operations as wallets
from ristorno.apps.wallets.queries import wallet
from ristorno.apps.wallets.values import Holder
from ristorno.engine.fact import Reference
from ristorno.kernel.problem import Refused
from ristorno.templates import find

pytestmark = pytest.mark.django_db
NORTH = Holder("North")


def redeemed(key: str, points: int, unit: str = "PTS") -> None:
    wallets.hold(key=key, holder=NORTH, unit=unit, amount=Decimal(points), at=LATER, actor="key:1")
    wallets.redeem(key=f"{key}-used", hold=key, at=LATER, actor="key:1")


def spent(document: str, firm: str, points: int, issuer: str) -> Draft:
    return Draft(
        document=document, kind="points_spent", occurred_at=date(2026, 3, 2), member=firm, quantity=Decimal(points),
        parties={"issuer": issuer},
    )  # fmt: skip


def test_what_is_earned_with_one_brand_is_spent_with_another_from_one_wallet() -> None:
    begin(find("house-of-brands").text, keys=["North"])
    tell(
        fact("N1", 1_200, member="North", brand="Taxi"),
        fact("N2", 3_000, member="North", brand="Market"),
        fact("N3", 500, member="North", brand="Music"),
    )
    assert run("North").booked == 3
    assert balances("North") == {"PTS": (0, 125)}
    redeemed("a-film", 100)  # of Music, which gave five of them
    assert balances("North") == {"PTS": (0, 25)}
    with pytest.raises(Refused, match="can spend 25 PTS"):
        wallets.hold(key="more", holder=NORTH, unit="PTS", amount=Decimal(26), at=LATER, actor="key:1")
    # What was spent elsewhere is owed by whoever bought and gave back, on the same wallet.
    tell(fact("R2", -3_000, member="North", brand="Market", kind="return", reverses=Reference("N2")), at=LATER)
    run("North", LATER)
    state = wallet(NORTH, "PTS")
    assert state is not None
    assert state.free - state.owed == 25 - 60
    assert all_is_well()


def test_a_level_earned_with_one_firm_is_honored_by_another() -> None:
    begin(find("shared-status").text, keys=["North"])
    tell(fact("N1", 1_200_000, "2026-02-10", member="North", parties={"firm": "A"}))
    run("North")
    assert balances("North") == {}
    tell(fact("N2", 10_000, "2026-03-01", member="North", parties={"firm": "B"}))
    run("North")
    assert balances("North") == {"FIRST": (0, 1)}
    redeemed("served", 1, "FIRST")
    assert balances("North") == {}
    assert all_is_well()


def test_firms_settle_among_themselves_what_was_spent_and_together_it_is_nothing() -> None:
    begin(find("coalition").text, keys=["A", "B", "operator"])
    ingest(drafts=[spent("S1", "B", 600, "A")], channel="api", at=LATER, actor="key:1", kinds=kinds())
    run("B", LATER)
    owed = {firm: wallet(Holder(firm), "RUB") for firm in ("A", "B", "operator")}
    found = {firm: state.free + state.pending - state.owed for firm, state in owed.items() if state is not None}
    assert found == {"A": -600, "B": 588, "operator": 12}
    run("B", LATER)
    assert {firm: wallet(Holder(firm), "RUB") for firm in owed} == owed
    assert all_is_well()
