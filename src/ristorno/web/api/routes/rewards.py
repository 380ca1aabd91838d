"""Rewards: what can be had for points, what was asked for, and what somebody else decided on it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Annotated

from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from ristorno.apps.clock.queries import now
from ristorno.apps.identity.queries import Caller
from ristorno.apps.members.queries import contacts, resolve
from ristorno.apps.rewards import operations, queries
from ristorno.apps.rewards.rules import MOST, WAITING
from ristorno.apps.rewards.values import Offered, RedemptionState, RewardState, Visitor
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.api.caller import Come, may
from ristorno.web.api.fields import MemberName, Name, OfContact, OfMember, Words
from ristorno.web.api.own import member_of
from ristorno.web.api.pages import Cursor, Limit, after_number, page
from ristorno.web.api.problems import not_found

router = Router(tags=["rewards"])
_Number = Annotated[int, Path(ge=1, lt=2**63)]
_Waiting = Annotated[bool, Query(description="Only what was not handed over, refused or canceled yet.")]
_Contact = Annotated[str, Field(max_length=120, description="Who asks; empty for the company itself.")]
_Detail = Annotated[str, Field(min_length=1, max_length=40)]
_Said = Annotated[str, Field(min_length=1, max_length=500)]
_Details = Annotated[dict[_Detail, _Said], Field(max_length=20)]


class RewardShown(Schema):
    """A reward as it is today."""

    name: str
    title: dict[str, str] = Field(description="By language.")
    gives: str = Field(description="Of which kind it is.")
    asks: list[str] = Field(description="The details that must be told with a wish.")
    unit: str
    points: Decimal = Field(description="What a piece costs.")
    besides: dict[str, Decimal] = Field(description="What a piece costs in money besides, by currency.")
    approval: str = Field(description="Who has to agree: none, company, sponsor.")
    left: int | None = Field(description="How many there are; null: as many as are asked for.")
    missing: Decimal | None = Field(description="How many points are missing; null where nobody asks for a member.")


class RewardsShown(Schema):
    """What can be had, the nearest first; for the sponsor without a member all of the catalog."""

    items: list[RewardShown]


class WishStep(Schema):
    """What became of a wish."""

    state: str
    at: datetime
    actor: str | None = Field(description="Who did it; told to the sponsor alone.")
    note: str


class WishShown(Schema):
    """What was asked for."""

    number: int
    reward: str
    member: str
    contact: str
    quantity: int
    unit: str
    points: Decimal = Field(description="What all pieces cost; held until they are handed over.")
    details: dict[str, str]
    handed: dict[str, str] = Field(description="What was told when it was handed over, such as codes.")
    state: str = Field(description="asked, approved, refused, fulfilled or canceled")
    asked_at: datetime
    handed_at: datetime | None
    steps: list[WishStep]


class WishesShown(Schema):
    """A page of wishes, the earliest first."""

    items: list[WishShown]
    next: str | None


class NewWish(Schema):
    """What is asked for."""

    key: Name = Field(description="Your own: asked again under it, nothing more is asked for.")
    member: MemberName | None = Field(None, description="A key for one company may leave it out.")
    contact: _Contact = ""
    reward: Name
    quantity: int = Field(1, ge=1, le=MOST)
    details: _Details = Field({}, description="What the reward asks for, such as an address.")


class WishAgreed(Schema):
    """That a wish is agreed with."""

    note: Words = ""


class WishDeclined(Schema):
    """Why a wish is refused, or taken back."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


class WishHanded(Schema):
    """What whoever asked gets to know with it, such as a parcel."""

    handed: _Details = Field({}, description="Told in words, by name.")
    note: Annotated[str, Field(max_length=500)] = ""


@router.get("/rewards", response=RewardsShown, summary="What can be had", **may("rewards:read"))
def list_rewards(request: Come, member: OfMember = None, contact: OfContact = None) -> RewardsShown:
    """Return the rewards that somebody may ask for today, or, for the sponsor without a member, all of them."""
    at = now()
    if member is None and request.caller.member is None:
        return RewardsShown(items=[_reward(each, None) for each in queries.catalog(at)])
    visitor = _visitor(member_of(request.caller, member), contact or "")
    return RewardsShown(items=[_offered(each) for each in queries.offered(visitor, at)])


@router.get("/wishes", response=WishesShown, summary="What was asked for", **may("rewards:read"))
def list_wishes(
    request: Come, *, member: OfMember = None, waiting: _Waiting = False, limit: Limit = 50, cursor: Cursor = ""
) -> WishesShown:
    """Return the wishes of a member, or, for the sponsor, of all."""
    asked = member is not None or request.caller.member is not None
    own = member_of(request.caller, member) if asked else None
    found = queries.redemptions(member=own, waiting=waiting, after=after_number(cursor), most=limit + 1)
    shown, following = page(found, limit, lambda each: each.number)
    return WishesShown(items=[_wish(each, request.caller) for each in shown], next=following)


