"""The people of members: who they are, and whether their employer lets them be rewarded."""

from datetime import date
from typing import Annotated

from django.db import transaction
from ninja import Router, Schema, Status
from pydantic import Field

from ristorno.apps.agreements.queries import zone_of
from ristorno.apps.clock.queries import now
from ristorno.apps.facts.queries import consents
from ristorno.apps.members import operations, queries
from ristorno.apps.members.kinds import INFLUENCES, ROLES
from ristorno.apps.members.queries import Person
from ristorno.engine.fact import local_day
from ristorno.web.api.caller import Come, may
from ristorno.web.api.fields import MemberName, Name, OfMember
from ristorno.web.api.own import member_of

router = Router(tags=["members"])
_Roles = Annotated[list[Name], Field(max_length=20, description=f"Of: {', '.join(ROLES)}.")]
_Influence = Annotated[str, Field(max_length=20, description=f"One of: {', '.join(INFLUENCES)}; empty: none.")]


class ContactShown(Schema):
    """A person at a member."""

    member: str
    contact: str = Field(description="What facts call the person.")
    name: str = Field(description="Empty where nothing is known, or what was known is erased.")
    email: str
    phone: str
    language: str
    roles: list[str]
    influence: str = Field(description="What the person has to do with buying.")
    left_on: date | None = Field(description="The last day there.")
    consented: bool = Field(description="Whether the employer's consent to rewards is in force now.")


class ContactSaid(Schema):
    """A person as it is to be; what is null stays as it is."""

    member: MemberName
    contact: Name = Field(description="What facts call the person: a number rather than a name.")
    name: Annotated[str, Field(max_length=200)] | None = None
    email: Annotated[str, Field(max_length=254)] | None = None
    phone: Annotated[str, Field(max_length=40)] | None = None
    language: Annotated[str, Field(max_length=8)] | None = None
    roles: _Roles | None = None
    influence: _Influence | None = None
    left_on: date | None = Field(None, description="The last day there.")


class ConsentSaid(Schema):
    """The word of an employer on rewards to its people."""

    member: MemberName
    contact: Name | None = Field(None, description="Whom it is about; null: all staff.")
    given: bool = Field(description="Whether it consents; false takes a consent back.")
    on: date | None = Field(
        None,
        description="From which day; said again, it changes nothing. Null: from today, and the last word of today.",
    )
    origin: Annotated[
        str, Field(min_length=1, max_length=200, description="Where that is known from: a paper, a form.")
    ]


class ConsentShown(Schema):
    """Whether the employer's consent is in force now."""

    member: str
    contact: str | None
    consented: bool


@router.get("/contacts", response=list[ContactShown], summary="The people of a member", **may("members:read"))
def list_contacts(request: Come, member: OfMember = None) -> list[ContactShown]:
    """Return the people of a member by key, with those of whom was merged into it."""
    return _people(member_of(request.caller, member))


@router.post(
    "/contacts", response={200: ContactShown, 201: ContactShown}, summary="Add or change a person",
    **may("members:write"),
)  # fmt: skip
def put_contact(request: Come, said: ContactSaid) -> Status[ContactShown]:
    """Add a person (201), or change what is said of one that is there (200); the same again changes nothing."""
    member = member_of(request.caller, said.member)
    fresh = operations.put_contact(key=member, actor=request.caller.actor, **said.dict(exclude={"member"}))
    shown = next(each for each in _people(member) if each.contact == said.contact)
    return Status(201 if fresh else 200, shown)


@router.post("/consents", response=ConsentShown, summary="Tell of an employer's consent", **may("members:write"))
def tell_consent(request: Come, said: ConsentSaid) -> ConsentShown:
    """Say from which day on an employer consents that its people are rewarded, or does not any more."""
    member, at, actor = member_of(request.caller, said.member), now(), request.caller.actor
    zone = zone_of(member)
    with transaction.atomic():
        if said.on is not None:
            say = operations.give_consent if said.given else operations.withdraw_consent
            say(key=member, contact=said.contact, on=said.on, origin=said.origin, at=at, actor=actor)
        else:
            operations.decide_consent(
                key=member, contact=said.contact, given=said.given, holds=consents(member, at, zone).of(said.contact),
                on=local_day(at, zone), origin=said.origin, at=at, actor=actor,
            )  # fmt: skip
    held = consents(member, at, zone).of(said.contact)
    return ConsentShown(member=member, contact=said.contact, consented=held)


def _people(member: str) -> list[ContactShown]:
    at = now()
    held = consents(member, at, zone_of(member))
    return [_shown(each, consented=held.of(each.key)) for each in queries.contacts(member)]


def _shown(person: Person, *, consented: bool) -> ContactShown:
    return ContactShown(
        member=person.member, contact=person.key, name=person.name, email=person.email, phone=person.phone,
        language=person.language, roles=list(person.roles), influence=person.influence, left_on=person.left_on,
        consented=consented,
    )  # fmt: skip
