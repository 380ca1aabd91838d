"""A sandbox and its clock from the command line."""

from pathlib import Path

import pytest

from cli.conftest import Ristorno
from ristorno.apps.clock.queries import now, sandbox
from ristorno.apps.wallets.queries import everybody
from servers.databases import BARE, alone
from web.api.world import founded

pytestmark = pytest.mark.usefixtures("own_database")


def test_a_sandbox_is_made_once_and_its_clock_moved_forward(ristorno: Ristorno) -> None:
    assert "the world's time" in ristorno("clock", "show").out
    made = ristorno("database", "sandbox", "--at", "2026-12-28")
    assert "its clock stands at 2026-12-28 00:00 UTC" in made.out, made.err
    assert "2026-12-28 00:00 UTC, in a sandbox" in ristorno("clock", "show").out

    moved = ristorno("clock", "advance", "1 month")
    assert "The clock stands at 2027-01-28 00:00 UTC" in moved.out, moved.err
    assert "all is as it must be" in moved.out
    assert "at 2027-02-01 09:00 UTC" in ristorno("clock", "set", "2027-02-01T12:00+03:00").out

    for words, told in {
        ("clock", "set", "2027-01-01"): "clock.back",
        ("clock", "set", "soon"): "Write it as 2026-12-31",
        ("clock", "advance", "soon"): "no span of time",
        ("clock", "advance", "9999 years"): "too long",
        ("database", "sandbox"): "clock.sandbox",
    }.items():
        refused = ristorno(*words)
        assert (refused.code, told in refused.err) == (2, True), refused.err
    assert f"{now():%Y-%m-%d %H:%M}" == "2027-02-01 09:00"


def test_a_running_program_is_rehearsed_in_a_copy(ristorno: Ristorno, tmp_path: Path) -> None:
    founded()
    ristorno("backup", tmp_path / "today.ristorno")
    refused = ristorno("database", "sandbox")
    assert (refused.code, "clock.real" in refused.err) == (2, True)
    before = everybody()

    with alone(BARE):
        restored = ristorno("restore", "--sandbox", tmp_path / "today.ristorno")

        assert restored.code == 0, restored.err
        assert sandbox() is not None
        assert everybody() == before
        assert ristorno("clock", "advance", "1 day").code == 0
    assert sandbox() is None
