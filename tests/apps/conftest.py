"""The database of the apps: on the server that the whole test run shares."""

import pytest
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, postgres_address: str) -> None:
    """Let the database of the tests live on our server."""
    told = conninfo_to_dict(postgres_address)
    settings.DATABASES["default"].update(HOST=told["host"], USER=told["user"], NAME=told["dbname"], PORT="")
