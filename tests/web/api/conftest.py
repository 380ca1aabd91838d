"""The world of the two companies, made once for the tests of a file, each of which leaves it as it found it."""

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from pytest_django import DjangoDbBlocker

from ristorno.apps.identity.pacing import pace
from servers.databases import another
from web.api.world import Holding, founded


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Holding]:
    """What is in a database of their own; a test that asks for it has the marker django_db, and is undone."""
    with django_db_blocker.unblock(), another():
        yield founded()


@pytest.fixture
def two_a_minute(settings: LazySettings) -> Iterator[None]:
    """A key may send two requests in a minute."""
    settings.REQUESTS_A_MINUTE = 2
    pace.cache_clear()
    yield
    pace.cache_clear()
