"""Claims that are approved at the same moment never take more from a fund than was collected in it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from apps.accruals.world import AT, all_is_well, begin, fact, run, tell
from apps.parallel import all_at_once
from ristorno.apps.facts.operations import Claimed, File, approve_claim, file_claim
from ristorno.apps.wallets.queries import wallet
from ristorno.apps.wallets.values import Holder
from servers.databases import alone

FUND = """\
program: stands
time_zone: Europe/Moscow
units: {RUB: {kind: money}}
funds: {stand: {window: half, amount: 500}}
clauses:
  in: {window: quarter, mechanic: {percent: 2 %}, reward: {into: stand}}
  out: {earn_on: {kinds: [claim_approved]}, window: document, mechanic: {percent: 50 %}, reward: {funded_by: stand}}
"""
CLAIMS = 6


@pytest.fixture
def fund(committed: None) -> Iterator[None]:
    """A fund of 1,000, half of it put in by the sponsor, and claims of which half is asked for: 3,000."""
    with alone():
        begin(FUND, keys=["North"])
        tell(fact("N1", 25_000, "2026-01-10", member="North"))
        run("North")
        yield


def claimed(place: int) -> int:
    about = Claimed(
        member="North", what="stand", occurred_on=date(2026, 2, 1 + place), amount=Decimal(1_000), currency="RUB"
    )
    return file_claim(claimed=about, files=[File(f"stand-{place}.pdf", b"%PDF-1.7 stand")], at=AT, actor="user:7")


def granted() -> Decimal:
    found = wallet(Holder("North"), "RUB")
    return found.free + found.pending - found.owed if found is not None else Decimal(0)


@pytest.mark.usefixtures("fund")
def test_claims_approved_at_once_share_what_there_is() -> None:
    numbers = [claimed(place) for place in range(CLAIMS)]
    assert granted() == 0  # what is collected is on no wallet

    def decide(place: int) -> Decimal:
        approve_claim(number=numbers[place], at=AT, actor=f"user:{place}")
        run("North")
        return granted()

    seen = all_at_once(CLAIMS, decide)
    assert max(seen) <= 1_000
    assert granted() == 1_000
    tell(fact("N1", 0, "2026-01-10", member="North"), at=AT)
    run("North")
    assert granted() == 500  # the sponsor's own part is left
    assert all_is_well()
