"""A database that counts in place of the one inside this process: facts go there, what is owed comes back."""

from abc import ABC, abstractmethod
from collections.abc import Iterator

import duckdb

from ristorno.bulk.dialects.base import Dialect
from ristorno.bulk.plan.relations import Step
from ristorno.bulk.stores.tables import Row


class Database(ABC):
    """One session of a database. Relations that it makes are its own, and are gone when it ends."""

    dialect: Dialect

    @abstractmethod
    def take(self, flat: duckdb.DuckDBPyConnection) -> None:
        """Bring in the flat facts, all relations of :func:`ristorno.bulk.stores.tables.held_in`, from a connection.

        Raises:
            Refused: the database cannot be reached, or does not take them.
        """

    @abstractmethod
    def keep(self, step: Step) -> None:
        """Work a step out and keep it.

        Raises:
            Refused: the database stopped, or has no room.
        """

    @abstractmethod
    def rows(self, query: str) -> Iterator[Row]:
        """Yield the rows of a query; raises as :meth:`keep`."""
