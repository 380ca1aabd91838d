"""A PostgreSQL of our own for a test run, gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ristorno.postgres.cluster import Cluster
from ristorno.postgres.programs import Programs

FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200")


@contextmanager
def running(folder: Path, programs: Programs) -> Iterator[str]:
    """Let a server run; yield its address."""
    with Cluster(folder, FAST, programs.major).running() as address:
        yield address
