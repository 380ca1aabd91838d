"""The flat facts as tables of PostgreSQL: one schema for each store, filled by COPY, counted where they lie.

    with postgres("postgresql://counting@db.example/rebates", schema="sales") as database:
        database.take(connection)

Everything happens in one transaction: whoever looks at the schema sees the facts of before or those of after.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from ristorno.bulk.dialects.base import Dialect
from ristorno.bulk.dialects.postgres import Postgres
from ristorno.bulk.plan.relations import Step
from ristorno.bulk.stores.database import Database
from ristorno.bulk.stores.tables import Row, held_in
from ristorno.intake.duck import text
from ristorno.kernel.problem import Problem, Refused

OLDEST = 150000
"""The oldest version that is understood, as ``server_version_num`` has it."""
_CHUNK = 1 << 20
_FETCHED = 20_000
TYPES: Mapping[str, str] = {
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    # Texts are put in order by their bytes, as everywhere else, whatever language the database speaks.
    "VARCHAR": 'text collate "C"',
}
"""What DuckDB calls a type, and what PostgreSQL does."""


class PostgresDatabase(Database):
    """A connection that counts inside one schema."""

    def __init__(self, connection: "psycopg.Connection[Any]", schema: str) -> None:
        self.dialect: Dialect = Postgres()
        self._connection = connection
        self._schema = self.dialect.name(schema)
        self._execute(f"set local search_path to {self._schema}")
        self._execute("set local datestyle to iso")

    def take(self, flat: duckdb.DuckDBPyConnection) -> None:
        """Bring in the flat facts in place of those that the schema has; raises Refused."""
        self._execute(f"create schema if not exists {self._schema}")
        # One at a time: another question to the same schema waits for this one.
        self._execute(f"select pg_advisory_xact_lock(hashtext({text(self._schema)}))")
        with tempfile.TemporaryDirectory(prefix="ristorno-") as folder:
            for table, columns in held_in(flat).items():
                listed = ", ".join(f"{self.dialect.name(name)} {TYPES[kind]}" for name, kind in columns.items())
                self._execute(f"drop table if exists {table}")
                self._execute(f"create table {table} ({listed})")
                self._copy(flat, table, columns, Path(folder) / f"{table}.csv")
                self._execute(f"analyze {table}")

    def keep(self, step: Step) -> None:
        """Work a step out as a temporary table, and look at how much it holds; raises Refused."""
        self._execute(self.dialect.create(step))
        self._execute(f"analyze {self.dialect.name(step.name)}")

    def rows(self, query: str) -> Iterator[Row]:
        """Yield the rows of a query, as many at once as fit into memory; raises Refused."""
        with _told(), self._connection.cursor(name="owed") as cursor:
            cursor.itersize = _FETCHED
            cursor.execute(query.encode())
            yield from cursor

    def _copy(self, flat: duckdb.DuckDBPyConnection, table: str, named: Iterable[str], path: Path) -> None:
        columns = ", ".join(self.dialect.name(name) for name in named)
        told = r"format csv, header false, nullstr '\N'"
        flat.execute(f"copy (select {columns} from {table}) to {text(str(path))} ({told})")
        statement = rf"copy {table} ({columns}) from stdin (format csv, null '\N')"
        copying = self._connection.cursor().copy(statement.encode())
        with _told(), copying as copied, path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                copied.write(chunk)
        path.unlink()

    def _execute(self, statement: str) -> None:
        with _told():
            self._connection.execute(statement.encode())


@contextmanager
def postgres(url: str, schema: str) -> Iterator[PostgresDatabase]:
    """Open a connection and a transaction; what is counted in it is gone afterwards, the facts stay in the schema.

    Raises:
        Refused: there is no such server, it refuses us, or it is older than version 15.
    """
    with _told():
        connection = psycopg.connect(url)
    with _told(), connection:
        if connection.info.server_version < OLDEST:
            reason = f"The server is PostgreSQL {connection.info.server_version // 10_000}."
            raise Refused([Problem("bulk.database", reason, "Name a server of version 15 or newer.")])
        yield PostgresDatabase(connection, schema)


@contextmanager
def _told() -> Iterator[None]:
    """Tell by a sentence what the server says."""
    try:
        yield
    except psycopg.Error as error:
        said = str(error).strip().splitlines() or [type(error).__name__]
        reason = f"PostgreSQL says: {said[0]}"
        remedy = "See that the server runs, lets you in and has room; nothing was changed there."
        raise Refused([Problem("bulk.database", reason, remedy)]) from None
