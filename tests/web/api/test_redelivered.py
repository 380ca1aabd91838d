"""The same facts handed in again and again, by several at once, change nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from ristorno.apps.accruals.following import work_off
from ristorno.apps.events.models import Event
from ristorno.apps.facts.queries import log
from ristorno.apps.ledger.queries import extent
from ristorno.apps.settlements.verification import all_complaints
from ristorno.apps.wallets.queries import wallets_of
from servers.databases import alone
from web.api.calling import Program
from web.api.world import AT, NORTH, founded

LINES = [
    {"document": "INV-1", "line": "1", "version": 1, "member": NORTH, "occurred_at": "2026-02-10", "amount": "1200.50"},
    {"document": "INV-1", "line": "2", "version": 1, "member": NORTH, "occurred_at": "2026-02-10", "amount": "99.50"},
    {"document": "INV-2", "member": NORTH, "occurred_at": "2026-02-11", "amount": "700"},
    {"document": "INV-3", "line": "1", "member": "nobody", "occurred_at": "2026-02-11", "amount": "5"},
]  # fmt: skip
AT_ONCE = 4


@pytest.mark.parametrize("times", [40, pytest.param(1_000, marks=pytest.mark.long)])
def test_deliveries_again_change_nothing(times: int, committed: None) -> None:
    with alone():
        _deliver_again(times)


def _deliver_again(times: int) -> None:
    founded()
    program = Program("facts:write")
    assert program.post("/facts", {"facts": LINES}).status_code == 200
    work_off(at=AT + timedelta(days=1), actor="system:test")
    before = _picture()

    def deliver(number: int) -> dict[str, Any]:
        """Every third time under a key of its own, otherwise under one key for all, or without any."""
        key = (f"redelivery-{number}", "redelivery-0000", None)[number % 3]
        try:
            answer = program.post("/facts", {"facts": LINES}, once=key)
            assert answer.status_code == 200, answer.content
            told: dict[str, Any] = answer.json()
            return told
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(deliver, range(times)))

    work_off(at=AT + timedelta(days=2), actor="system:test")
    assert all(each["accepted"] == each["restated"] == each["retracted"] == 0 for each in answers)
    assert _picture() == before
    assert [*all_complaints()] == []


def _picture() -> list[object]:
    return [
        log(NORTH),
        log("nobody"),
        wallets_of(NORTH),
        extent(),
        Event.objects.filter(name__startswith="facts").count(),
        Event.objects.filter(name__startswith="accruals").count(),
    ]