@router.get("/wishes/{number}", response=WishShown, summary="One wish", **may("rewards:read"))
def get_wish(request: Come, number: _Number) -> WishShown:
    """Return a wish with what became of it."""
    return _wish(_own(request.caller, number), request.caller)


@router.post("/wishes", response={201: WishShown}, summary="Ask for a reward", **may("rewards:ask"))
def ask_for_reward(request: Come, said: NewWish) -> Status[WishShown]:
    """Ask for pieces of a reward: the points are held, and used once it is handed over."""
    visitor = _visitor(member_of(request.caller, said.member), said.contact)
    state = operations.ask(
        key=_key(visitor.member, said.key), visitor=visitor, reward=said.reward, quantity=said.quantity,
        told_with=said.details, at=now(), actor=request.caller.actor,
    )  # fmt: skip
    return Status(201, _wish(state, request.caller))


@router.post("/wishes/{number}/approve", response=WishShown, summary="Agree with a wish", **may("rewards:decide"))
def approve_wish(request: Come, number: _Number, said: WishAgreed) -> WishShown:
    """Agree with a wish; what is handed over by itself is. Whoever asked cannot."""
    _own(request.caller, number)
    done = operations.approve(number=number, note=said.note, at=now(), actor=request.caller.actor)
    return _wish(done, request.caller)


@router.post("/wishes/{number}/refuse", response=WishShown, summary="Refuse a wish", **may("rewards:decide"))
def refuse_wish(request: Come, number: _Number, said: WishDeclined) -> WishShown:
    """Do not agree with a wish: points and piece come back."""
    _own(request.caller, number)
    done = operations.refuse(number=number, reason=said.reason, at=now(), actor=request.caller.actor)
    return _wish(done, request.caller)


@router.post("/wishes/{number}/hand-over", response=WishShown, summary="Hand a reward over", **may("rewards:decide"))
def hand_over_wish(request: Come, number: _Number, said: WishHanded) -> WishShown:
    """Say that a reward was handed over: the points are used."""
    _own(request.caller, number)
    done = operations.hand_over(number=number, handed=said.handed, note=said.note, at=now(), actor=request.caller.actor)
    return _wish(done, request.caller)


@router.post("/wishes/{number}/cancel", response=WishShown, summary="Take a wish back", **may("rewards:ask"))
def cancel_wish(request: Come, number: _Number, said: WishDeclined) -> WishShown:
    """Take a wish back: points come back with their days. What was handed over the sponsor alone takes back."""
    found = _own(request.caller, number)
    if request.caller.member is not None and found.state not in (*WAITING, "canceled"):
        reason = f"Redemption {number} is {found.state}, so it cannot be canceled."
        raise Refused([Problem("rewards.state", reason, "Ask the sponsor to take it back.")])
    done = operations.cancel(number=number, reason=said.reason, at=now(), actor=request.caller.actor)
    return _wish(done, request.caller)


def _key(member: str, key: str) -> str:
    """Return a key that no other company can come upon."""
    return f"api:{sha256(f'{member}/{key}'.encode()).hexdigest()}"


def _visitor(member: str, contact: str) -> Visitor:
    """Return who asks, in the roles that it has.

    Raises:
        Refused: there is no such contact, or it has left.
    """
    if not contact:
        return Visitor(member)
    person = next((each for each in contacts(member) if each.key == contact and each.left_on is None), None)
    if person is None:
        raise not_found(f"contact {contact!r}")
    return Visitor(member, contact, person.roles)


def _own(caller: Caller, number: int) -> RedemptionState:
    try:
        found = queries.access_redemption(number)
    except Refused:
        raise not_found(f"wish {number}") from None
    if caller.member is not None and resolve([found.member]).get(found.member) != member_of(caller, None):
        raise not_found(f"wish {number}")
    return found


def _offered(offered: Offered) -> RewardShown:
    return _reward(offered.reward, offered.missing)


def _reward(reward: RewardState, missing: Decimal | None) -> RewardShown:
    terms = reward.terms
    return RewardShown(
        name=reward.name, title=dict(terms.title), gives=terms.gives.KEY, asks=list(terms.gives.ASKS), unit=terms.unit,
        points=terms.points, besides=dict(terms.besides or {}), approval=terms.approval, left=reward.left,
        missing=missing,
    )  # fmt: skip


def _wish(state: RedemptionState, caller: Caller) -> WishShown:
    sponsor = caller.member is None
    told: Mapping[str, str] = state.told
    return WishShown(
        number=state.number, reward=state.reward, member=state.member, contact=state.contact, quantity=state.quantity,
        unit=state.unit, points=state.points, details=dict(told), handed=dict(state.handed), state=state.state,
        asked_at=state.asked_at, handed_at=state.handed_at,
        steps=[
            WishStep(state=each.state, at=each.at, actor=each.actor if sponsor else None, note=each.note)
            for each in state.steps
        ],
    )  # fmt: skip
