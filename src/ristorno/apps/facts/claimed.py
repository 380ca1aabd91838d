"""Reading claims and their evidence."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from ristorno.apps.facts.claims import Claimed, File
from ristorno.apps.facts.models import Claim, Decision, Evidence
from ristorno.apps.members.queries import codes_of
from ristorno.kernel.problem import Problem, Refused


@dataclass(frozen=True, slots=True)
class Shown:
    """A file of evidence by its number; ``also_in`` are other claims that show the same file."""

    number: int
    name: str
    media_type: str
    size: int
    sha256: str
    also_in: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Filed:
    """A claim as others read it. ``approved`` is None until somebody has decided; ``worth`` is what was approved."""

    number: int
    claimed: Claimed
    actor: str
    filed_at: datetime
    approved: bool | None
    worth: Decimal | None
    reason: str
    decided_by: str
    evidence: tuple[Shown, ...]


def claims(*, member: str | None = None, after: int = 0, most: int = 50, undecided: bool = False) -> Sequence[Filed]:
    """Return claims after a number: of all, or of a member by its key; with ``undecided`` only those that are open."""
    last = Decision.objects.filter(claim=OuterRef("pk")).order_by("-version").values("pk")[:1]
    found = Claim.objects.filter(pk__gt=after).annotate(last=Subquery(last)).order_by("pk")
    if member is not None:
        found = found.filter(member__in=codes_of(member))
    if undecided:
        found = found.filter(last=None)
    kept = list(found[:most])
    decisions = Decision.objects.in_bulk([each.last for each in kept if each.last is not None])
    shown = _shown(kept)
    return [_filed(each, decisions.get(each.last), shown.get(each.pk, ())) for each in kept]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided of a claim last; ``filed_by`` is the actor who filed it."""

    number: int
    what: str
    filed_by: str
    approved: bool
    reason: str
    decided_at: datetime


def decided(member: str, *, most: int = 50) -> Sequence[Decided]:
    """Return what was decided of a member's claims, the latest first; a claim is there as often as it was decided."""
    found = Decision.objects.filter(claim__member__in=codes_of(member)).select_related("claim").order_by("-pk")[:most]
    return [
        Decided(
            number=each.claim_id, what=each.claim.attributes.get("about") or each.claim.what,
            filed_by=each.claim.actor, approved=each.approved, reason=each.reason, decided_at=each.decided_at,
        )
        for each in found
    ]  # fmt: skip


def undecided() -> int:
    """Return how many claims wait for a decision."""
    return Claim.objects.exclude(pk__in=Decision.objects.values("claim")).count()


def claim(number: int) -> Filed | None:
    """Return a claim; None where there is none."""
    found = claims(after=number - 1, most=1)
    return found[0] if found and found[0].number == number else None


def evidence(number: int) -> File:
    """Return a file of evidence.

    Raises:
        Refused: there is none of this number, or it is not what was kept.
    """
    found = Evidence.objects.filter(pk=number).first()
    if found is None:
        raise Refused([Problem("facts.no_evidence", f"There is no evidence {number}.", "Check the number.")])
    content = bytes(found.content)
    if hashlib.sha256(content).hexdigest() != found.sha256:
        reason = f"The evidence {number} is not what was kept: somebody wrote past the system."
        raise Refused([Problem("facts.no_evidence", reason, "Restore it from a backup.")])
    return File(found.name, content, found.media_type)


def _filed(claim: Claim, decision: Decision | None, evidence: Sequence[Shown]) -> Filed:
    return Filed(
        number=claim.pk,
        claimed=Claimed(
            member=claim.member, what=claim.what, occurred_on=claim.occurred_on, amount=claim.amount,
            quantity=claim.quantity, currency=claim.currency, contact=claim.contact, attributes=claim.attributes,
        ),
        actor=claim.actor,
        filed_at=claim.filed_at,
        approved=decision.approved if decision else None,
        worth=decision.amount if decision else None,
        reason=decision.reason if decision else "",
        decided_by=decision.actor if decision else "",
        evidence=tuple(evidence),
    )  # fmt: skip


def _shown(claims: Sequence[Claim]) -> Mapping[int, Sequence[Shown]]:
    """Return by claim what shows what it says, in order; two questions, however many claims there are."""
    rows = list(Evidence.objects.filter(claim__in=claims).defer("content").order_by("pk"))
    where: dict[str, list[int]] = {}
    same = Evidence.objects.filter(sha256__in={each.sha256 for each in rows}).order_by("claim")
    for sha256, number in same.values_list("sha256", "claim"):
        where.setdefault(sha256, []).append(number)
    found: dict[int, list[Shown]] = {}
    for each in rows:
        also_in = tuple(number for number in where[each.sha256] if number != each.claim_id)
        shown = Shown(each.pk, each.name, each.media_type, each.size, each.sha256, also_in)
        found.setdefault(each.claim_id, []).append(shown)
    return found
