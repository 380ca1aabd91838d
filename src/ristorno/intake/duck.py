"""One working connection to DuckDB: bounded memory, a folder to spill into, nothing fetched from outside."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

MEMORY_LIMIT = "400MB"
"""What one import or one reading pass may hold in memory; the rest is spilled to disk."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """A connection and a folder for what is only needed while it is open."""

    connection: duckdb.DuckDBPyConnection
    folder: Path

    def run(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Run a statement for its effect."""
        self.connection.execute(sql, list(parameters) or None)

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query whose answer is small."""
        return self.connection.execute(sql, list(parameters) or None).fetchall()

    def row(self, sql: str, parameters: Sequence[object] = ()) -> tuple[Any, ...]:
        """Return the only row of a query."""
        rows = self.rows(sql, parameters)
        assert len(rows) == 1, f"one row expected, {len(rows)} found"
        return rows[0]

    def stream(self, sql: str, size: int = 20_000) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the rows of a query in chunks, so that memory stays flat."""
        cursor = self.connection.execute(sql)
        while chunk := cursor.fetchmany(size):
            yield chunk


@contextmanager
def workshop(memory_limit: str = MEMORY_LIMIT) -> Iterator[Workshop]:
    """Open a workshop; its folder and everything in it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="ristorno-"))
    connection = duckdb.connect(
        config={
            "memory_limit": memory_limit,
            "temp_directory": str(folder / "spill"),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    try:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("set enable_progress_bar = false")
        yield Workshop(connection, folder)
    finally:
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)


def text(value: str) -> str:
    """Return a SQL text literal."""
    return "'" + value.replace("'", "''") + "'"


def name(identifier: str) -> str:
    """Return a quoted SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'
