"""Looking for what is booked: by promise, by days, by document, by whether it can still change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from ristorno.apps.accruals.models import Booked
from ristorno.apps.accruals.reading import states
from ristorno.apps.accruals.values import BookedState
from ristorno.apps.wallets.values import Holder


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for; what is empty or None does not matter. Windows that touch the days from one to another."""

    member: str = ""
    program: str = ""
    clause: str = ""
    unit: str = ""
    document: str = ""
    """A part of its name."""
    since: date | None = None
    until: date | None = None
    final: bool | None = None
    """Whether the amount is final; None for both."""


EVERYTHING: Final = Sought()


def seek(sought: Sought, *, before: int = 0, most: int = 50) -> Sequence[BookedState]:
    """Return what is booked, what was booked first last, from the one before a number on; without reasons.

    What came to nothing is there too: it says that somebody missed it, or lost it again.
    """
    found = _narrowed(Booked.objects.filter(became=None), sought)
    if before:
        found = found.filter(pk__lt=before)
    return list(states(found.order_by("-pk").defer("record")[:most], reasons=False))


def earned(holder: Holder, sought: Sought = EVERYTHING, *, skip: int = 0, most: int = 50) -> Sequence[BookedState]:
    """Return what is booked for a member or one of its people, the latest windows first.

    What others hand on to the member is among it. Without reasons; what came to nothing is left out. ``skip`` says how
    many were seen before.
    """
    whose = Q(member=holder.member, contact=holder.contact, party="")
    if not holder.contact:
        whose |= Q(party=holder.member)
    found = _narrowed(Booked.objects.filter(whose).exclude(pending=0, free=0), sought)
    return list(states(found.order_by("-ends", "-pk").defer("record")[skip : skip + most], reasons=False))


def _narrowed(found: QuerySet[Booked], sought: Sought) -> QuerySet[Booked]:
    exact = ("member", "program", "clause", "unit")
    found = found.filter(**{name: value for name in exact if (value := getattr(sought, name))})
    if sought.document:
        found = found.filter(document__icontains=sought.document)
    if sought.since is not None:
        found = found.filter(ends__gt=sought.since)
    if sought.until is not None:
        found = found.filter(starts__lte=sought.until)
    if sought.final is not None:
        found = found.filter(status="final") if sought.final else found.exclude(status="final")
    return found
