"""Wallets and bookings from the command line; what is written stays, so every test has keys of its own."""

import uuid

import pytest
from django.db import connections
from psycopg.conninfo import make_conninfo

from apps.accruals.world import PROGRAM, begin, fact, tell
from cli.conftest import Ristorno
from ristorno.postgres.address import URL


@pytest.fixture
def run(committed: None, wide: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let commands work on the database of the tests; returns a key that is nobody else's."""
    told = connections["default"].settings_dict
    monkeypatch.setenv(URL, make_conninfo(host=told["HOST"], user=told["USER"], dbname=told["NAME"]))
    return f"c{uuid.uuid4().hex[:8]}"


def test_from_facts_to_a_statement(run: str, ristorno: Ristorno) -> None:
    unit = f"P{run}"
    begin(PROGRAM.replace("program: dealers", f"program: {run}").replace("PTS", unit), keys=[run])
    tell(fact(run, 12_000, member=run))

    assert "1 members run: " in ristorno("accruals", "run", "--member", run).out
    assert "1 members run: 0 amounts booked anew" in ristorno("accruals", "run", "--member", run).out
    listed = ristorno("wallets", "list", run).out
    assert unit in listed
    assert "12" in listed

    giving = ("wallets", "give", run, unit, "5", "--reason", "Late truck", "--key", run, "--by", "user:7")
    assert "waits for another person" in ristorno(*giving).out
    assert run in ristorno("wallets", "waiting").out
    own = ristorno("wallets", "approve", run, "--by", "user:7")
    assert (own.code, "cannot approve it" in own.err) == (2, True)
    assert "is done" in ristorno("wallets", "approve", run, "--by", "user:8").out
    shown = ristorno("wallets", "show", run, unit).out
    for told in ("Earned", "A gift from us", "Late truck"):
        assert told in shown

    wrong = ristorno("wallets", "show", run, "NONE")
    assert (wrong.code, "wallets.unknown" in wrong.err) == (2, True)
    assert "all is as it must be" in ristorno("ledger", "verify").out
