"""Requests that are answered once: the same request with the same idempotency key gets the same answer again.

The row of a request is written before anything is done for it, in the same transaction. Whoever comes with the same
key meanwhile waits on that row until the transaction has ended, and then finds the answer, or takes the turn itself.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from ristorno.apps.identity.models import Answered
from ristorno.kernel.problem import Problem, Refused

_OURS = 0
"""The status of a row before its request is answered; nobody else ever sees it, for it is not committed then."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it goes over the wire."""

    status: int
    kind: str
    body: bytes


def begin(*, key: int, named: str, digest: str) -> Answer | None:
    """Take the turn for a request, and return None; or return the answer that it got before.

    Raises:
        Refused: the idempotency key was used for another request.
        RuntimeError: there is no transaction in which the answer could be remembered together with what was done.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a request is answered once only inside of a transaction")
    Answered.objects.bulk_create([Answered(key_id=key, named=named, digest=digest)], ignore_conflicts=True)
    found = Answered.objects.get(key_id=key, named=named)
    if found.status == _OURS:
        return None
    if found.digest != digest:
        reason = f"The idempotency key {named!r} was used before, for another request."
        raise Refused([Problem("api.idempotency_key", reason, "Choose a new one for every request.")])
    return Answer(found.status, found.kind, bytes(found.body))


def finish(*, key: int, named: str, answer: Answer) -> None:
    """Remember the answer to the request whose turn it was."""
    Answered.objects.filter(key_id=key, named=named).update(status=answer.status, kind=answer.kind, body=answer.body)


def forget(*, before: datetime) -> int:
    """Forget answers to requests from before a moment; return how many."""
    return Answered.objects.filter(asked_at__lt=before).delete()[0]
