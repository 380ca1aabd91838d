"""Two requests at once with one idempotency key: the second waits until the first is answered."""

import time

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import RequestFactory

from apps.parallel import all_at_once
from ristorno.web.api.once import doorman
from servers.databases import another
from web.api.calling import BASE, Program

_PATIENCE = 60
"""Seconds until somebody must wait."""


def somebody_waits() -> None:
    """Return when another transaction waits for this one."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("select 1 from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))")
            if cursor.fetchone():
                return
        time.sleep(0.01)
    pytest.fail("nobody waits")


@pytest.mark.parametrize(
    ("first", "done", "answers"),
    [(200, 1, [(200, b'{"number": 1}')] * 2), (422, 2, [(200, b'{"number": 2}'), (422, b'{"number": 1}')])],
    ids=["what was done is told again", "what failed is tried by who waited"],
)
def test_who_comes_meanwhile_waits(committed: None, first: int, done: int, answers: list[tuple[int, bytes]]) -> None:
    began: list[HttpRequest] = []

    def handler(request: HttpRequest) -> HttpResponse:
        began.append(request)
        number = len(began)
        if number == 1:
            somebody_waits()
        return JsonResponse({"number": number}, status=first if number == 1 else 200)

    with another():
        headers = {"Authorization": Program("facts:read").authorization, "Idempotency-Key": "7f1c"}

        def ask(_: int) -> tuple[int, bytes]:
            answer = doorman(handler)(RequestFactory().post(f"{BASE}/holds", headers=headers))
            return answer.status_code, answer.content

        assert sorted(all_at_once(2, ask)) == answers
    assert len(began) == done
