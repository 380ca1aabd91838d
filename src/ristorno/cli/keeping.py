"""What commands need that work on what is kept: the database, running and with its tables as this version has them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from ristorno.cli.screen import errors
from ristorno.kernel.problem import Problem, Refused
from ristorno.postgres.address import URL, database

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

SETTINGS = "ristorno.config.settings"


@contextmanager
def kept() -> Iterator[None]:
    """Open the database and make its tables, or change them to those of this version; say so where they change.

    Raises:
        Refused: there is no server, or none of our own can run here.
    """
    with database() as address:
        os.environ[URL] = address
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
        # Django is slow to import, and only what works on what is kept needs it.
        import django
        from django.core.management import call_command
        from django.db import connection
        from django.db.migrations.executor import MigrationExecutor

        django.setup()
        _reach(connection)
        executor = MigrationExecutor(connection)
        coming = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if coming:
            errors.print(f"Bringing the tables up to date ({len(coming)} steps).")
            call_command("migrate", interactive=False, verbosity=0)
        yield
        connection.close()


def now() -> datetime:
    """Return what time it is in what is kept: the world's, or in a sandbox that of its clock."""
    from ristorno.apps.clock import queries

    return queries.now()


def _reach(connection: "BaseDatabaseWrapper") -> None:
    from django.db import OperationalError

    try:
        connection.ensure_connection()
    except OperationalError as error:
        said = str(error).strip().splitlines()
        reason = f"The database cannot be reached: {said[0] if said else 'no reason was given'}"
        remedy = f"Start the server, or correct {URL}; without it a server of our own is used."
        raise Refused([Problem("database.server", reason, remedy)]) from None
