"""Looking for what is booked, across members: by who earned it, by promise, by days, by whether it can still change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ristorno.apps.accruals.models import Booked
from ristorno.apps.accruals.queries import states
from ristorno.apps.accruals.values import BookedState


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for; what is empty or None does not matter. Windows that touch the days from one to another."""

    member: str = ""
    program: str = ""
    clause: str = ""
    since: date | None = None
    until: date | None = None
    final: bool | None = None
    """Whether the amount is final; None for both."""


def seek(sought: Sought, *, before: int = 0, most: int = 50) -> Sequence[BookedState]:
    """Return what is booked, what was booked first last, from the one before a number on; without reasons.

    What came to nothing is there too: it says that somebody missed it, or lost it again.
    """
    exact = {name: value for name in ("member", "program", "clause") if (value := getattr(sought, name))}
    found = Booked.objects.filter(became=None, **exact)
    if before:
        found = found.filter(pk__lt=before)
    if sought.since is not None:
        found = found.filter(ends__gt=sought.since)
    if sought.until is not None:
        found = found.filter(starts__lte=sought.until)
    if sought.final is not None:
        found = found.filter(status="final") if sought.final else found.exclude(status="final")
    return list(states(found.order_by("-pk").defer("record")[:most], reasons=False))
