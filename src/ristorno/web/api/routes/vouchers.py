"""Codes that open offers: made, brought, read, withdrawn."""

from datetime import datetime
from typing import Annotated

from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from ristorno.apps.clock.queries import now
from ristorno.apps.identity.queries import Caller
from ristorno.apps.vouchers import operations, queries
from ristorno.apps.vouchers.values import About, BatchState, Brought, CodeState
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.api.caller import Come, may
from ristorno.web.api.fields import MemberName, Moment, Name, OfMember
from ristorno.web.api.own import member_of, sponsors
from ristorno.web.api.pages import Cursor, Limit, after_number, page
from ristorno.web.api.problems import not_found

router = Router(tags=["vouchers"])
_Code = Annotated[str, Path(min_length=1, max_length=100, description="However it is written.")]
_Batch = Annotated[str | None, Query(min_length=1, max_length=120, description="Of one batch.")]
_Text = Annotated[str, Field(min_length=1, max_length=100)]
_MOST = 10_000


class VoucherShown(Schema):
    """A code and what became of it."""

    code: str
    state: str = Field(description="pending, not_yet, valid, held, used, withdrawn or expired.")
    batch: str
    program: str
    offer: str
    member: str = Field(description="Whose it is alone; empty: whoever has it.")
    contact: str
    referrer: str = Field(description="The member that hands it on to others; empty: none.")
    begins_at: datetime | None
    ends_at: datetime | None = Field(description="From this moment on it is expired.")
    times: int = Field(description="How often it may be used.")
    uses: int
    held: int = Field(description="How often orders hold it that are not confirmed yet.")
    reason: str = Field(description="Why it was withdrawn.")


class VouchersShown(Schema):
    """A page of codes, in the order in which they were made."""

    items: list[VoucherShown]
    next: str | None


class BatchShown(Schema):
    """Codes that belong together."""

    name: str
    program: str
    offer: str
    begins_at: datetime | None
    ends_at: datetime | None
    times: int
    note: str
    codes: int
    made_at: datetime


class BatchesShown(Schema):
    """A page of batches, in the order in which they were made."""

    items: list[BatchShown]
    next: str | None


class CodeSaid(Schema):
    """A code that was made elsewhere."""

    code: _Text
    member: MemberName | None = Field(None, description="Whose it is alone; null: whoever has it.")
    contact: Annotated[str, Field(max_length=120)] = ""
    referrer: MemberName | None = Field(None, description="The member that hands it on to others.")


class NewBatch(Schema):
    """Codes that are to be made (`count`), or that were made elsewhere (`codes`): one of the two."""

    name: Name
    program: Name
    offer: Name
    begins_at: Moment | None = None
    ends_at: Moment | None = Field(None, description="From this moment on they are expired.")
    times: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    note: Annotated[str, Field(max_length=500)] = ""
    count: Annotated[int | None, Field(ge=1, le=_MOST)] = None
    codes: list[CodeSaid] = Field([], max_length=_MOST)


class WithdrawalOfCodes(Schema):
    """Why codes are withdrawn."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


@router.get("/vouchers", response=VouchersShown, summary="Codes", **may("vouchers:read"))
def list_vouchers(
    request: Come, member: OfMember = None, batch: _Batch = None, limit: Limit = 50, cursor: Cursor = ""
) -> VouchersShown:
    """Return the codes that are a member's alone, or, for the sponsor, of a batch or all."""
    asked = member is not None or request.caller.member is not None
    own = member_of(request.caller, member) if asked else None
    found = queries.codes_of(now(), member=own, batch=batch, after=after_number(cursor), most=limit + 1)
    shown, following = page(found, limit, lambda each: each.number)
    return VouchersShown(items=[_shown(each) for each in shown], next=following)


@router.get("/vouchers/{code}", response=VoucherShown, summary="One code", **may("vouchers:read"))
def get_voucher(request: Come, code: _Code) -> VoucherShown:
    """Return a code, however it is written; one of another member is not there."""
    return _shown(_own(request.caller, code))


@router.post("/vouchers/{code}/withdraw", response=VoucherShown, summary="Withdraw a code", **may("vouchers:write"))
def withdraw_voucher(request: Come, code: _Code, said: WithdrawalOfCodes) -> VoucherShown:
    """Withdraw a code; an order that holds it goes on."""
    _own(request.caller, code)
    operations.withdraw(code=code, reason=said.reason, at=now(), actor=request.caller.actor)
    return _shown(_own(request.caller, code))


@router.get("/voucher-batches", response=BatchesShown, summary="Batches of codes", **may("vouchers:read"))
def list_voucher_batches(request: Come, limit: Limit = 50, cursor: Cursor = "") -> BatchesShown:
    """Return batches of codes."""
    sponsors(request.caller)
    found = queries.batches(after=after_number(cursor), most=limit + 1)
    shown, following = page(found, limit, lambda each: each.number)
    return BatchesShown(items=[_batch(each) for each in shown], next=following)


@router.post("/voucher-batches", response={201: BatchShown}, summary="Make or bring codes", **may("vouchers:write"))
def make_voucher_batch(request: Come, said: NewBatch) -> Status[BatchShown]:
    """Make codes that nobody guesses, or bring some made elsewhere, all or none; `GET /vouchers` lists them."""
    if (said.count is None) == (not said.codes):
        reason = "Codes are made (`count`) or brought (`codes`), one of the two."
        raise Refused([Problem("vouchers.batch", reason, "Say how many, or which.")])
    told = {name: getattr(said, name) for name in ("name", "program", "offer", "begins_at", "ends_at", "times", "note")}
    about, actor = About(**told), request.caller.actor
    if said.count is not None:
        operations.make(about=about, count=said.count, at=now(), actor=actor)
    else:
        brought = [Brought(each.code, each.member or "", each.contact, each.referrer or "") for each in said.codes]
        operations.bring(about=about, brought=brought, at=now(), actor=actor)
    return Status(201, _batch(_known(said.name)))


@router.post("/voucher-batches/{path:key}/withdraw", response=BatchShown, summary="Withdraw a batch of codes",
             **may("vouchers:write"))  # fmt: skip
def withdraw_voucher_batch(request: Come, key: str, said: WithdrawalOfCodes) -> BatchShown:
    """Withdraw all codes of a batch; orders that hold one go on."""
    operations.withdraw(batch=_known(key).about.name, reason=said.reason, at=now(), actor=request.caller.actor)
    return _batch(_known(key))


def _known(name: str) -> BatchState:
    found = queries.batch(name)
    if found is None:
        raise not_found(f"batch {name!r}")
    return found


def _own(caller: Caller, code: str) -> CodeState:
    found = queries.code(code, now())
    if found is None or (caller.member is not None and found.member not in ("", member_of(caller, None))):
        raise not_found(f"code {code!r}")
    return found


def _shown(state: CodeState) -> VoucherShown:
    return VoucherShown.from_orm(state)


def _batch(state: BatchState) -> BatchShown:
    about = state.about
    return BatchShown(
        name=about.name, program=about.program, offer=about.offer, begins_at=about.begins_at, ends_at=about.ends_at,
        times=about.times, note=about.note, codes=state.codes, made_at=state.made_at,
    )  # fmt: skip
