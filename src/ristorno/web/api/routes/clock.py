"""The clock: what time it is in what is kept, and moving it in a sandbox."""

from datetime import datetime, timedelta
from typing import Final

from ninja import Router, Schema
from pydantic import Field

from ristorno.apps.clock import operations, queries
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.api.caller import Come, may
from ristorno.web.api.fields import Moment

router = Router(tags=["clock"])

MOST: Final = timedelta(days=100)
"""So far one request may move the clock: every day on the way takes its time."""


class ClockShown(Schema):
    """What time it is."""

    now: datetime
    sandbox: bool = Field(description="Whether this is a sandbox, in which time stands until it is moved.")


class NewMoment(Schema):
    """Where the clock of a sandbox is to stand."""

    to: Moment = Field(description="Not earlier than it stands, and at most 100 days later.")


@router.get("/clock", response=ClockShown, summary="What time it is", **may("clock:read"))
def get_clock(request: Come) -> ClockShown:
    """Return what time it is in what is kept."""
    return _shown()


@router.post("/clock", response=ClockShown, summary="Move the clock of a sandbox", **may("clock:write"))
def advance_clock(request: Come, said: NewMoment) -> ClockShown:
    """Move the clock forward, doing on the way all that time does; answers when that is done."""
    if queries.sandbox() is not None and said.to - queries.now() > MOST:
        reason = f"{said.to:%Y-%m-%d} is more than {MOST.days} days away."
        raise Refused([Problem("clock.far", reason, "Move there in several requests, or by `ristorno clock set`.")])
    operations.advance(to=said.to, actor=request.caller.actor)
    return _shown()


def _shown() -> ClockShown:
    return ClockShown(now=queries.now(), sandbox=queries.sandbox() is not None)
