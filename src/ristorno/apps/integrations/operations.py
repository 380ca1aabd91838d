"""Saying where others are told, and no longer; and sending something again."""

import base64
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.apps.integrations.models import Delivery, Endpoint
from ristorno.apps.integrations.queries import EndpointSeen, seen, unknown
from ristorno.apps.integrations.rules import wrong_address
from ristorno.kernel.problem import Problem, Refused

OVERLAP = timedelta(days=1)
"""For so long messages are signed with the earlier secret too."""


@transaction.atomic
def add_endpoint(*, url: str, wanted: Collection[str], actor: str, note: str = "") -> tuple[EndpointSeen, str]:
    """Add an endpoint; return it with its secret, which is shown now and when it is replaced.

    ``wanted`` are patterns of event names, such as ``wallet.*``. It gets what happens from now on.

    Raises:
        Refused: the address is none to send to, or nothing is wanted.
    """
    problem = wrong_address(url)
    if not wanted or not all(wanted):
        problem = Problem("webhooks.wanted", "The webhook wants no event.", "Name some, such as `wallet.*`, or `*`.")
    if problem is not None:
        raise Refused([problem])
    row = Endpoint.objects.create(url=url, wanted=sorted(set(wanted)), note=note, secret=_secret(), made_by=actor)
    record(name="webhook.added", actor=actor, subject=f"webhook:{row.pk}", data={"url": url, "wanted": row.wanted})
    row.refresh_from_db()
    return seen(row), row.secret


@transaction.atomic
def replace_secret(*, number: int, actor: str, at: datetime) -> str:
    """Give an endpoint a new secret and return it; for a day messages are signed with both.

    Raises:
        Refused: there is no such endpoint.
    """
    row = _locked(number)
    row.earlier_secret, row.earlier_until, row.secret = row.secret, at + OVERLAP, _secret()
    row.save()
    record(name="webhook.secret.replaced", actor=actor, subject=f"webhook:{row.pk}")
    return row.secret


@transaction.atomic
def stop(*, number: int, actor: str, at: datetime, why: str = "") -> EndpointSeen:
    """Send nothing more to an endpoint; what happens meanwhile waits for it to be resumed.

    Raises:
        Refused: there is no such endpoint.
    """
    row = _locked(number)
    if row.stopped_at is None:
        row.stopped_at, row.stopped_why = at, why
        row.save()
        record(name="webhook.stopped", actor=actor, subject=f"webhook:{row.pk}", data={"why": why})
    return seen(row)


@transaction.atomic
def resume(*, number: int, actor: str, at: datetime) -> EndpointSeen:
    """Send to an endpoint again, first of all what has waited.

    Raises:
        Refused: there is no such endpoint.
    """
    row = _locked(number)
    if row.stopped_at is not None:
        row.stopped_at, row.stopped_why, row.failing_since = None, "", None
        row.save()
        Delivery.objects.filter(endpoint=row, state=Delivery.State.WAITING).update(due_at=at, tries=0)
        record(name="webhook.resumed", actor=actor, subject=f"webhook:{row.pk}")
    return seen(row)


@transaction.atomic
def replay(*, number: int, actor: str, at: datetime, since: datetime | None = None, delivery: int | None = None) -> int:
    """Send again what failed since a moment, or one delivery whatever became of it; return how many.

    Raises:
        Refused: there is no such endpoint, or neither or both are named.
    """
    row = _locked(number)
    if (since is None) == (delivery is None):
        reason = "It is not said what to send again."
        raise Refused([Problem("webhooks.replay", reason, "Name one delivery, or since when.")])
    found = Delivery.objects.filter(endpoint=row)
    if delivery is not None:
        found = found.filter(pk=delivery)
    else:
        found = found.filter(state=Delivery.State.FAILED, due_at__gte=since)
    count = found.update(state=Delivery.State.WAITING, tries=0, due_at=at, taken=None)
    record(name="webhook.replayed", actor=actor, subject=f"webhook:{row.pk}", data={"deliveries": count})
    return count


def _locked(number: int) -> Endpoint:
    row = Endpoint.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise Refused([unknown(number)])
    return row


def _secret() -> str:
    """Return a secret as Standard Webhooks writes it."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
