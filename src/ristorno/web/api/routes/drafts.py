"""Drafts of programs and agreements: written by one, looked at in money, signed by another."""

from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Annotated

from django.db import transaction
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from ristorno.apps.agreements import operations, queries
from ristorno.apps.agreements.preview import Proposal, money_differences
from ristorno.apps.clock.queries import now
from ristorno.apps.facts.queries import by_member
from ristorno.engine.accrual import Moment
from ristorno.engine.difference import Difference
from ristorno.kernel.period import FIRST_DAY, LAST_DAY
from ristorno.web.api.caller import Come, may
from ristorno.web.api.fields import Words
from ristorno.web.api.pages import Cursor, Limit, after_number, page

router = Router(tags=["drafts"])
_MOST = 100
"""So many drafts are looked at or signed together at most."""
_Number = Annotated[int, Path(ge=1, lt=2**63, description="The number of a draft.")]
_Each = Annotated[int, Field(ge=1, lt=2**63)]
_Waiting = Annotated[bool, Query(description="Only those on which nobody has decided.")]
_Key = Annotated[str | None, Query(max_length=120, description="Of one program or agreement alone.")]
_Together = Annotated[
    list[_Each], Query(min_length=1, max_length=_MOST, description="Numbers of drafts that would be signed together.")
]
_On = Annotated[date | None, Query(ge=FIRST_DAY, lt=LAST_DAY, description="As of the end of this day; null: today.")]


class DraftShown(Schema):
    """What somebody wrote, and what became of it."""

    number: int
    kind: str = Field(description="program or agreement.")
    key: str
    program: str
    state: str = Field(description="drafted, proposed, approved, rejected or withdrawn.")
    follows: int = Field(description="The newest version when it was written; 0 where there was none.")
    overtaken: bool = Field(description="Whether it follows a version that is not the newest any more.")
    text: str
    note: str
    drafted_by: str
    drafted_at: datetime
    decided_by: str
    decided_at: datetime | None
    reason: str


class DraftRead(DraftShown):
    """A draft with what whoever signs it should look at."""

    strangers: list[str] = Field(description="Members that it names and nobody knows: not there yet, or typed wrong.")


class DraftsShown(Schema):
    """A page of drafts, the earliest first."""

    items: list[DraftShown]
    next: str | None


class DraftSaid(Schema):
    """A program, an agreement or a change of one, as it is written in a file; documents apart by `---`."""

    text: Annotated[str, Field(min_length=1, max_length=1_000_000)]
    note: Words = Field("", description="Why, for whoever signs it.")


class DraftRejected(Schema):
    """Why a draft is not signed."""

    reason: Annotated[str, Field(min_length=1, max_length=2000)]


class DraftsSigned(Schema):
    """Drafts that are signed together, all or none."""

    drafts: Annotated[list[_Each], Field(min_length=1, max_length=_MOST)]
    despite_policy: Words = Field(
        "", description="Why they are signed though it is not proved that the policy is kept; empty: only if it is."
    )


class VersionMade(Schema):
    """The version that a draft became."""

    draft: int
    key: str
    number: int


class DifferenceShown(Schema):
    """One amount that would be another one."""

    program: str
    member: str
    contact: str | None
    agreement: str
    clause: str
    window: str
    document: str | None
    unit: str
    before: Decimal
    after: Decimal
    change: Decimal


class DifferencesShown(Schema):
    """A page of what would change."""

    items: list[DifferenceShown]
    next: str | None


@router.get("/drafts", response=DraftsShown, summary="Drafts", **may("agreements:write"))
def list_drafts(
    request: Come, *, waiting: _Waiting = True, key: _Key = None, limit: Limit = 50, cursor: Cursor = ""
) -> DraftsShown:
    """Return drafts, the earliest first."""
    found = queries.drafts(waiting=waiting, key=key, after=after_number(cursor), most=limit + 1)
    shown, following = page(found, limit, lambda each: each.number)
    return DraftsShown(items=[DraftShown.from_orm(each) for each in shown], next=following)


