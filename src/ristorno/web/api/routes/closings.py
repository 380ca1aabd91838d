"""Closings: windows that are over are closed, and what they owe is frozen as statements."""

from datetime import date, datetime
from typing import Annotated

from ninja import Path, Router, Schema
from pydantic import Field

from ristorno.apps.clock.queries import now
from ristorno.apps.settlements import operations, queries
from ristorno.web.api.caller import Come, may
from ristorno.web.api.fields import MemberName, Name
from ristorno.web.api.own import member_of, sponsors

router = Router(tags=["settlements"])
_Number = Annotated[int, Path(ge=1, lt=2**63)]


class ClosingShown(Schema):
    """A closing: what was closed, and how far its statements have come."""

    number: int
    program: str
    through: date
    round: int = Field(description="Which one for this day, from 1.")
    members: list[str] | None = Field(description="Whose statements alone; null: everybody's.")
    as_of: date
    known_at: datetime
    done_at: datetime | None = Field(description="Null while it is being made; closing again goes on with it.")
    statements: dict[str, int] = Field(description="How many, by their state.")


class NewClosing(Schema):
    """What is to be closed."""

    program: Name
    through: date = Field(description="The last day; it must be over.")
    members: Annotated[list[MemberName] | None, Field(min_length=1, max_length=1000)] = Field(
        None, description="Whose statements alone; null: everybody's."
    )


@router.get("/closings", response=list[ClosingShown], summary="Closings", **may("settlements:read"))
def list_closings(request: Come) -> list[ClosingShown]:
    """Return all closings, the latest in front."""
    sponsors(request.caller)
    return [ClosingShown.from_orm(each) for each in queries.closings()]


@router.post("/closings", response=ClosingShown, summary="Close windows", **may("settlements:write"))
def close_windows(request: Come, said: NewClosing) -> ClosingShown:
    """Close the windows of a program that end by a day, and freeze statements; a second time changes nothing."""
    named = None if said.members is None else [member_of(request.caller, each) for each in said.members]
    made = operations.close(
        program=said.program, through=said.through, at=now(), actor=request.caller.actor, members=named
    )
    return ClosingShown.from_orm(made)


@router.get("/closings/{number}", response=ClosingShown, summary="One closing", **may("settlements:read"))
def get_closing(request: Come, number: _Number) -> ClosingShown:
    """Return a closing."""
    sponsors(request.caller)
    return ClosingShown.from_orm(queries.closing(number))
