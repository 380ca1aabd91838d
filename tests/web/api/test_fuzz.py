"""Every route, asked at random after its own schema and against it: never a fault, always what the schema says."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from ristorno.apps.identity.scopes import SCOPES
from strategies.effort import Effort
from web.api.calling import BASE, Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
SCHEMA = schemathesis.openapi.from_wsgi(f"{BASE}/openapi.json", get_wsgi_application())
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)]
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Let requests share the connection, and so the transaction, of the test; as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", MODES, ids=["right", "wrong"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=[operation.label for operation in OPERATIONS])
def test_whatever_is_sent_is_answered_as_the_schema_says(operation: Any, mode: GenerationMode, effort: Effort) -> None:
    headers = {"Authorization": Program(*SCOPES).authorization}

    def law(case: Any) -> None:
        # What is well formed may still be refused: a member that is not there, more than a wallet has.
        case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

    effort.prove(law, operation.as_strategy(generation_mode=mode), examples=15)
