"""Backups: what is restored is what was there, and nothing is ever read or written over."""

from pathlib import Path

import pytest

from cli.conftest import Ristorno
from ristorno.apps.accruals.queries import booked_of
from ristorno.apps.events.queries import history
from ristorno.apps.wallets import queries
from servers.databases import BARE, alone
from web.api.world import NORTH, founded

pytestmark = pytest.mark.usefixtures("own_database")


def seen() -> list[object]:
    """Return what a reader sees of the world that was founded."""
    wallets = queries.everybody()
    lines = [queries.statement(each.holder, each.unit) for each in wallets]
    return [wallets, lines, booked_of(NORTH), history(f"member:{NORTH}")]


def test_what_is_restored_is_what_was_there(ristorno: Ristorno, tmp_path: Path) -> None:
    file = tmp_path / "today.ristorno"
    founded()
    made = seen()

    told = ristorno("backup", file)
    assert told.code == 0, told.err
    again = ristorno("backup", file)
    assert (again.code, "backup.exists" in again.err) == (2, True)

    with alone(BARE):
        restored = ristorno("restore", file)
        assert restored.code == 0, restored.err
        assert "all is as it must be" in restored.out
        assert seen() == made
        over = ristorno("restore", file)
        assert (over.code, "backup.not_empty" in over.err) == (2, True)
    assert all(made)


def test_a_damaged_backup_leaves_the_database_empty(ristorno: Ristorno, tmp_path: Path) -> None:
    file = tmp_path / "today.ristorno"
    ristorno("backup", file)
    whole = file.read_bytes()

    with alone(BARE):
        for damaged in (b"", b"nonsense", whole[: len(whole) // 2]):
            file.write_bytes(damaged)
            told = ristorno("restore", file)
            assert (told.code, "backup.unreadable" in told.err) == (2, True), told.err
        file.write_bytes(whole)

        assert ristorno("restore", file).code == 0


def test_a_place_that_cannot_be_written_is_told(ristorno: Ristorno, tmp_path: Path) -> None:
    told = ristorno("backup", tmp_path / "nowhere" / "today.ristorno")

    assert (told.code, "backup.unwritable" in told.err) == (2, True)
    assert "backup.missing" in ristorno("restore", tmp_path / "none").err
