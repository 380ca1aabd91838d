"""Accruals: what was earned, with the reason of every amount, and how it came to be booked."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Path, Query, Router, Schema
from pydantic import Field

from ristorno.apps.accruals import queries
from ristorno.apps.accruals.values import BookedState
from ristorno.apps.agreements.queries import calculation
from ristorno.apps.clock.queries import now
from ristorno.apps.identity.queries import Caller
from ristorno.engine.sentences import lines, sentence
from ristorno.report.settlement import language_of
from ristorno.web.api.caller import Come, may
from ristorno.web.api.fields import Name, OfMember, Spoken
from ristorno.web.api.own import member_of
from ristorno.web.api.pages import Cursor, Limit, after_number, page
from ristorno.web.api.problems import not_found

router = Router(tags=["accruals"])
_Number = Annotated[int, Path(ge=1, lt=2**63)]
_Unit = Annotated[Name | None, Query(description="Only this unit.")]


class AccrualShown(Schema):
    """What is booked for one clause and window, or document."""

    number: int
    program: str
    agreement: str
    clause: str
    member: str = Field(description="Whose wallet it goes to.")
    contact: str
    unit: str
    window_start: date
    window_last: date
    window: str
    document: str
    status: str = Field(description="final, provisional (as if the window ended now) or undetermined.")
    pending: Decimal
    free: Decimal
    ends_on: date | None


class AccrualsShown(Schema):
    """A page of accruals, in the order in which they were booked first."""

    items: list[AccrualShown]
    next: str | None


class ChangeShown(Schema):
    """One change of what is booked."""

    pending: Decimal
    free: Decimal
    true_up: bool = Field(description="Whether the window had been final before.")
    as_of: date
    happened_at: datetime


class ReckonedShown(Schema):
    """One line of the arithmetic: what it is, how it was reckoned (may be empty), the result."""

    label: str
    formula: str
    result: str


class ReasonShown(AccrualShown):
    """An accrual with its reason."""

    sentence: str = Field(description="The reason in words; empty where nothing is owed any more.")
    arithmetic: list[ReckonedShown] = Field(description="The same step by step, in words.")
    explanation: dict[str, Any] | None = Field(description="As the reference of explanations tells it.")
    changes: list[ChangeShown]


@router.get("/accruals", response=AccrualsShown, summary="What was earned", **may("accruals:read"))
def list_accruals(
    request: Come, member: OfMember = None, unit: _Unit = None, limit: Limit = 50, cursor: Cursor = ""
) -> AccrualsShown:
    """Return what is booked for a member, page by page."""
    own = member_of(request.caller, member)
    found = queries.booked_of(own, unit=unit, after=after_number(cursor), most=limit + 1, explained=False)
    shown, following = page(found, limit, lambda each: each.number)
    return AccrualsShown(items=[AccrualShown(**_fields(each)) for each in shown], next=following)


@router.get("/accruals/{number}", response=ReasonShown, summary="The reason of an amount", **may("accruals:read"))
def explain_accrual(request: Come, number: _Number, language: Spoken = None) -> ReasonShown:
    """Return an accrual with the reason of its amount, and with every change of it."""
    found = _own(request.caller, number)
    spoken = language_of(found.holder.member, language)
    counted = queries.reason(found, calculation(found.program), now())
    changes = [ChangeShown.from_orm(each) for each in queries.changes(number)]
    return ReasonShown(
        **_fields(found),
        sentence=sentence(counted, spoken) if counted else "",
        arithmetic=[ReckonedShown.from_orm(each) for each in lines(counted, spoken)] if counted else [],
        explanation=dict(found.record) if found.record else None,
        changes=changes,
    )


def _own(caller: Caller, number: int) -> BookedState:
    found = queries.booked(number)
    if found is None or (caller.member is not None and found.member != member_of(caller, None)):
        raise not_found(f"accrual {number}")
    return found


def _fields(state: BookedState) -> dict[str, Any]:
    return {
        "number": state.number,
        "program": state.program,
        "agreement": state.agreement,
        "clause": state.clause,
        "member": state.holder.member,
        "contact": state.holder.contact,
        "unit": state.unit,
        "window_start": state.starts,
        "window_last": state.last,
        "window": state.label,
        "document": state.document,
        "status": state.status,
        "pending": state.pending,
        "free": state.free,
        "ends_on": state.ends_on,
    }
