"""Webhooks: where to send what happens inside, and what was sent."""

from datetime import UTC, datetime
from typing import Annotated

from ninja import Path, Router, Schema
from pydantic import Field

from ristorno.apps.integrations import operations, queries
from ristorno.web.api.caller import Come, may
from ristorno.web.api.fields import Moment
from ristorno.web.api.pages import Cursor, Limit, after_number, page

router = Router(tags=["webhooks"])
_Number = Annotated[int, Path(ge=1, lt=2**63)]
_Pattern = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[a-z0-9_.*]+$")]


class WebhookShown(Schema):
    """An endpoint of yours."""

    number: int
    url: str
    wanted: list[str]
    note: str
    made_at: datetime
    failing_since: datetime | None
    stopped_at: datetime | None
    stopped_why: str


class NewWebhook(Schema):
    """An endpoint that is to be told what happens."""

    url: Annotated[str, Field(min_length=1, max_length=500, description="https, in the public network.")]
    wanted: Annotated[list[_Pattern], Field(min_length=1, max_length=50)] = Field(
        description="Names of events, * for any part: `wallet.*`."
    )
    note: Annotated[str, Field(max_length=200)] = ""


class WebhookMade(WebhookShown):
    """An endpoint with its secret, which is shown this once."""

    secret: str


class SecretMade(Schema):
    """A new secret; for a day messages are signed with the earlier one too."""

    secret: str


class Again(Schema):
    """What is to be sent again: one delivery, or all that failed since a moment."""

    since: Moment | None = None
    delivery: Annotated[int, Field(ge=1, lt=2**63)] | None = None


class AgainShown(Schema):
    """How many deliveries are sent again."""

    deliveries: int


class AttemptShown(Schema):
    """One try."""

    at: datetime
    milliseconds: int
    status: int | None = Field(description="Null where nobody answered.")
    said: str


class DeliveryShown(Schema):
    """One event for one endpoint."""

    number: int
    event: int
    name: str
    state: str
    body: str
    due_at: datetime | None = Field(description="When it is tried again; null when it is over.")
    attempts: list[AttemptShown]


class DeliveriesShown(Schema):
    """A page of deliveries, the latest in front."""

    items: list[DeliveryShown]
    next: str | None


@router.get("/webhooks", response=list[WebhookShown], summary="Webhooks", **may("webhooks:write"))
def list_webhooks(request: Come) -> list[WebhookShown]:
    """Return all endpoints."""
    return [WebhookShown.from_orm(each) for each in queries.endpoints()]


@router.post("/webhooks", response=WebhookMade, summary="Add a webhook", **may("webhooks:write"))
def add_webhook(request: Come, said: NewWebhook) -> WebhookMade:
    """Add an endpoint; it gets what happens from now on. Its secret is shown this once."""
    made, secret = operations.add_endpoint(url=said.url, wanted=said.wanted, note=said.note, actor=request.caller.actor)
    return WebhookMade(**WebhookShown.from_orm(made).dict(), secret=secret)


@router.post("/webhooks/{number}/secret", response=SecretMade, summary="Replace the secret", **may("webhooks:write"))
def replace_webhook_secret(request: Come, number: _Number) -> SecretMade:
    """Give an endpoint a new secret."""
    return SecretMade(secret=operations.replace_secret(number=number, actor=request.caller.actor, at=_now()))


@router.post("/webhooks/{number}/stop", response=WebhookShown, summary="Stop a webhook", **may("webhooks:write"))
def stop_webhook(request: Come, number: _Number) -> WebhookShown:
    """Send nothing more to an endpoint; what happens meanwhile waits."""
    told = operations.stop(number=number, actor=request.caller.actor, at=_now(), why="stopped by a request")
    return WebhookShown.from_orm(told)


@router.post("/webhooks/{number}/resume", response=WebhookShown, summary="Resume a webhook", **may("webhooks:write"))
def resume_webhook(request: Come, number: _Number) -> WebhookShown:
    """Send to an endpoint again, first of all what has waited."""
    return WebhookShown.from_orm(operations.resume(number=number, actor=request.caller.actor, at=_now()))


@router.post("/webhooks/{number}/replay", response=AgainShown, summary="Send again", **may("webhooks:write"))
def replay_webhook(request: Come, number: _Number, said: Again) -> AgainShown:
    """Send again what failed, or one delivery whatever became of it."""
    count = operations.replay(
        number=number, since=said.since, delivery=said.delivery, actor=request.caller.actor, at=_now()
    )
    return AgainShown(deliveries=count)


@router.get("/webhooks/{number}/deliveries", response=DeliveriesShown, summary="What was sent",
            **may("webhooks:write"))  # fmt: skip
def list_deliveries(request: Come, number: _Number, limit: Limit = 50, cursor: Cursor = "") -> DeliveriesShown:
    """Return what was sent to an endpoint, the latest in front, with every try."""
    queries.endpoint(number)
    found = queries.deliveries(number, before=after_number(cursor) if cursor else None, most=limit + 1)
    shown, following = page(found, limit, lambda each: each.number)
    return DeliveriesShown(items=[DeliveryShown.from_orm(each) for each in shown], next=following)


def _now() -> datetime:
    return datetime.now(tz=UTC)
