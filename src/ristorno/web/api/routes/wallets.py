"""Wallets: what is there, and how it came to be."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from zoneinfo import ZoneInfo

from ninja import Query, Router, Schema
from pydantic import Field

from ristorno.apps.wallets import queries
from ristorno.apps.wallets.values import Holder, WalletState
from ristorno.engine.fact import instant
from ristorno.kernel.period import DAY, FIRST_DAY, LAST_DAY
from ristorno.report.settlement import language_of
from ristorno.web.api.caller import Come, may
from ristorno.web.api.fields import Name, OfContact, OfMember, Spoken
from ristorno.web.api.own import member_of, sponsors
from ristorno.web.api.pages import Cursor, Limit, after_number, page
from ristorno.web.api.problems import not_found

router = Router(tags=["wallets"])
_Unit = Annotated[Name, Query(description="The unit, as programs call it.")]
_Day = Annotated[date, Query(ge=FIRST_DAY, lt=LAST_DAY, description="A day where the unit is, inclusive.")]


class Lot(Schema):
    """What is left of what came in together."""

    amount: Decimal
    ends_on: date | None = Field(description="The last day on which it may be used; null: for good.")


class WalletShown(Schema):
    """What somebody has in one unit."""

    member: str
    contact: str = Field(description="Empty for the company itself.")
    unit: str
    pending: Decimal = Field(description="Earned, and not yet to be used.")
    free: Decimal
    held: Decimal = Field(description="Set aside for something that is still decided on.")
    owed: Decimal = Field(description="Below zero where the member owes.")
    spendable: Decimal
    lots: list[Lot] = Field(description="What the free amount is made of, what ends first in front.")


class WalletsShown(Schema):
    """A page of wallets."""

    items: list[WalletShown]
    next: str | None


class LineShown(Schema):
    """What one posting changed."""

    number: int
    movement: str
    words: dict[str, str] = Field(description="What a member reads, by language.")
    happened_at: datetime
    reason: str
    pending: Decimal
    free: Decimal
    held: Decimal
    owed: Decimal
    ends_on: date | None


class LinesShown(Schema):
    """A page of lines, the earliest first."""

    items: list[LineShown]
    next: str | None


class BalanceShown(Schema):
    """What is on a wallet at a moment."""

    pending: Decimal
    free: Decimal
    held: Decimal
    owed: Decimal


class MoveShown(Schema):
    """What one posting changed, told in one language."""

    number: int
    happened_at: datetime
    words: str
    reason: str
    pending: Decimal
    free: Decimal
    held: Decimal
    owed: Decimal


class WalletStatementShown(Schema):
    """A wallet over some days: before + all items (of all pages) = after."""

    member: str
    contact: str
    unit: str
    first: date
    last: date
    language: str
    before: BalanceShown
    after: BalanceShown
    items: list[MoveShown]
    next: str | None


@router.get("/wallets", response=WalletsShown, summary="Wallets", **may("wallets:read"))
def list_wallets(
    request: Come, member: OfMember = None, contact: OfContact = None, limit: Limit = 50, cursor: Cursor = ""
) -> WalletsShown:
    """Return the wallets of a member, or, page by page, of all."""
    if member is None and request.caller.member is None:
        sponsors(request.caller)
        found = queries.everybody(after=after_number(cursor), most=limit + 1)
        shown, following = page(found, limit, lambda each: each.number)
        return WalletsShown(items=[_wallet(each) for each in shown], next=following)
    states = queries.wallets_of(member_of(request.caller, member), contact)
    return WalletsShown(items=[_wallet(each) for each in states], next=None)


@router.get("/wallet-lines", response=LinesShown, summary="The lines of a wallet", **may("wallets:read"))
def list_wallet_lines(
    request: Come,
    unit: _Unit,
    member: OfMember = None,
    contact: OfContact = None,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> LinesShown:
    """Return what moved a wallet, posting by posting, the earliest first."""
    holder = Holder(member_of(request.caller, member), contact or "")
    found = queries.statement(holder, unit, after=after_number(cursor), most=limit + 1)
    shown, following = page(found, limit, lambda each: each.number)
    return LinesShown(
        items=[
            LineShown(
                number=each.number, movement=each.movement, words=dict(each.shown), happened_at=each.happened_at,
                reason=each.reason, pending=each.pending, free=each.free, held=each.held, owed=each.owed,
                ends_on=each.ends_on,
            )
            for each in shown
        ],
        next=following,
    )  # fmt: skip


@router.get("/wallet-statement", response=WalletStatementShown, summary="A wallet over some days",
            **may("wallets:read"))  # fmt: skip
def get_wallet_statement(
    request: Come, unit: _Unit, first: _Day, last: _Day, member: OfMember = None, contact: OfContact = None,
    language: Spoken = None, limit: Limit = 50, cursor: Cursor = "",
) -> WalletStatementShown:  # fmt: skip
    """Return what was on a wallet before a day and after another one, and what happened between, in words."""
    holder = Holder(member_of(request.caller, member), contact or "")
    zone = next((ZoneInfo(each.zone) for each in queries.declared() if each.name == unit), ZoneInfo("UTC"))
    since, until = instant(first, zone), instant(last + DAY, zone)
    before, after = (queries.balance_at(holder, unit, moment, through=False) for moment in (since, until))
    if before is None or after is None:
        raise not_found(f"wallet in {unit!r}")
    found = queries.statement(
        holder, unit, after=after_number(cursor), most=limit + 1, since=since, until=until
    )  # fmt: skip
    shown, following = page(found, limit, lambda each: each.number)
    spoken = language_of(holder.member, language)
    return WalletStatementShown(
        member=holder.member, contact=holder.contact, unit=unit, first=first, last=last, language=spoken,
        before=BalanceShown.from_orm(before), after=BalanceShown.from_orm(after), next=following,
        items=[
            MoveShown(
                number=each.number, happened_at=each.happened_at, words=each.shown[spoken], reason=each.reason,
                pending=each.pending, free=each.free, held=each.held, owed=each.owed,
            )
            for each in shown
        ],
    )  # fmt: skip


def _wallet(state: WalletState) -> WalletShown:
    return WalletShown(
        member=state.holder.member, contact=state.holder.contact, unit=state.unit, pending=state.pending,
        free=state.free, held=state.held, owed=state.owed, spendable=state.spendable,
        lots=[Lot(amount=each.amount, ends_on=each.ends_on) for each in state.lots],
    )  # fmt: skip
