"""A relation that grows row by row, beside others that do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb

from ristorno.bulk.stores.tables import CHUNK, Row, append, fill


@dataclass(slots=True)
class Growing:
    """A table of a connection, made anew, and the rows that are to go into it next."""

    connection: duckdb.DuckDBPyConnection
    table: str
    columns: Mapping[str, str]
    _waiting: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        fill(self.connection, self.table, (), self.columns)

    def add(self, row: Row) -> None:
        """Add a row, which may wait for others."""
        self._waiting.append(row)
        if len(self._waiting) >= CHUNK:
            self.end()

    def end(self) -> None:
        """Let no row wait any longer."""
        if self._waiting:
            append(self.connection, self.table, self._waiting, self.columns)
            self._waiting.clear()
