"""DuckDB asked as any other database is, so that one corpus can be asked of all."""

from collections.abc import Iterator

import duckdb

from ristorno.bulk.dialects.base import Dialect
from ristorno.bulk.dialects.duckdb import DuckDB
from ristorno.bulk.plan.relations import Step
from ristorno.bulk.stores.database import Database
from ristorno.bulk.stores.tables import Row


class Here(Database):
    """A DuckDB connection, which has its facts already."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.dialect: Dialect = DuckDB()
        self._connection = connection

    def take(self, flat: duckdb.DuckDBPyConnection) -> None:
        assert flat is self._connection

    def keep(self, step: Step) -> None:
        self._connection.execute(self.dialect.create(step))

    def rows(self, query: str) -> Iterator[Row]:
        yield from self._connection.execute(query).fetchall()
