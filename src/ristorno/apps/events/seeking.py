"""Looking through the audit trail: by who, by what it happened to, by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from ristorno.apps.events.models import Event
from ristorno.apps.events.queries import Happened, happened


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for; what is empty or None does not matter."""

    actor: str = ""
    """As it is recorded: ``user:7``; ``system`` for all parts of the system."""
    kind: str = ""
    """Of what it happened to: ``member``, ``statement``."""
    key: str = ""
    """The name or number behind the kind."""
    since: datetime | None = None
    until: datetime | None = None
    """The first moment that is too late."""


def seek(sought: Sought, *, before: int = 0, most: int = 50) -> Sequence[Happened]:
    """Return events, the latest first, from the one before a number on."""
    found = Event.objects.order_by("-id")
    if before:
        found = found.filter(pk__lt=before)
    if ":" in sought.actor:
        found = found.filter(actor=sought.actor)
    elif sought.actor:
        found = found.filter(Q(actor=sought.actor) | Q(actor__startswith=f"{sought.actor}:"))
    if sought.kind and sought.key:
        found = found.filter(subject=f"{sought.kind}:{sought.key}")
    elif sought.kind:
        found = found.filter(Q(subject=sought.kind) | Q(subject__startswith=f"{sought.kind}:"))
    elif sought.key:
        found = found.filter(subject__endswith=f":{sought.key}")
    if sought.since is not None:
        found = found.filter(recorded_at__gte=sought.since)
    if sought.until is not None:
        found = found.filter(recorded_at__lt=sought.until)
    return [happened(each) for each in found[:most]]
