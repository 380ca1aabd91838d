"""Delivering: events become deliveries, deliveries are tried, and every try is kept."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from ristorno.apps.events.operations import record, take
from ristorno.apps.integrations.models import Attempt, Delivery, Endpoint
from ristorno.apps.integrations.rules import LEASE, PATIENCE, message, next_try, wants
from ristorno.apps.integrations.sending import Letter, Outcome, send

CONSUMER: Final = "webhooks"
AT_ONCE: Final = 8
"""So many messages are sent at the same time."""
_ACTOR: Final = "system:webhooks"


@dataclass(frozen=True, slots=True)
class _Tried:
    delivery: int
    outcome: Outcome


@transaction.atomic
def spread(now: datetime) -> int:
    """Make a delivery of every new event for every endpoint that wants it; return how many events were read."""
    events = take(consumer=CONSUMER)
    listening = list(Endpoint.objects.all()) if events else []
    Delivery.objects.bulk_create(
        Delivery(endpoint=endpoint, event=event.number, name=event.name, body=message(event), due_at=now)
        for event in events
        for endpoint in listening
        if event.recorded_at >= endpoint.made_at and wants(endpoint.wanted, event.name)
    )
    return len(events)


def deliver(now: datetime) -> int:
    """Try the deliveries that are due, as many as go at once; return how many were tried."""
    letters = _take(now)
    if not letters:
        return 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = pool.map(send, letters.values())
        for delivery, outcome in zip(letters, outcomes, strict=True):
            _note(delivery, outcome)
    return len(letters)


@transaction.atomic
def _take(now: datetime) -> dict[Delivery, Letter]:
    """Take deliveries for ourselves, for as long as a lease lasts, and return what is to be sent of each."""
    due = Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=now, endpoint__stopped_at=None)
    found = list(
        due.select_for_update(skip_locked=True, of=("self",))
        .select_related("endpoint")
        .order_by("due_at", "pk")[:AT_ONCE]
    )
    ours = uuid.uuid4()
    for each in found:
        each.taken, each.due_at = ours, now + LEASE
    Delivery.objects.bulk_update(found, ["taken", "due_at"])
    return {each: _letter(each, now) for each in found}


def _letter(delivery: Delivery, now: datetime) -> Letter:
    endpoint = delivery.endpoint
    keys = [endpoint.secret]
    if endpoint.earlier_until is not None and endpoint.earlier_until > now:
        keys.append(endpoint.earlier_secret)
    return Letter(endpoint.url, f"evt_{delivery.event}", delivery.body, tuple(keys), now)


@transaction.atomic
def _note(delivery: Delivery, outcome: Outcome) -> None:
    """Keep a try and what follows from it, unless somebody else has the delivery by now."""
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    Attempt.objects.create(
        delivery=row, at=outcome.at, milliseconds=outcome.milliseconds, status=outcome.status, said=outcome.said
    )
    if row.taken != delivery.taken:
        return
    row.tries, row.taken = row.tries + 1, None
    again = next_try(row.tries, outcome.at)
    if outcome.delivered:
        row.state, row.due_at = Delivery.State.DELIVERED, outcome.at
    elif again is None:
        row.state, row.due_at = Delivery.State.FAILED, outcome.at
    else:
        row.due_at = again
    row.save()
    _judge(row.endpoint_id, outcome)


def _judge(number: int, outcome: Outcome) -> None:
    """Remember since when an endpoint fails, and stop one that has failed for too long or is gone for good."""
    rows = Endpoint.objects.filter(pk=number)
    if outcome.delivered:
        rows.exclude(failing_since=None).update(failing_since=None)
        return
    rows.filter(failing_since=None).update(failing_since=outcome.at)
    tired = Q(failing_since__lte=outcome.at - PATIENCE)
    stopped = rows.filter(stopped_at=None) if outcome.gone else rows.filter(tired, stopped_at=None)
    why = "the endpoint says that it is gone (410)" if outcome.gone else "it has failed for five days"
    if stopped.update(stopped_at=outcome.at, stopped_why=why):
        record(name="webhook.stopped", actor=_ACTOR, subject=f"webhook:{number}", data={"why": why})
