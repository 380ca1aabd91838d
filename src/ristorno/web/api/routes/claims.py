"""Claims: what a company says that it did, with evidence, and what somebody else decided on it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from django.http import HttpResponse
from ninja import File, Path, Query, Router, Schema, Status, UploadedFile
from pydantic import Field

from ristorno.apps.clock.queries import now
from ristorno.apps.facts import operations, queries
from ristorno.apps.facts.claimed import Filed
from ristorno.apps.facts.claims import MOST_BYTES
from ristorno.apps.facts.operations import Claimed
from ristorno.apps.identity.queries import Caller
from ristorno.apps.members.queries import resolve
from ristorno.web.api.caller import Come, may
from ristorno.web.api.fields import Amount, MemberName, OfMember, Words
from ristorno.web.api.files import given, may_download, taken
from ristorno.web.api.own import member_of
from ristorno.web.api.pages import Cursor, Limit, after_number, page
from ristorno.web.api.problems import not_found

router = Router(tags=["claims"])
_Number = Annotated[int, Path(ge=1, lt=2**63)]
_Open = Annotated[bool, Query(description="Only those on which nobody has decided.")]
_Text = Annotated[str, Field(min_length=1, max_length=200)]
_Maybe = Annotated[str | None, Field(min_length=1, max_length=200)]


class EvidenceShown(Schema):
    """A file of evidence."""

    number: int
    name: str
    media_type: str = Field(description="By its content.")
    size: int = Field(description="In bytes.")
    sha256: str
    also_in: list[int] = Field(description="Other claims that show the same file; told to the sponsor alone.")


class ClaimShown(Schema):
    """A claim and what became of it."""

    number: int
    member: str
    contact: str | None
    what: str
    occurred_on: date
    amount: Decimal | None
    quantity: Decimal | None
    currency: str | None
    attributes: dict[str, str]
    filed_at: datetime
    approved: bool | None = Field(description="Null until somebody has decided.")
    approved_amount: Decimal | None
    reason: str = Field(description="What was said with the decision.")
    evidence: list[EvidenceShown]


class ClaimsShown(Schema):
    """A page of claims, the earliest first."""

    items: list[ClaimShown]
    next: str | None


class NewClaim(Schema):
    """What is claimed."""

    member: MemberName | None = Field(None, description="A key for one company may leave it out.")
    what: _Text = Field(description="What sort of claim it is, as programs name it.")
    occurred_on: date
    amount: Amount | None = None
    quantity: Amount | None = None
    currency: Annotated[str | None, Field(pattern=r"^[A-Z]{3}$")] = None
    contact: _Maybe = None
    attributes: dict[_Text, Annotated[str, Field(max_length=500)]] = Field({}, max_length=50)


class Approval(Schema):
    """What is approved."""

    amount: Annotated[Decimal | None, Field(ge=0, max_digits=18, decimal_places=4)] = Field(
        None, description="Null: all that is claimed."
    )
    reason: Words = ""


class Refusal(Schema):
    """Why a claim is declined; the company reads it."""

    reason: Annotated[str, Field(min_length=1, max_length=2000)]


@router.get("/claims", response=ClaimsShown, summary="Claims", **may("claims:read"))
def list_claims(
    request: Come, *, member: OfMember = None, undecided: _Open = False, limit: Limit = 50, cursor: Cursor = ""
) -> ClaimsShown:
    """Return the claims of a member, or, for the sponsor, of all."""
    asked = member is not None or request.caller.member is not None
    own = member_of(request.caller, member) if asked else None
    found = queries.claims(member=own, after=after_number(cursor), most=limit + 1, undecided=undecided)
    shown, following = page(found, limit, lambda each: each.number)
    return ClaimsShown(items=[_shown(each, request.caller) for each in shown], next=following)


@router.get("/claims/{number}", response=ClaimShown, summary="One claim", **may("claims:read"))
def get_claim(request: Come, number: _Number) -> ClaimShown:
    """Return a claim with what became of it."""
    return _shown(_own(request.caller, number), request.caller)


@router.post("/claims", response={201: ClaimShown}, summary="File a claim", **may("claims:write"))
def file_claim(request: Come, said: NewClaim) -> Status[ClaimShown]:
    """Keep a claim; its evidence follows file by file. It counts once somebody else has approved it."""
    claimed = Claimed(**said.dict() | {"member": member_of(request.caller, said.member)})
    number = operations.file_claim(claimed=claimed, at=now(), actor=request.caller.actor)
    return Status(201, _shown(_own(request.caller, number), request.caller))


@router.post("/claims/{number}/evidence", response=ClaimShown, summary="Add evidence to a claim",
             **may("claims:write"))  # fmt: skip
def add_evidence(request: Come, number: _Number, files: File[list[UploadedFile]]) -> ClaimShown:
    """Keep further files (multipart) of a claim on which nobody has decided; one that is there is kept once."""
    _own(request.caller, number)
    sent = [operations.File(*taken(each, MOST_BYTES)) for each in files]
    operations.add_evidence(number=number, files=sent, at=now(), actor=request.caller.actor)
    return _shown(_own(request.caller, number), request.caller)


@router.get("/claims/{number}/evidence/{evidence}", summary="A file of evidence", **may_download("claims:read"))
def get_evidence(request: Come, number: _Number, evidence: _Number) -> HttpResponse:
    """Return a file as it was sent, to be kept."""
    if evidence not in {each.number for each in _own(request.caller, number).evidence}:
        raise not_found(f"evidence {evidence} of the claim {number}")
    found = queries.evidence(evidence)
    return given(found.name, found.content, found.media_type)


@router.post("/claims/{number}/approve", response=ClaimShown, summary="Approve a claim", **may("claims:decide"))
def approve_claim(request: Come, number: _Number, said: Approval) -> ClaimShown:
    """Approve a claim, all of it or less: from now on it is a fact. Who filed it cannot."""
    _own(request.caller, number)
    operations.approve_claim(
        number=number, amount=said.amount, reason=said.reason, at=now(), actor=request.caller.actor
    )
    return _shown(_own(request.caller, number), request.caller)


@router.post("/claims/{number}/decline", response=ClaimShown, summary="Decline a claim", **may("claims:decide"))
def decline_claim(request: Come, number: _Number, said: Refusal) -> ClaimShown:
    """Decline a claim; one that had been approved counts no more."""
    _own(request.caller, number)
    operations.decline_claim(number=number, reason=said.reason, at=now(), actor=request.caller.actor)
    return _shown(_own(request.caller, number), request.caller)


def _own(caller: Caller, number: int) -> Filed:
    found = queries.claim(number)
    if found is None:
        raise not_found(f"claim {number}")
    if caller.member is not None and resolve([found.claimed.member]).get(found.claimed.member) != member_of(
        caller, None
    ):
        raise not_found(f"claim {number}")
    return found


def _shown(filed: Filed, caller: Caller) -> ClaimShown:
    claimed = filed.claimed
    return ClaimShown(
        number=filed.number, member=claimed.member, contact=claimed.contact, what=claimed.what,
        occurred_on=claimed.occurred_on, amount=claimed.amount, quantity=claimed.quantity, currency=claimed.currency,
        attributes=dict(claimed.attributes), filed_at=filed.filed_at, approved=filed.approved,
        approved_amount=filed.worth, reason=filed.reason,
        evidence=[
            EvidenceShown(
                number=each.number, name=each.name, media_type=each.media_type, size=each.size, sha256=each.sha256,
                also_in=list(each.also_in) if caller.member is None else [],
            )
            for each in filed.evidence
        ],
    )  # fmt: skip
