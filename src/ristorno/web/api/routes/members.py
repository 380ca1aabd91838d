"""Members: who they are, and letting new ones in."""

from datetime import date, datetime
from typing import Annotated

from django.db import transaction
from ninja import Query, Router, Schema, Status
from pydantic import Field

from ristorno.apps.clock.queries import now
from ristorno.apps.members import queries
from ristorno.apps.members.kinds import MemberKind
from ristorno.apps.members.operations.companies import add
from ristorno.apps.members.operations.words import enrol
from ristorno.web.api.caller import Come, may
from ristorno.web.api.fields import Name
from ristorno.web.api.own import member_of
from ristorno.web.api.pages import Cursor, Limit, after_text, page
from ristorno.web.api.problems import not_found

router = Router(tags=["members"])
_Search = Annotated[str, Query(max_length=200, description="Words that must all occur in names, codes or numbers.")]


class MemberShown(Schema):
    """A company, a sole trader, or a person without a tax number."""

    key: str
    name: str
    kind: MemberKind
    country: str
    language: str
    stands_for: str = Field(description="The member that it counts as today: itself, unless it was merged.")
    codes: list[str] = Field(description="Every code whose facts count for it.")
    legal_ids: dict[str, str] = Field(description="Numbers by scheme, such as ru.inn or eu.vat.")
    recorded_at: datetime


class MembersShown(Schema):
    """A page of members, in the order of their keys."""

    items: list[MemberShown]
    next: str | None


class NewMember(Schema):
    """A member to be let in."""

    key: Name = Field(description="What facts and agreements call it: a tax number, a number of an ERP.")
    name: Annotated[str, Field(min_length=1, max_length=300)]
    kind: MemberKind = "company"
    country: Annotated[str, Field(max_length=2)] = ""
    language: Annotated[str, Field(max_length=8)] = ""
    codes: dict[Name, Annotated[str, Field(max_length=60)]] = Field(
        {}, max_length=50, description="What other systems call it: code -> system."
    )
    legal_ids: dict[Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=40)]] = Field(
        {}, max_length=20
    )
    enrolled_on: date | None = Field(None, description="From when on it takes part; null: not yet.")


@router.get("/members", response=MembersShown, summary="Members", **may("members:read"))
def list_members(request: Come, search: _Search = "", limit: Limit = 50, cursor: Cursor = "") -> MembersShown:
    """Return members in the order of their keys."""
    if request.caller.member is not None:
        return MembersShown(items=[_shown(member_of(request.caller, None))], next=None)
    found = queries.members(search, after_text(cursor), limit + 1)
    shown, following = page(found, limit, lambda each: each.key)
    return MembersShown(items=[MemberShown.from_orm(each) for each in shown], next=following)


@router.post(
    "/members", response={200: MemberShown, 201: MemberShown}, summary="Let a member in", **may("members:write")
)
def add_member(request: Come, said: NewMember) -> Status[MemberShown]:
    """Add a member (201); one that is there just so stays as it is (200)."""
    actor = request.caller.actor
    with transaction.atomic():
        fresh = add(
            key=said.key, name=said.name, kind=said.kind, country=said.country, language=said.language,
            codes=said.codes, legal_ids=said.legal_ids, actor=actor,
        )  # fmt: skip
        if said.enrolled_on is not None:
            enrol(key=said.key, on=said.enrolled_on, at=now(), actor=actor, origin="api")
    return Status(201 if fresh else 200, _shown(said.key))


@router.get("/members/{path:key}", response=MemberShown, summary="One member", **may("members:read"))
def get_member(request: Come, key: str) -> MemberShown:
    """Return one member, by its key or a code of it."""
    return _shown(member_of(request.caller, key))


def _shown(key: str) -> MemberShown:
    found = queries.member(key)
    if found is None:
        raise not_found(f"member {key!r}")
    return MemberShown.from_orm(found)
