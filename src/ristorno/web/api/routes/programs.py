"""Programs and agreements: what is promised, as it was written and approved."""

from datetime import date, datetime

from ninja import Router, Schema
from pydantic import Field

from ristorno.apps.agreements import queries
from ristorno.apps.identity.queries import Caller
from ristorno.kernel.problem import Refused
from ristorno.web.api.caller import Come, may
from ristorno.web.api.own import member_of
from ristorno.web.api.problems import not_found

router = Router(tags=["programs"])


class ProgramShown(Schema):
    """A program as it is now."""

    key: str
    number: int = Field(description="Of its newest version, counted from 1.")
    recorded_at: datetime
    open: bool = Field(description="Whether members without an agreement take part.")
    units: list[str]


class AgreementShown(Schema):
    """An agreement as it is now."""

    key: str
    program: str
    number: int
    recorded_at: datetime
    members: list[str]
    starts: date | None
    ends: date | None


class VersionShown(Schema):
    """One approved state; the text is as it was written."""

    number: int
    effective_from: list[date]
    recorded_at: datetime
    note: str
    text: str


@router.get("/programs", response=list[ProgramShown], summary="Programs", **may("agreements:read"))
def list_programs(request: Come) -> list[ProgramShown]:
    """Return the programs; for the key of one company those in which it takes part."""
    return [ProgramShown.from_orm(queries.program(key)) for key in _programs(request.caller)]


@router.get("/programs/{path:key}", response=list[VersionShown], summary="The versions of a program",
            **may("agreements:read"))  # fmt: skip
def list_program_versions(request: Come, key: str) -> list[VersionShown]:
    """Return every approved version of a program, the first in front."""
    if key not in _programs(request.caller):
        raise not_found(f"program {key!r}")
    return [VersionShown.from_orm(each) for each in queries.versions(key)]


@router.get("/agreements", response=list[AgreementShown], summary="Agreements", **may("agreements:read"))
def list_agreements(request: Come) -> list[AgreementShown]:
    """Return the agreements; for the key of one company its own, of which it sees no other member."""
    return [
        shown
        for program in _programs(request.caller)
        for key in queries.agreements(program)
        if (shown := _agreement(request.caller, key)) is not None
    ]


@router.get("/agreements/{path:key}", response=list[VersionShown], summary="The versions of an agreement",
            **may("agreements:read"))  # fmt: skip
def list_agreement_versions(request: Come, key: str) -> list[VersionShown]:
    """Return every approved version of an agreement, the first in front."""
    if _agreement(request.caller, key) is None:
        raise not_found(f"agreement {key!r}")
    return [VersionShown.from_orm(each) for each in queries.versions(key)]


def _programs(caller: Caller) -> tuple[str, ...]:
    return queries.programs() if caller.member is None else queries.programs_of(member_of(caller, None))


def _agreement(caller: Caller, key: str) -> AgreementShown | None:
    try:
        found = AgreementShown.from_orm(queries.agreement(key))
    except Refused:
        return None
    if caller.member is None:
        return found
    own = member_of(caller, None)
    return found.model_copy(update={"members": [own]}) if own in found.members else None
