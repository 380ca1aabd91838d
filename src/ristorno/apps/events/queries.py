"""Reading what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Func, Q, QuerySet

from ristorno.apps.events.models import Consumer, Event

_NEWS = """
select not exists (select from events_consumer where name = %(name)s) or exists (
    select from events_event as e join events_consumer as c on (e.moment, e.id) > (c.moment, c.number)
    where c.name = %(name)s and e.moment < events_horizon()
)
"""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as others read it."""

    number: int
    name: str
    actor: str
    subject: str
    data: Mapping[str, Any]
    recorded_at: datetime


def history(subject: str) -> Sequence[Happened]:
    """Return what happened to something, the earliest first."""
    return [happened(each) for each in Event.objects.filter(subject=subject).order_by("id")]


def anything() -> bool:
    """Return whether anything has happened at all."""
    return Event.objects.exists()


def waiting(consumer: str) -> int:
    """Return how many events a consumer can take now."""
    position = Consumer.objects.filter(name=consumer).first()
    return since(position.moment, position.number).count() if position else since(0, 0).count()


def news(consumer: str) -> bool:
    """Return whether a consumer can take anything now, or never took any; one small question."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWS, {"name": consumer})
        return bool(cursor.fetchone()[0])


def since(moment: int, number: int) -> QuerySet[Event]:
    """Return the events after a position below which nothing can appear any more, in order; for this room only."""
    later = Q(moment=moment, id__gt=number) | Q(moment__gt=moment)
    horizon = Func(function="events_horizon", output_field=BigIntegerField())
    return Event.objects.filter(later, moment__gte=moment, moment__lt=horizon).order_by("moment", "id")


def happened(event: Event) -> Happened:
    """Return an event as others read it."""
    return Happened(event.pk, event.name, event.actor, event.subject, event.data, event.recorded_at)
