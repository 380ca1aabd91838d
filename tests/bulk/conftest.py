"""Databases that count in place of the one inside this process, each started once for a test run."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeAlias

import duckdb
import pytest

from bulk.here import Here
from ristorno.bulk.stores.database import Database
from servers import sail as sail_server

Opened: TypeAlias = Callable[[], AbstractContextManager[Database]]
"""Opens a session in which nothing was counted yet."""


@pytest.fixture
def in_duckdb() -> Opened:
    """DuckDB, asked as the others are."""

    @contextmanager
    def opened() -> Iterator[Database]:
        with duckdb.connect() as connection:
            yield Here(connection)

    return opened


@pytest.fixture(scope="session")
def in_postgres(postgres_address: str) -> Opened:
    """PostgreSQL, where there is one."""
    from ristorno.bulk.stores.postgres import postgres

    return lambda: postgres(postgres_address, "ristorno_tests")


@pytest.fixture(scope="session")
def in_sail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """Sail, where it is installed; one session serves all questions."""
    for name in ("pysail", "pyspark"):
        pytest.importorskip(name, reason=f"{name} is not installed: make .venv/.cluster")
    from ristorno.bulk.stores.spark import working

    with sail_server.session() as session:
        yield lambda: working(session, tmp_path_factory.mktemp("sail"))


@pytest.fixture(params=["postgres", pytest.param("sail", marks=pytest.mark.long)])
def elsewhere(request: pytest.FixtureRequest) -> Opened:
    """Every database but the one inside this process."""
    opened: Opened = request.getfixturevalue(f"in_{request.param}")
    return opened
