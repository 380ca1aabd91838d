"""Claims: filed with evidence, decided by somebody else, and facts from the moment on at which they are approved."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.apps.facts.batches import About
from ristorno.apps.facts.calls import take
from ristorno.apps.facts.draft import Draft
from ristorno.apps.facts.models import Claim, Decision, Evidence
from ristorno.apps.facts.proofs import media_type_of
from ristorno.apps.facts.rules import wrong
from ristorno.apps.members.queries import resolve
from ristorno.kernel.problem import Problem, Refused

SOURCE: Final = "claims"
KIND: Final = "claim_approved"
MOST_BYTES: Final = 10 * 1024 * 1024
"""So large may a file of evidence be."""
MOST_FILES: Final = 20
"""So many may a claim have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """What is claimed. ``what`` is the sort of claim, by which programs select it as the attribute ``claim``."""

    member: str
    what: str
    occurred_on: date
    amount: Decimal | None = None
    quantity: Decimal | None = None
    currency: str | None = None
    contact: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """A file of evidence. ``media_type`` is what its content shows; who sends one leaves it out."""

    name: str
    content: bytes
    media_type: str = ""


@transaction.atomic
def file_claim(claimed: Claimed, files: Sequence[File], at: datetime, actor: str) -> int:
    """Keep a claim with its evidence; return its number."""
    if claimed.member not in resolve([claimed.member]):
        reason = f"No member has the code {claimed.member!r}."
        raise Refused([Problem("facts.no_member", reason, "Check the code, or add the member first.")])
    if not claimed.what.strip() or len(claimed.what) > 200:
        reason = "A claim says what sort of claim it is, in at most 200 letters."
        raise Refused([Problem("facts.claim", reason, "Say it, as programs name it.")])
    if (problem := wrong(_draft(0, 1, claimed, claimed.amount), "claim")) is not None:
        raise Refused([problem])
    kept = Claim.objects.create(
        member=claimed.member,
        contact=claimed.contact,
        what=claimed.what,
        occurred_on=claimed.occurred_on,
        amount=claimed.amount,
        quantity=claimed.quantity,
        currency=claimed.currency,
        attributes=dict(claimed.attributes),
        actor=actor,
        filed_at=at,
    )
    _keep(kept, files, at, actor)
    record(name="claim.filed", actor=actor, subject=f"claim:{kept.pk}", data={"what": kept.what})
    return kept.pk


@transaction.atomic
def add_evidence(number: int, files: Sequence[File], at: datetime, actor: str) -> None:
    """Keep further evidence of a claim that nobody has decided on."""
    claim = _access(number)
    if _last(claim) is not None:
        raise Refused([Problem("facts.decided", f"The claim {number} is decided.", "File another claim.")])
    _keep(claim, files, at, actor)
    names = {"files": [each.name for each in files]}
    record(name="claim.evidence_added", actor=actor, subject=f"claim:{number}", data=names)


def _keep(claim: Claim, files: Sequence[File], at: datetime, actor: str) -> None:
    there = set(claim.evidence_set.values_list("sha256", flat=True))
    fresh: dict[str, File] = {}
    for file in files:
        if not 0 < len(file.content) <= MOST_BYTES:
            reason = f"The file {file.name!r} is empty, or larger than {MOST_BYTES:,} bytes."
            raise Refused([Problem("facts.evidence", reason, "Send a smaller copy of it, or several parts.")])
        media_type = media_type_of(file.name, file.content)
        digest = hashlib.sha256(file.content).hexdigest()
        if digest not in there:
            fresh[digest] = replace(file, media_type=media_type)
    if len(there) + len(fresh) > MOST_FILES:
        reason = f"A claim has at most {MOST_FILES} files of evidence."
        raise Refused([Problem("facts.evidence", reason, "Put several pages into one file.")])
    for digest, file in fresh.items():
        Evidence.objects.create(
            claim=claim,
            name=file.name[:200],
            media_type=file.media_type,
            size=len(file.content),
            sha256=digest,
            content=file.content,
            actor=actor,
            added_at=at,
        )


@transaction.atomic
def decide(number: int, *, approved: bool, amount: Decimal | None, reason: str, at: datetime, actor: str) -> None:
    """Approve or decline a claim, or change what was decided before."""
    claim = _access(number)
    last = _last(claim)
    _may_decide(claim, last, approved=approved, amount=amount, reason=reason, actor=actor)
    version = last.version + 1 if last is not None else 1
    worth = claim.amount if amount is None else amount
    batch = None
    if approved or (last is not None and last.approved):
        draft = _draft(claim.pk, version, _claimed(claim), worth, retracted=not approved)
        receipt = take([draft], About("claim", at, actor, f"claim {number}"), ())
        if receipt.quarantined:
            raise Refused(receipt.quarantine)
        batch = receipt.batch
    Decision.objects.create(
        claim=claim, version=version, approved=approved, amount=worth if approved else None, reason=reason,
        actor=actor, decided_at=at, batch_id=batch,
    )  # fmt: skip
    name = "claim.approved" if approved else "claim.declined"
    record(name=name, actor=actor, subject=f"claim:{number}", data={"reason": reason})


def _may_decide(
    claim: Claim, last: Decision | None, *, approved: bool, amount: Decimal | None, reason: str, actor: str
) -> None:
    if actor == claim.actor:
        told = "Whoever filed a claim does not decide on it."
        raise Refused([Problem("facts.same_person", told, "Let somebody else decide.")])
    if not approved and not reason.strip():
        raise Refused([Problem("facts.no_reason", "Nobody says why.", "Say why the claim is declined.")])
    worth = claim.amount if amount is None else amount
    if last is not None and last.approved is approved and (not approved or last.amount == worth):
        raise Refused([Problem("facts.decided", f"The claim {claim.pk} is decided so.", "Nothing has to be done.")])
    if amount is not None and (claim.amount is None or not 0 <= amount <= claim.amount):
        told = f"Of {claim.amount} that is claimed, {amount} cannot be approved."
        raise Refused([Problem("facts.above_claim", told, "Approve at most what is claimed.")])


def _draft(number: int, version: int, claimed: Claimed, amount: Decimal | None, *, retracted: bool = False) -> Draft:
    return Draft(
        source=SOURCE, document=str(number), line="1", version=version, retracted=retracted, kind=KIND,
        occurred_at=claimed.occurred_on, member=claimed.member, contact=claimed.contact, amount=amount,
        quantity=claimed.quantity, currency=claimed.currency, attributes={**claimed.attributes, "claim": claimed.what},
    )  # fmt: skip


def _claimed(claim: Claim) -> Claimed:
    return Claimed(
        member=claim.member, what=claim.what, occurred_on=claim.occurred_on, amount=claim.amount,
        quantity=claim.quantity, currency=claim.currency, contact=claim.contact, attributes=claim.attributes,
    )  # fmt: skip


def _access(number: int) -> Claim:
    """The claim, locked for as long as this takes."""
    found = Claim.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise Refused([Problem("facts.no_claim", f"There is no claim {number}.", "Check the number.")])
    return found


def _last(claim: Claim) -> Decision | None:
    return claim.decision_set.order_by("-version").first()
