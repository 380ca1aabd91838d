"""The database of the apps: on the server that the whole test run shares."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import setup_databases, teardown_databases
from psycopg.conninfo import conninfo_to_dict
from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, postgres_address: str) -> None:
    """Let the database of the tests live on our server."""
    told = conninfo_to_dict(postgres_address)
    settings.DATABASES["default"].update(HOST=told["host"], USER=told["user"], NAME=told["dbname"], PORT="")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Make the database also for a run in which every test commits and none has the marker that would ask for it."""
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is written stays: rows that are only added to cannot be removed, so every test has names of its own."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()
