"""Holds and redemptions: setting something of a wallet aside, using it, letting it go."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from ninja import Path, Router, Schema
from pydantic import Field

from ristorno.apps.clock.queries import now
from ristorno.apps.identity.queries import Caller
from ristorno.apps.wallets import queries
from ristorno.apps.wallets.operations import holding
from ristorno.apps.wallets.values import Holder, HoldState
from ristorno.web.api.caller import Come, may
from ristorno.web.api.fields import Amount, Moment, Name, OfContact, OfMember
from ristorno.web.api.own import member_of
from ristorno.web.api.problems import not_found

router = Router(tags=["holds"])
_KEY = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$"
_Chosen = Annotated[str, Field(pattern=_KEY, description="Chosen by you: the same again changes nothing.")]
_Key = Annotated[str, Path(pattern=_KEY, description="`hold` of the answer to its beginning.")]


class HoldShown(Schema):
    """Something set aside, and what became of it."""

    hold: str
    member: str
    contact: str
    unit: str
    amount: Decimal
    redeemed: Decimal
    released: Decimal
    open: Decimal = Field(description="What is still set aside.")
    expires_at: datetime | None
    reason: str


class NewHold(Schema):
    """What is to be set aside."""

    key: _Chosen
    member: Name | None = Field(None, description="The key of a member; a key for one company may leave it out.")
    contact: Annotated[str, Field(max_length=120)] = ""
    unit: Name
    amount: Amount
    expires_at: Moment | None = Field(None, description="When it comes back by itself; null: as the unit says.")
    reason: Annotated[str, Field(max_length=500)] = ""


class NewRedemption(Schema):
    """What is to be used of a hold."""

    key: _Chosen
    amount: Amount | None = Field(None, description="Null: all that is left of it.")
    keep_rest: bool | None = Field(
        None, description="Whether the rest stays set aside or comes back; null: as the unit says."
    )


@router.get("/holds", response=list[HoldShown], summary="What is set aside", **may("wallets:read"))
def list_holds(request: Come, member: OfMember = None, contact: OfContact = None) -> list[HoldShown]:
    """Return what is set aside of a member's or a contact's wallets now."""
    holder = Holder(member_of(request.caller, member), contact or "")
    return [_shown(each) for each in queries.holds(holder)]


@router.post("/holds", response=HoldShown, summary="Set something aside", **may("wallets:write"))
def make_hold(request: Come, said: NewHold) -> HoldShown:
    """Set something of a wallet aside, until it is redeemed, released or expires."""
    return _shown(
        holding.hold(
            key=f"{request.caller.actor}:{said.key}",
            holder=Holder(member_of(request.caller, said.member), said.contact),
            unit=said.unit,
            amount=said.amount,
            at=now(),
            actor=request.caller.actor,
            expires_at=said.expires_at,
            reason=said.reason,
        )
    )


@router.post("/holds/{hold}/redeem", response=HoldShown, summary="Use what is set aside", **may("wallets:write"))
def redeem_hold(request: Come, hold: _Key, said: NewRedemption) -> HoldShown:
    """Use what is set aside, all of it or an amount."""
    _own(request.caller, hold)
    holding.redeem(
        key=f"redeem:{hold}:{said.key}",
        hold=hold,
        at=now(),
        actor=request.caller.actor,
        amount=said.amount,
        keep_rest=said.keep_rest,
    )
    return _shown(_own(request.caller, hold))


@router.post("/holds/{hold}/release", response=HoldShown, summary="Let go of what is set aside", **may("wallets:write"))
def release_hold(request: Come, hold: _Key) -> HoldShown:
    """Give back what is still set aside; a second time changes nothing."""
    _own(request.caller, hold)
    return _shown(holding.release(hold=hold, at=now(), actor=request.caller.actor))


def _own(caller: Caller, key: str) -> HoldState:
    found = queries.hold(key)
    if found is None or (caller.member is not None and found.holder.member != member_of(caller, None)):
        raise not_found(f"hold {key!r}")
    return found


def _shown(state: HoldState) -> HoldShown:
    return HoldShown(
        hold=state.key, member=state.holder.member, contact=state.holder.contact, unit=state.unit, amount=state.amount,
        redeemed=state.redeemed, released=state.released, open=state.open, expires_at=state.expires_at,
        reason=state.reason,
    )  # fmt: skip
