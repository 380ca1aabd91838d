"""A run that is killed while it renews the flat facts leaves the old ones whole, or the new ones; never between."""

import subprocess
import sys

import duckdb
import pytest

from bulk.stores.comparing import assert_same
from bulk.stores.conftest import MOSCOW, SECOND, bring
from bulk.stores.decoding import Told, decoded
from bulk.stores.test_bad_stores import NOW, flat
from ristorno.bulk.stores.parquet import refresh
from ristorno.bulk.stores.projection.manifest import read_projection
from ristorno.bulk.stores.projection.views import show
from ristorno.intake import Store

_CHILD = """
import os, signal, sys
from pathlib import Path

fatal, steps = int(sys.argv[2]), 0

def counted(function):
    def wrapped(*args, **kwargs):
        global steps
        steps += 1
        if steps == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return wrapped

from ristorno.bulk.stores.parquet import refresh
from ristorno.intake import Store
from ristorno.intake.duck import Workshop

Workshop.run = counted(Workshop.run)
for name in ("replace", "rename", "unlink"):
    setattr(Path, name, counted(getattr(Path, name)))
os.fsync = counted(os.fsync)
refresh(Store(Path(sys.argv[1])), "Europe/Moscow")
"""


def killed_at(step: int, store: Store) -> bool:
    """Renew in a process that dies at its nth step; return whether it did."""
    command = [sys.executable, "-c", _CHILD, str(store.folder), str(step)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode in {0, -9}, done.stderr.decode()
    return done.returncode == -9


def as_it_lies(store: Store) -> Told:
    """Return what the files say, without bringing them up to date."""
    manifest = read_projection(flat(store), "Europe/Moscow")
    with duckdb.connect() as connection:
        show(connection, flat(store), manifest, MOSCOW, NOW.as_of)
        return decoded(connection)


@pytest.mark.parametrize(
    "start", [pytest.param(1, marks=pytest.mark.long), 7, pytest.param(13, marks=pytest.mark.long)]
)
def test_killed_at_every_step(start: int, store: Store) -> None:
    refresh(store, "Europe/Moscow")
    before = as_it_lies(store)
    bring(store, "b.csv", SECOND)
    seen: list[Told] = []
    for step in range(start, 300, 18):
        if not killed_at(step, store):
            break
        seen.append(as_it_lies(store))
        if seen[-1] != before:
            break
    assert seen[0] == before
    after = assert_same(store, MOSCOW, NOW.as_of)
    assert as_it_lies(store) == after != before
    assert all(told in (before, after) for told in seen)
    assert not (flat(store) / "writing").exists()


def test_what_was_left_behind_is_never_read(store: Store) -> None:
    refresh(store, "Europe/Moscow")
    orphan = flat(store) / "lines" / "year=2026" / "month=02" / "g000002-0.parquet"
    orphan.write_bytes(b"half a file")
    assert_same(store, MOSCOW, NOW.as_of)
    bring(store, "b.csv", SECOND)
    assert_same(store, MOSCOW, NOW.as_of)
    assert not orphan.exists() or orphan.read_bytes() != b"half a file"
