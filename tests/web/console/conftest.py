"""The world of the console, made once for the tests of a file, each of which leaves it as it found it."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from servers.databases import another
from web.console.world import Waiting, employed


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Waiting]:
    """What is in a database of its own; a test that asks for it has the marker django_db, and is undone."""
    with django_db_blocker.unblock(), another():
        yield employed()
