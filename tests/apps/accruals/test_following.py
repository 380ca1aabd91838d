"""Following: a wallet is up to date soon after the fact, and one member that cannot be run stops nobody."""

import threading
import time
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connections, transaction

from apps.accruals.world import AT, PROGRAM, all_is_well, balances, begin, fact, tell
from apps.agreements.writing import enacted
from ristorno.apps.accruals.claiming import claim
from ristorno.apps.accruals.following import collect, due_again, follow, work, work_off
from ristorno.apps.accruals.queries import due
from ristorno.apps.members import operations as members
from ristorno.apps.wallets import operations as wallets
from ristorno.apps.wallets.values import UnitTerms

SYSTEM = "system:accruals"


@pytest.mark.django_db
def test_who_is_due_is_found_out_and_run() -> None:
    begin()
    collect()
    tell(fact("D1", 10_000), fact("D2", 20_000), fact("D3", 5_000, member="N"))
    run_twice_named()
    assert balances("M") == {"PTS": (0, 30)}
    assert balances("N") == {"PTS": (0, 5)}
    assert work(at=AT, actor=SYSTEM) == ()
    assert all_is_well()


def run_twice_named() -> None:
    """Let a new day name both members twice: what a test has recorded in its own transaction, nobody else could see."""
    for _ in range(2):
        due_again(datetime(2026, 4, 5, 21, tzinfo=UTC))
    assert [each.member for each in due()] == ["M", "N"] * 2
    assert [work(at=AT, actor=SYSTEM) for _ in range(2)] == [("M", "N"), ()]


@pytest.mark.django_db
def test_a_member_that_cannot_be_run_is_told_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    begin()
    wallets.declare(unit=UnitTerms("RUB", "money", Decimal(1), "UTC"), actor=SYSTEM)
    tell(fact("D1", 600_000))
    run_twice_named()
    assert [(each.member, each.attempts) for each in due()] == [("M", 1)]
    assert "is kept in steps of 1" in due(failed=True)[0].problem
    assert balances("M") == {}
    assert work(at=AT + timedelta(seconds=1), actor=SYSTEM) == ()
    assert work(at=AT + timedelta(seconds=2), actor=SYSTEM) == ("M",)
    assert [(each.member, each.attempts) for each in due(failed=True)] == [("M", 2)]


@pytest.mark.django_db
@pytest.mark.parametrize(("hour", "count"), [(20, 0), (21, 2), (22, 0)])
def test_a_new_day_makes_everybody_due(hour: int, count: int) -> None:
    begin()
    assert due_again(datetime(2026, 4, 5, hour, tzinfo=UTC)) == count  # 21:00 in UTC is midnight in Moscow


@pytest.mark.usefixtures("committed")
def test_nobody_waits_for_a_member_that_somebody_else_runs() -> None:
    run = f"{uuid.uuid4()}"[:8]
    busy, free = f"{run}-busy", f"{run}-free"
    work_off(at=AT, actor=SYSTEM)
    for key in (busy, free):
        members.add(key=key, name="Company", actor="user:1")
    while collect():
        pass
    claimed, done = threading.Event(), threading.Event()

    def running() -> None:
        with transaction.atomic():
            assert claim([busy]) == (busy,)
            claimed.set()
            done.wait(30)
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(running)
        try:
            assert claimed.wait(30)
            assert work(at=AT, actor=SYSTEM) == (free,)
            assert [each.member for each in due()] == [busy]
        finally:
            done.set()
        working.result(30)
    assert work(at=AT, actor=SYSTEM) == (busy,)


@pytest.mark.usefixtures("committed")
def test_a_wallet_is_up_to_date_within_a_second_while_several_follow() -> None:
    run = f"{uuid.uuid4()}"[:8]
    keys = [f"{run}-{number}" for number in range(4)]
    for key in keys:
        members.add(key=key, name="Company", actor="user:1")
    enacted(PROGRAM.replace("program: dealers", f"program: p{run}").replace("PTS", f"P{run}"))
    work_off(at=AT, actor=SYSTEM)
    stop = threading.Event()

    def following() -> int:
        try:
            return follow(clock=lambda: AT, stop=stop, actor=SYSTEM)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(3) as pool:
        working = [pool.submit(following) for _ in range(3)]
        try:
            for number in range(3):
                tell(*(fact(f"{run}-{number}", 10_000, member=key) for key in keys))
                _until(f"P{run}", dict.fromkeys(keys, (0, 10 * number + 10)))
        finally:
            stop.set()
        assert sum(each.result(30) for each in working) >= len(keys)
    assert all_is_well()


def _until(unit: str, wanted: Mapping[str, object]) -> None:
    begun = time.monotonic()
    while {key: balances(key).get(unit) for key in wanted} != wanted:
        assert time.monotonic() < begun + 10, "it takes too long, even for a machine that has much to do"
        time.sleep(0.02)