@router.get("/drafts/{number}", response=DraftRead, summary="One draft", **may("agreements:write"))
def get_draft(request: Come, number: _Number) -> DraftRead:
    """Return a draft with its text."""
    return _read(number)


@router.post("/drafts", response={201: list[DraftRead]}, summary="Draft and propose", **may("agreements:write"))
def draft_terms(request: Come, said: DraftSaid) -> Status[list[DraftRead]]:
    """Keep each document of a text as a draft and propose it to a second person, who signs it before it rules."""
    actor = request.caller.actor
    with transaction.atomic():
        numbers = operations.draft(text=said.text, actor=actor, note=said.note)
        for number in numbers:
            operations.propose(draft=number, actor=actor)
    return Status(201, [_read(number) for number in numbers])


@router.get("/draft-differences", response=DifferencesShown, summary="What drafts would change in money",
            **may("agreements:write"))  # fmt: skip
def list_draft_differences(
    request: Come,
    draft: _Together,
    on: _On = None,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> DifferencesShown:
    """Return every amount that would be another one if drafts were signed now; all is counted anew for each page."""
    at, skipped = now(), after_number(cursor)
    moment = Moment(on or at.date())
    found = sorted(
        chain.from_iterable(_differences(each, moment) for each in queries.proposals(*draft, at=at)), key=_place
    )
    rest = list(enumerate(found[skipped : skipped + limit + 1], start=skipped + 1))
    shown, following = page(rest, limit, lambda each: each[0])
    return DifferencesShown(items=[each for _, each in shown], next=following)


@router.post("/approvals", response=list[VersionMade], summary="Sign drafts", **may("agreements:approve"))
def sign_drafts(request: Come, said: DraftsSigned) -> list[VersionMade]:
    """Sign drafts of somebody else, all or none; they rule from their days on, and are known from now on."""
    numbers = list(dict.fromkeys(said.drafts))
    made = operations.approve_all(
        drafts=numbers, actor=request.caller.actor, at=now(), despite_policy=said.despite_policy
    )
    return [
        VersionMade(draft=draft, key=queries.draft(draft).key, number=number)
        for draft, number in zip(numbers, made, strict=True)
    ]


@router.post("/drafts/{number}/reject", response=DraftRead, summary="Refuse to sign", **may("agreements:approve"))
def reject_draft(request: Come, number: _Number, said: DraftRejected) -> DraftRead:
    """Refuse to sign what somebody else has proposed, with a reason."""
    operations.reject(draft=number, actor=request.caller.actor, reason=said.reason)
    return _read(number)


@router.post("/drafts/{number}/withdraw", response=DraftRead, summary="Take a draft back", **may("agreements:write"))
def withdraw_draft(request: Come, number: _Number) -> DraftRead:
    """Take back a draft of your own on which nobody has decided."""
    operations.withdraw(draft=number, actor=request.caller.actor)
    return _read(number)


def _read(number: int) -> DraftRead:
    shown = DraftShown.from_orm(queries.draft(number))
    return DraftRead(**shown.dict(), strangers=list(queries.strangers(number)))


def _differences(proposal: Proposal, moment: Moment) -> list[DifferenceShown]:
    found = money_differences(proposal, lambda: by_member(proposal.members), moment)
    return [_told(proposal.program, each) for of_one in found for each in of_one.differences]


def _told(program: str, each: Difference) -> DifferenceShown:
    return DifferenceShown(
        program=program, member=each.member, contact=each.contact, agreement=each.agreement, clause=each.clause,
        window=each.window_label, document=each.document, unit=each.unit, before=each.before, after=each.after,
        change=each.change,
    )  # fmt: skip


def _place(it: DifferenceShown) -> tuple[str, ...]:
    return it.program, it.member, it.clause, it.window, it.unit, it.document or "", it.contact or "", it.agreement
