"""Facts: handing them in, and what became of each."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from ristorno.apps.agreements.queries import kinds
from ristorno.apps.clock.queries import now
from ristorno.apps.facts import operations
from ristorno.apps.facts.draft import Draft
from ristorno.engine.fact import Reference
from ristorno.intake.receipt import Receipt
from ristorno.web.api.caller import Come, may
from ristorno.web.api.fields import MemberName, Signed
from ristorno.web.api.own import sponsors

router = Router(tags=["facts"])
_Code = Annotated[str, Field(min_length=1, max_length=200)]
_Maybe = Annotated[str | None, Field(min_length=1, max_length=200)]
_AT_MOST = 1000


class ReferenceSaid(Schema):
    """What a return takes back: a document, and its line where that is known."""

    document: _Code
    line: _Maybe = None


class FactSaid(Schema):
    """One line of one document."""

    document: _Code = Field(description="Its number in the source.")
    source: str = Field("", max_length=200, description="Which of your systems tells it.")
    line: _Maybe = Field(None, description="Null: the document is told whole in this request, without ids of lines.")
    version: int | None = Field(None, ge=1, le=2**31 - 1, description="Of the line: the highest one counts.")
    retracted: bool = Field(default=False, description="Whether the source takes the line back.")
    kind: str = Field("purchase", min_length=1, max_length=60, description="purchase, return, payment, ...")
    occurred_at: AwareDatetime | date = Field(description="A moment with its zone, or a day.")
    recorded_at: AwareDatetime | None = Field(None, description="When the source learned of it.")
    member: MemberName
    contact: _Maybe = Field(None, description="The person there who bought or sold.")
    parties: dict[_Code, _Code] = Field({}, max_length=20, description="Others who took part, by what they are.")
    product: _Maybe = None
    brand: _Maybe = None
    groups: list[_Code] = Field([], max_length=50, description="Of the product; none: as the catalog has them.")
    quantity: Signed | None = None
    uom: _Maybe = Field(None, description="In what the quantity is told.")
    amount: Signed | None = Field(None, description="Net, for the whole line.")
    cost: Signed | None = Field(None, description="What the line costs you; no member is ever shown it.")
    tax: Signed | None = None
    currency: _Maybe = Field(None, description="Three letters (ISO 4217); null: that of the program.")
    due_on: date | None = Field(None, description="By when it is to be paid.")
    invoiced_on: date | None = None
    pays: _Maybe = Field(None, description="The document that a payment pays.")
    reverses: ReferenceSaid | None = Field(None, description="What a return takes back.")
    attributes: dict[_Code, Annotated[str, Field(max_length=500)]] = Field({}, max_length=50)
    tenders: dict[_Code, Signed] = Field({}, max_length=20, description="What paid for the document, by kind.")

    def draft(self) -> Draft:
        """Return it as the door for facts takes it."""
        told = {name: getattr(self, name) for name in FactSaid.model_fields}
        reverses = Reference(self.reverses.document, self.reverses.line) if self.reverses else None
        return Draft(**told | {"groups": tuple(self.groups), "reverses": reverses})


class FactsSaid(Schema):
    """Facts that belong together: all are taken in at once."""

    facts: Annotated[list[FactSaid], Field(min_length=1, max_length=_AT_MOST)]
    name: Annotated[str, Field(max_length=200)] = Field("", description="What you call this batch.")


class OutcomeShown(Schema):
    """Why so many lines are counted as they are."""

    status: str
    code: str
    sentence: str
    rows: int
    amount: Decimal


class AsideShown(Schema):
    """A line that was set aside, with place, reason and remedy."""

    code: str
    place: str
    reason: str
    remedy: str


class GoneShown(Schema):
    """A line that is taken back, because its document was told again without it."""

    source: str
    document: str
    line: str
    member: str
    day: str
    amount: Decimal | None
    currency: str | None


class ReceiptShown(Schema):
    """What became of the lines; each is counted once."""

    batch: int | None = Field(description="The number of the batch; null where nothing was new.")
    rows: int
    accepted: int
    duplicate: int
    restated: int
    quarantined: int
    retracted: int
    reasons: list[OutcomeShown]
    quarantine: list[AsideShown]
    retractions: list[GoneShown] = Field(description="The first lines that are taken back.")


@router.post("/facts", response=ReceiptShown, summary="Hand in facts", **may("facts:write"))
def hand_in_facts(request: Come, said: FactsSaid) -> ReceiptShown:
    """Take facts in, all of them at once; handing the same in again changes nothing."""
    sponsors(request.caller)
    receipt = operations.ingest(
        drafts=(each.draft() for each in said.facts),
        channel="api",
        at=now(),
        actor=request.caller.actor,
        name=said.name,
        kinds=kinds(),
    )
    return receipt_shown(receipt)


@router.post("/facts/preview", response=ReceiptShown, summary="Try facts out", **may("facts:write"))
def preview_facts(request: Come, said: FactsSaid) -> ReceiptShown:
    """Return what would become of facts, and which lines would be taken back; nothing is done."""
    sponsors(request.caller)
    drafts = (each.draft() for each in said.facts)
    return receipt_shown(
        operations.preview(drafts=drafts, channel="api", at=now(), actor=request.caller.actor, kinds=kinds())
    )


def receipt_shown(receipt: Receipt) -> ReceiptShown:
    """Return a receipt as programs read it."""
    return ReceiptShown(
        batch=receipt.batch, rows=receipt.rows, accepted=receipt.accepted, duplicate=receipt.duplicate,
        restated=receipt.restated, quarantined=receipt.quarantined, retracted=receipt.retracted,
        reasons=[OutcomeShown.from_orm(each) for each in receipt.reasons],
        quarantine=[
            AsideShown(code=each.code, place=str(each.place), reason=each.reason, remedy=each.remedy)
            for each in receipt.quarantine
        ],
        retractions=[GoneShown.from_orm(each) for each in receipt.retractions],
    )  # fmt: skip
