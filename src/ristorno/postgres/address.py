"""Which database is ours: the one of DATABASE_URL, else one of our own in the user's data folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_data_path

from ristorno.postgres.cluster import Cluster

URL, HOME = "DATABASE_URL", "RISTORNO_HOME"
"""The variables of the environment that name a database, and the folder of our own data."""

_OF_SERVICES = Path("/var/lib/ristorno")


@contextmanager
def database() -> Iterator[str]:
    """Yield the address of the database, with a server of our own running where no other is named.

    Raises:
        Refused: a server of our own is needed, and cannot run here.
    """
    address = os.environ.get(URL)
    if address:
        yield address
        return
    with own_cluster().running() as address:
        yield address


def own_cluster() -> Cluster:
    """Return the server of our own, whether it runs or not."""
    return Cluster(home() / "postgres")


def home() -> Path:
    """Return the folder of our own data: RISTORNO_HOME, or where the system keeps data of users, and of services."""
    named = os.environ.get(HOME)
    if named:
        return Path(named)
    # What root runs is a service; others than root, whom the server needs, cannot enter root's own folders.
    return _OF_SERVICES if os.geteuid() == 0 else user_data_path("ristorno", appauthor=False)
