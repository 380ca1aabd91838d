"""Many at once: what threads do that begin together, each with a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial, wraps
from threading import Barrier
from typing import ParamSpec, TypeVar

from django.db import connection, connections

from ristorno.kernel.problem import Refused

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
_PATIENCE = 60
"""Seconds until all must have come to the start."""


def at_once(*works: Callable[[], Answer]) -> list[Answer]:
    """Let works begin at the same moment; return what each answered, in their order."""
    start = Barrier(len(works))

    def done(work: Callable[[], Answer]) -> Answer:
        try:
            connection.ensure_connection()
            start.wait(_PATIENCE)
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(done, works))


def all_at_once(clients: int, work: Callable[[int], Answer]) -> list[Answer]:
    """Let clients do the same work at the same moment, each told its number."""
    return at_once(*(partial(work, number) for number in range(clients)))


def or_code(work: Callable[Given, Answer]) -> Callable[Given, Answer | str]:
    """Return a work that answers a refusal with its code."""

    @wraps(work)
    def tried(*words: Given.args, **named: Given.kwargs) -> Answer | str:
        try:
            return work(*words, **named)
        except Refused as refused:
            return ", ".join(problem.code for problem in refused.problems)

    return tried
