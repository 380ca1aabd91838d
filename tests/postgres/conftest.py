"""A server of our own for each test: the fast settings, in a short folder."""

from pathlib import Path

import pytest

from ristorno.postgres.cluster import Cluster
from ristorno.postgres.programs import Programs
from servers.postgres import FAST


@pytest.fixture
def cluster(folder: Path, versions: list[Programs]) -> Cluster:
    """A data folder that has nothing yet."""
    return Cluster(folder, FAST, versions[0].major)
