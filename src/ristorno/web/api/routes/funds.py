"""Funds of members: what each holds, and how it came to that."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from ninja import Path, Router, Schema
from pydantic import Field

from ristorno.apps.identity.queries import Caller
from ristorno.apps.wallets import queries
from ristorno.apps.wallets.values import FundState
from ristorno.web.api.caller import Come, may
from ristorno.web.api.fields import OfMember
from ristorno.web.api.own import member_of
from ristorno.web.api.pages import Cursor, Limit, after_number, page
from ristorno.web.api.problems import not_found

router = Router(tags=["wallets"])
_Number = Annotated[int, Path(ge=1, lt=2**63, description="`number` of the fund in the list of them.")]


class FundShown(Schema):
    """What a member collects for a purpose, and claims are paid out of."""

    number: int
    member: str
    program: str
    name: str
    unit: str
    balance: Decimal = Field(description="What claims can still be paid of.")


class FundLineShown(Schema):
    """What one posting changed, and what the fund held after it."""

    number: int
    movement: str
    words: dict[str, str] = Field(description="What a member reads, by language.")
    happened_at: datetime
    amount: Decimal
    balance: Decimal


class FundLinesShown(Schema):
    """A page of lines, the earliest first."""

    items: list[FundLineShown]
    next: str | None


@router.get("/funds", response=list[FundShown], summary="Funds of a member", **may("wallets:read"))
def list_funds(request: Come, member: OfMember = None) -> list[FundShown]:
    """Return the funds of a member with what each holds, by program and name."""
    return [FundShown.from_orm(each) for each in queries.funds_of(member_of(request.caller, member))]


@router.get("/funds/{number}/lines", response=FundLinesShown, summary="The lines of a fund", **may("wallets:read"))
def list_fund_lines(request: Come, number: _Number, limit: Limit = 50, cursor: Cursor = "") -> FundLinesShown:
    """Return what moved a fund, posting by posting, the earliest first."""
    found = queries.fund_statement(_own(request.caller, number), after=after_number(cursor), most=limit + 1)
    shown, following = page(found, limit, lambda each: each.number)
    return FundLinesShown(
        items=[
            FundLineShown(
                number=each.number, movement=each.movement, words=dict(each.shown), happened_at=each.happened_at,
                amount=each.amount, balance=each.balance,
            )
            for each in shown
        ],
        next=following,
    )  # fmt: skip


def _own(caller: Caller, number: int) -> FundState:
    found = queries.fund(number)
    if found is None or (caller.member is not None and found.member != member_of(caller, None)):
        raise not_found(f"fund {number}")
    return found
