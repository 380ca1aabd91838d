"""The database and the ledger from the command line, on a server of our own."""

from pathlib import Path

import pytest

from cli.conftest import Ristorno, said
from ristorno.postgres.address import HOME, URL
from ristorno.postgres.programs import Programs


@pytest.fixture
def home(folder: Path, versions: list[Programs], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let our own server be in a folder where nothing is yet."""
    monkeypatch.setenv(HOME, str(folder))
    monkeypatch.delenv(URL, raising=False)
    return folder


def test_the_first_use_makes_all_and_the_second_changes_nothing(home: Path, ristorno: Ristorno) -> None:
    assert "not made yet" in ristorno("database", "status").out
    first = said(home, "database", "migrate")
    assert (first.code, first.out) == (0, "The tables are up to date.\n")
    assert "Bringing the tables up to date" in first.err

    verified = said(home, "ledger", "verify")

    assert (verified.out, verified.err) == ("0 postings with 0 entries on 0 accounts: all is as it must be.\n", "")
    assert f"in {home / 'postgres' / 'data'}" in ristorno("database", "status").out
    assert said(home, "backup", home / "today.ristorno").code == 0


def test_a_server_that_is_not_there_is_told(folder: Path) -> None:
    refused = said(folder, "database", "migrate", DATABASE_URL="postgresql://somebody:secret@127.0.0.1:1/none")

    assert refused.code == 2
    assert "database.server" in refused.err
    assert "secret" not in refused.err


def test_there_is_nothing_to_move_yet(home: Path, ristorno: Ristorno) -> None:
    refused = ristorno("database", "upgrade")

    assert refused.code == 2
    assert "There are no data to move." in refused.err
