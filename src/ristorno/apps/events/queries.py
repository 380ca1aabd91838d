"""Reading what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ristorno.apps.events.models import Event


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
    found = Event.objects.filter(subject=subject).order_by("id")
    return [Happened(each.pk, each.name, each.actor, each.subject, each.data, each.recorded_at) for each in found]
