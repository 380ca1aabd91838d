"""Quarantine: rows that wait for a person, and codes that wait for a member."""

import json
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from ninja import Path, Query, Router, Schema
from pydantic import Field

from ristorno.apps.agreements.queries import kinds
from ristorno.apps.clock.queries import now
from ristorno.apps.facts import operations, queries
from ristorno.apps.facts.waiting import Waiting
from ristorno.web.api.caller import Come, may
from ristorno.web.api.own import sponsors
from ristorno.web.api.pages import Cursor, Limit, after_number, page
from ristorno.web.api.problems import not_found
from ristorno.web.api.routes.facts import FactSaid, ReceiptShown, receipt_shown

router = Router(tags=["quarantine"])
_Number = Annotated[int, Path(ge=1, lt=2**63)]
_Settled = Annotated[bool, Query(description="Also those that no longer wait.")]
_Reason = Annotated[str, Field(min_length=1, max_length=2000, description="For who looks later.")]
_AT_MOST = 1000


class RowShown(Schema):
    """A row that was set aside: why, what to do, and how it looked."""

    number: int
    batch: int
    origin: str = Field(description="The file, or what the batch was called.")
    row: int
    column: str
    code: str
    reason: str
    remedy: str
    raw: dict[str, Any] = Field(description="As it was told: name or header -> what stood there.")
    source: str | None
    document: str | None
    line: str | None
    amount: Decimal | None
    settled: bool


class RowsShown(Schema):
    """A page of rows, the earliest first."""

    items: list[RowShown]
    next: str | None


class StrangerShown(Schema):
    """A code that facts name and that no member has; they count as soon as one has it."""

    code: str
    lines: int
    amount: Decimal = Field(description="Of all currencies together, to see how much it is about.")
    first_day: date


class Told(Schema):
    """What a row should have told; all lines of its document where those have no ids."""

    facts: Annotated[list[FactSaid], Field(min_length=1, max_length=_AT_MOST)]
    reason: _Reason


class Dismissal(Schema):
    """Why a row will never be a fact: a total, a test."""

    reason: _Reason


@router.get("/quarantine", response=RowsShown, summary="Rows that wait for a person", **may("facts:read"))
def list_quarantine(request: Come, *, settled: _Settled = False, limit: Limit = 50, cursor: Cursor = "") -> RowsShown:
    """Return rows that were set aside and wait."""
    sponsors(request.caller)
    found = queries.waiting(after=after_number(cursor), most=limit + 1, settled=settled)
    shown, following = page(found, limit, lambda each: each.number)
    return RowsShown(items=[_shown(each) for each in shown], next=following)


@router.get("/quarantine/{number}", response=RowShown, summary="One row that was set aside", **may("facts:read"))
def get_quarantined(request: Come, number: _Number) -> RowShown:
    """Return a row, also when it no longer waits."""
    sponsors(request.caller)
    return _row(number)


@router.post("/quarantine/{number}/release", response=ReceiptShown, summary="Tell a row rightly", **may("facts:write"))
def release_quarantined(request: Come, number: _Number, said: Told) -> ReceiptShown:
    """Take in what a row should have told; it waits no longer. It must be of the same document."""
    sponsors(request.caller)
    receipt = operations.release(
        number=number, drafts=[each.draft() for each in said.facts], reason=said.reason, at=now(),
        actor=request.caller.actor, kinds=kinds(),
    )  # fmt: skip
    return receipt_shown(receipt)


@router.post("/quarantine/{number}/dismiss", response=RowShown, summary="Dismiss a row", **may("facts:write"))
def dismiss_quarantined(request: Come, number: _Number, said: Dismissal) -> RowShown:
    """Let a row wait no longer: it will never be a fact."""
    sponsors(request.caller)
    operations.dismiss(number=number, reason=said.reason, at=now(), actor=request.caller.actor)
    return _row(number)


@router.get("/strangers", response=list[StrangerShown], summary="Codes that wait for a member", **may("facts:read"))
def list_strangers(request: Come, limit: Limit = 50) -> list[StrangerShown]:
    """Return codes that facts name and that no member has, those with most lines in front."""
    sponsors(request.caller)
    return [StrangerShown.from_orm(each) for each in queries.strangers(most=limit)]


def _row(number: int) -> RowShown:
    found = queries.waiting(after=number - 1, most=1, settled=True)
    if not found or found[0].number != number:
        raise not_found(f"row {number}")
    return _shown(found[0])


def _shown(waiting: Waiting) -> RowShown:
    row = waiting.row
    return RowShown(
        number=waiting.number, batch=row.batch, origin=row.file, row=row.row, column=row.header, code=row.code,
        reason=row.reason, remedy=row.remedy, raw=json.loads(row.raw), source=row.source, document=row.document,
        line=row.line, amount=row.amount, settled=row.resolved,
    )  # fmt: skip
