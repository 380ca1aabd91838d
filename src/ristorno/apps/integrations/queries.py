"""Reading endpoints, and what was delivered to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from ristorno.apps.integrations.models import Attempt, Delivery, Endpoint
from ristorno.kernel.problem import Problem, Refused


@dataclass(frozen=True, slots=True)
class EndpointSeen:
    """An endpoint as a list shows it; never its secret."""

    number: int
    url: str
    wanted: tuple[str, ...]
    note: str
    made_by: str
    made_at: datetime
    failing_since: datetime | None
    stopped_at: datetime | None
    stopped_why: str


@dataclass(frozen=True, slots=True)
class AttemptSeen:
    """One try; ``status`` is None where nobody answered."""

    at: datetime
    milliseconds: int
    status: int | None
    said: str


@dataclass(frozen=True, slots=True)
class DeliverySeen:
    """One event for one endpoint, with everything that was tried."""

    number: int
    event: int
    name: str
    state: str
    body: str
    due_at: datetime | None
    attempts: tuple[AttemptSeen, ...]


def endpoints() -> Sequence[EndpointSeen]:
    """Return all endpoints in the order in which they were made."""
    return [seen(each) for each in Endpoint.objects.order_by("pk")]


def endpoint(number: int) -> EndpointSeen:
    """Return an endpoint.

    Raises:
        Refused: there is none of this number.
    """
    found = Endpoint.objects.filter(pk=number).first()
    if found is None:
        raise Refused([unknown(number)])
    return seen(found)


def deliveries(endpoint: int, *, before: int | None = None, most: int = 50) -> Sequence[DeliverySeen]:
    """Return the deliveries of an endpoint, the latest in front, from the one before a number on."""
    found = Delivery.objects.filter(endpoint=endpoint).order_by("-pk")
    if before is not None:
        found = found.filter(pk__lt=before)
    tried = Prefetch("attempt_set", Attempt.objects.order_by("pk"))
    return [_delivery(each) for each in found.prefetch_related(tried)[:most]]


def unknown(number: int) -> Problem:
    """Return the problem of an endpoint that is not there."""
    return Problem("webhooks.unknown", f"There is no webhook {number}.", "Look at the list of webhooks.")


def seen(row: Endpoint) -> EndpointSeen:
    """Return a row as others read it; for this room only."""
    return EndpointSeen(
        number=row.pk,
        url=row.url,
        wanted=tuple(row.wanted),
        note=row.note,
        made_by=row.made_by,
        made_at=row.made_at,
        failing_since=row.failing_since,
        stopped_at=row.stopped_at,
        stopped_why=row.stopped_why,
    )


def _delivery(row: Delivery) -> DeliverySeen:
    return DeliverySeen(
        number=row.pk,
        event=row.event,
        name=row.name,
        state=row.state,
        body=row.body,
        due_at=row.due_at if row.state == Delivery.State.WAITING else None,
        attempts=tuple(
            AttemptSeen(each.at, each.milliseconds, each.status, each.said) for each in row.attempt_set.all()
        ),
    )
