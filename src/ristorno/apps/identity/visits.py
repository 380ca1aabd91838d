"""Where somebody is signed in: a list of browsers, each of which may be signed out from another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.apps.identity.models import Visit
from ristorno.kernel.problem import Problem, Refused

FRESH: Final = timedelta(hours=1)
"""So long after signing in somebody may change how he signs in: a browser left open alone lets nobody settle in."""


@dataclass(frozen=True, slots=True)
class Place:
    """A browser in which somebody is signed in; ``here`` is the one that asks."""

    number: int
    device: str
    began_at: datetime
    here: bool


def visits_of(user: int, word: str, now: datetime) -> Sequence[Place]:
    """Return where a user is signed in, the latest first."""
    here = sha256(word.encode()).hexdigest()
    living = Visit.objects.filter(user=user, ended_at=None, ends_at__gt=now).order_by("-began_at", "-pk")
    return [Place(each.pk, each.device, each.began_at, each.digest == here) for each in living]


@transaction.atomic
def end_visit(*, user: int, number: int, at: datetime) -> None:
    """Sign out a browser of a user; a second time changes nothing, and another user's stays."""
    _end(user, at, pk=number)


@transaction.atomic
def end_others(*, user: int, word: str, at: datetime) -> None:
    """Sign out every browser of a user but the one with this word."""
    _end(user, at, but=sha256(word.encode()).hexdigest())


def needs_fresh(began_at: datetime, now: datetime) -> None:
    """Let pass who signed in lately.

    Raises:
        Refused: it is too long ago.
    """
    if now - began_at > FRESH:
        reason = "It is over an hour ago that you signed in here."
        raise Refused([Problem("identity.not_fresh", reason, "Sign out and in again, then do it.")])


def _end(user: int, at: datetime, pk: int | None = None, but: str = "") -> None:
    found = Visit.objects.filter(user=user, ended_at=None).exclude(digest=but)
    if (found if pk is None else found.filter(pk=pk)).update(ended_at=at):
        record(name="user.signed_out", actor=f"user:{user}", subject=f"user:{user}", data={"elsewhere": True})
