"""Backups: what is restored is what was there, and nothing is ever read or written over."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.test_database import folder, said

__all__ = ["folder"]

WORLD = """
import json, sys
from ristorno.cli.keeping import kept
with kept():
    if sys.argv[1] == "make":
        from web.api.world import founded
        founded()
    from ristorno.apps.wallets import queries
    from ristorno.apps.accruals.queries import booked_of
    from ristorno.apps.events.queries import history
    told = [[repr(queries.statement(each.holder, each.unit)) for each in queries.everybody()]]
    told += [repr(queries.everybody()), repr(booked_of("7707083893")), repr(history("member:7707083893"))]
    print(json.dumps(told))
"""


@pytest.fixture
def other_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ristorno-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def world(folder: Path, what: str) -> list[object]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    told = subprocess.run(
        [sys.executable, "-c", WORLD, what],
        env={**environment, "RISTORNO_HOME": str(folder), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(told.stdout.splitlines()[-1]))


def test_what_is_restored_is_what_was_there(folder: Path, other_folder: Path) -> None:
    made = world(folder, "make")
    file = folder / "today.ristorno"

    told = said(folder, "backup", str(file))
    assert told.returncode == 0, told.stderr
    again = said(folder, "backup", str(file))
    assert (again.returncode, "backup.exists" in again.stderr) == (2, True)
    restored = said(other_folder, "restore", str(file))

    assert restored.returncode == 0, restored.stderr
    assert "all is as it must be" in restored.stdout
    assert world(other_folder, "look") == made
    assert "7707083893" in str(made)
    over = said(other_folder, "restore", str(file))
    assert (over.returncode, "backup.not_empty" in over.stderr) == (2, True)


def test_a_damaged_backup_leaves_the_database_empty(folder: Path, other_folder: Path) -> None:
    said(folder, "database", "migrate")
    file = folder / "today.ristorno"
    said(folder, "backup", str(file))
    whole = file.read_bytes()

    for damaged in (b"", b"nonsense", whole[: len(whole) // 2]):
        file.write_bytes(damaged)
        told = said(other_folder, "restore", str(file))
        assert (told.returncode, "backup.unreadable" in told.stderr) == (2, True), told.stderr
    file.write_bytes(whole)

    assert said(other_folder, "restore", str(file)).returncode == 0


def test_a_place_that_cannot_be_written_is_told(folder: Path) -> None:
    told = said(folder, "backup", str(folder / "nowhere" / "today.ristorno"))

    assert (told.returncode, "backup.unwritable" in told.stderr) == (2, True)
    assert "backup.missing" in said(folder, "restore", str(folder / "none")).stderr
