"""Databases beside the one of the tests, on the same server: for what must see nothing that others have written."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from ristorno.apps.accruals.ahead import remembered
from ristorno.apps.agreements import shelf
from ristorno.apps.orders.history import prepared
from ristorno.postgres.address import URL

MIGRATED, BARE = "ristorno_migrated", "template0"
"""What a database may be made from: the tables of this version without rows, or nothing at all."""


def keep_tables() -> None:
    """Keep a copy of the database of the tests as it is just after its making."""
    _tell(f"drop database if exists {MIGRATED}", f"create database {MIGRATED} template {_name()}")


def address() -> str:
    """Return the address of the database that is worked on now."""
    told = connection.settings_dict
    return make_conninfo(host=told["HOST"], user=told["USER"], dbname=told["NAME"])


@contextmanager
def another(template: str = MIGRATED) -> Iterator[str]:
    """Let this process work on a new database, gone afterwards; yield its address."""
    before, name = connection.settings_dict["NAME"], f"own_{uuid.uuid4().hex}"
    _tell(f"create database {name} template {template}")
    connection.settings_dict["NAME"] = name
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(shelf, "_shelf", shelf._Shelf())  # what is remembered is of another database
            remembered.forget()
            prepared.forget()
            yield address()
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        _tell(f"drop database {name} with (force)")


@contextmanager
def alone(template: str = MIGRATED) -> Iterator[None]:
    """Let this process, and what it begins, work on a new database as if it remembered no other."""
    with pytest.MonkeyPatch.context() as patch, another(template) as own:
        patch.setenv(URL, own)
        yield


def _name() -> str:
    return connection.ops.quote_name(connection.settings_dict["NAME"])


def _tell(*commands: str) -> None:
    """Do what can be done only by somebody who is in none of the databases."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        for each in commands:
            cursor.execute(each)
