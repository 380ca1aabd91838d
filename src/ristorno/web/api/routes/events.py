"""The audit trail: who did what, to what, and when."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Query, Router, Schema
from pydantic import Field

from ristorno.apps.events.seeking import Sought, seek
from ristorno.web.api.caller import Come, may
from ristorno.web.api.fields import Moment
from ristorno.web.api.pages import Cursor, Limit, after_number, page

router = Router(tags=["events"])
_Actor = Annotated[
    str, Query(max_length=120, description="As it is told: `user:7`, `key:3`; `system` for all parts of the system.")
]
_Kind = Annotated[str, Query(max_length=120, description="Of what it happened to: `member`, `statement`, `wallet`.")]
_Key = Annotated[str, Query(max_length=120, description="The name or number behind the kind.")]
_Since = Annotated[Moment | None, Query(description="From this moment on.")]
_Until = Annotated[Moment | None, Query(description="Before this moment.")]


class EventShown(Schema):
    """Something that happened; it is never changed."""

    number: int = Field(description="`webhook-id` of the message that tells of it.")
    name: str
    actor: str
    subject: str
    data: dict[str, Any]
    recorded_at: datetime


class EventsShown(Schema):
    """A page of events, the latest first."""

    items: list[EventShown]
    next: str | None


@router.get("/events", response=EventsShown, summary="What happened inside", **may("events:read"))
def list_events(
    request: Come, actor: _Actor = "", kind: _Kind = "", key: _Key = "", since: _Since = None, until: _Until = None,
    limit: Limit = 50, cursor: Cursor = "",
) -> EventsShown:  # fmt: skip
    """Return what happened, the latest first: all, or what somebody did, or what happened to something."""
    sought = Sought(actor=actor, kind=kind, key=key, since=since, until=until)
    found = seek(sought, before=after_number(cursor), most=limit + 1)
    shown, following = page(found, limit, lambda each: each.number)
    return EventsShown(items=[EventShown.from_orm(each) for each in shown], next=following)
