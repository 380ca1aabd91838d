"""A fund is an account of the ledger; claims, approved at the same moment or not, never take more than is in it."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db.models import F

from apps.accruals.world import AT, LATER, all_is_well, balances, begin, fact, run, tell
from apps.parallel import all_at_once
from ristorno.apps.accruals.models import Funded
from ristorno.apps.accruals.verification import complaints
from ristorno.apps.facts.operations import Claimed, File, approve_claim, file_claim
from ristorno.apps.members import operations as members
from ristorno.apps.wallets.queries import fund_statement, funds_of, wallet
from ristorno.apps.wallets.values import Holder
from ristorno.engine.fact import Reference
from ristorno.kernel.number import plain
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


CARRIED = """\
program: stands
time_zone: Europe/Moscow
units: {RUB: {kind: money}}
funds: {stand: {window: quarter, amount: 500, left_over: LEFT}}
clauses:
  in: {window: quarter, mechanic: {percent: 2 %}, reward: {into: stand}}
  out: {earn_on: {kinds: [claim_approved]}, window: document, mechanic: {percent: 50 %}, reward: {funded_by: stand}}
"""


def held(member: str = "M") -> dict[str, str]:
    return {each.name: plain(each.balance) for each in funds_of(member)}


def moved(member: str = "M") -> list[str]:
    (fund,) = funds_of(member)
    lines = fund_statement(fund)
    return [f"{line.movement} {plain(line.amount)}: {plain(line.balance)}" for line in lines]


def bought(at: datetime) -> None:
    """North bought for 25,000 and claims 1,200: 500 and 500 come in, 600 go out."""
    tell(fact("N1", 25_000, "2026-01-10"), fact("C1", 1_200, "2026-02-10", kind="claim_approved"), at=at)
    run(at=at)


@pytest.mark.django_db
@pytest.mark.parametrize(("rule", "after"), [("lapses", "500"), ("carries", "900")])
def test_a_fund_is_an_account_with_a_statement(rule: str, after: str) -> None:
    begin(CARRIED.replace("LEFT", rule))
    bought(AT)
    assert moved() == ["fund 1000: 1000", "claim -600: 400"]
    tell(fact("N2", 0, "2026-04-10"), at=LATER)
    run(at=LATER)
    assert held() == {"stand": after}, "the sponsor puts 500 into the next quarter"
    assert run(at=LATER).funds == 0
    assert all_is_well()


@pytest.mark.django_db
def test_what_comes_back_leaves_the_fund_and_cuts_its_claims() -> None:
    begin(CARRIED.replace("LEFT", "lapses"))
    bought(AT)
    tell(fact("R1", -25_000, "2026-03-01", kind="return", reverses=Reference("N1")), at=AT)
    run(at=AT)
    assert held() == {"stand": "0"}
    assert moved()[2:] == ["claim_less 100: 500", "fund_less -500: 0"]
    assert balances()["RUB"] == (0, 500)
    assert all_is_well()


@pytest.mark.django_db
def test_the_fund_of_a_member_that_merged_goes_on_in_the_other() -> None:
    begin(CARRIED.replace("LEFT", "lapses"))
    bought(AT)
    members.merge(key="M", into="N", at=AT, actor="user:1")
    run("M", at=AT)
    assert (held("M"), held("N")) == ({"stand": "0"}, {"stand": "400"})
    assert all_is_well()


@pytest.mark.django_db
def test_a_fund_that_holds_something_else_is_complained_of() -> None:
    begin(CARRIED.replace("LEFT", "lapses"))
    bought(AT)
    Funded.objects.update(granted=F("granted") + 1)
    (complaint,) = complaints()
    assert complaint.reason.startswith("What a fund holds is not what is booked for its windows: ")
    assert complaint.reason.endswith(", M, stand, 40000, 39999.")
