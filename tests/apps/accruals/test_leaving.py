"""What becomes of points when a member leaves, and what firms of a coalition owe each other."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from apps.accruals.world import PROGRAM, all_is_well, balances, begin, fact, run, tell
from ristorno.apps.facts.operations import Draft, ingest
from ristorno.apps.members import operations as members
from ristorno.apps.wallets import operations as wallets
from ristorno.apps.wallets.values import Holder
from ristorno.engine.fact import Reference

pytestmark = pytest.mark.django_db
FORFEIT = PROGRAM.replace("at: month_end}}", "at: month_end}, wallet: {on_leaving: forfeit}}")
COALITION = """\
program: coalition
time_zone: Europe/Moscow
units: {RUB: {kind: money}}
kinds: {points_spent: points taken as payment}
clauses:
  clearing:
    earn_on: {kinds: [points_spent]}
    measure: quantity
    window: month
    mechanic: {per_unit: 1}
    below_zero: charge
    reward: {clearing: {payer: issuer, fee: 2 %, operator: O}}
"""


def noon(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=UTC)


def spent(document: str, quantity: int, on: str) -> Draft:
    issuer = {"issuer": "A"}
    return fact(document, 0, on, "B", quantity=Decimal(quantity), kind="points_spent", parties=issuer)


def leave(on: date, at: datetime) -> None:
    members.enrol(key="M", on=date(2026, 1, 1), at=at, actor="user:1")
    members.leave(key="M", on=on, at=at, actor="user:1")


def test_who_leaves_loses_what_is_there_from_that_day_on() -> None:
    begin(FORFEIT)
    tell(fact("D1", 10_000), at=noon(2, 10))
    run(at=noon(2, 10))
    told = {"holder": Holder("M"), "unit": "PTS", "at": noon(2, 11), "actor": "user:1"}
    wallets.hold(key="held", amount=Decimal(3), reason="order", **told)  # type: ignore[arg-type]
    leave(date(2026, 2, 20), noon(2, 12))
    run(at=noon(2, 19))
    assert balances() == {"PTS": (0, 7)}
    run(at=noon(2, 20))
    assert balances() == {}
    wallets.release(hold="held", at=noon(2, 21), actor="user:1")
    run(at=noon(2, 21))
    assert balances() == {}
    tell(fact("R1", -4_000, "2026-02-15", kind="return", reverses=Reference("D1")), at=noon(2, 22))
    run(at=noon(2, 22))
    assert balances() == {}, "what was lost is not taken a second time"
    assert all_is_well()


def test_who_leaves_keeps_what_is_there_where_nothing_is_said() -> None:
    begin()
    tell(fact("D1", 10_000), at=noon(2, 10))
    leave(date(2026, 2, 20), noon(2, 12))
    run(at=noon(2, 21))
    assert balances()["PTS"] == (0, 10)


def test_who_left_earns_again_from_the_day_on_which_it_joins_again() -> None:
    begin()
    tell(fact("D1", 10_000), at=noon(2, 10))
    run(at=noon(2, 10))
    leave(date(2026, 2, 20), noon(2, 20))
    run(at=noon(2, 20))
    tell(fact("D2", 5_000, "2026-02-20"), fact("D3", 70_000, "2026-02-21"), at=noon(2, 25))
    run(at=noon(2, 25))
    assert balances()["PTS"] == (0, 15), "the day of leaving counts as a whole, the next one does not"
    members.enrol(key="M", on=date(2026, 3, 1), at=noon(3, 1), actor="user:1")
    tell(fact("D4", 2_000, "2026-03-01"), at=noon(3, 2))
    run(at=noon(3, 2))
    assert balances()["PTS"] == (0, 17)
    assert run(at=noon(3, 3)).booked == 0
    assert all_is_well()


def test_a_coalition_settles_what_was_issued_by_one_and_spent_at_another() -> None:
    begin(COALITION, keys="ABO")
    drafts = [spent("S1", 400, "2026-01-10"), spent("S2", 200, "2026-01-20")]
    ingest(drafts=drafts, kinds=["points_spent"], channel="api", at=noon(1, 20), actor="key:1")
    run("B", at=noon(1, 20))
    assert {key: balances(key) for key in "ABO"} == {
        "A": {"RUB": (-600, 0)}, "B": {"RUB": (588, 0)}, "O": {"RUB": (12, 0)}
    }  # fmt: skip
    run("B", at=noon(2, 1))
    assert {key: balances(key) for key in "ABO"} == {
        "A": {"RUB": (0, -600)}, "B": {"RUB": (0, 588)}, "O": {"RUB": (0, 12)}
    }  # fmt: skip
    assert run("B", at=noon(2, 2)).booked == 0
    assert all_is_well()
