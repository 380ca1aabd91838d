"""One member has nearly all facts; what came of another one is still looked up, not searched among all of them."""

from datetime import date

import pytest
from django.db import connection

from apps.accruals.world import AT, PROGRAM, balances, begin, fact, run, tell
from ristorno.apps.accruals.operations import run_together

pytestmark = pytest.mark.django_db
MANY = 3_000
KEYS = [f"S{place}" for place in range(20)]


def read_whole() -> int:
    """How often in this transaction all facts were read."""
    with connection.cursor() as cursor:
        cursor.execute("select seq_scan from pg_stat_xact_user_tables where relname = 'facts_version'")
        (count,) = cursor.fetchone()
    return int(count)


def test_statistics_of_one_large_member_do_not_slow_the_others_down() -> None:
    begin(PROGRAM, keys=["large", *KEYS])
    tell(*(fact(f"L{number}", 100, member="large") for number in range(MANY)))
    run("large")
    with connection.cursor() as cursor:
        cursor.execute("analyze facts_version")
    tell(*(fact(f"first-{key}", 1_000, member=key) for key in KEYS))
    run_together(members=KEYS, at=AT, actor="system:test")
    for turn in range(2):
        tell(*(fact(f"next-{key}-{turn}", 2_000, date(2026, 2, 11 + turn).isoformat(), member=key) for key in KEYS))
        before = read_whole()
        run_together(members=KEYS, at=AT, actor="system:test")
        assert read_whole() == before
    assert balances("S0")["PTS"] == (0, 5)
