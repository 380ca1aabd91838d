"""A person settles a row that waits: by telling it rightly, or by saying that it never will be a fact."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from ristorno.apps.events.operations import record
from ristorno.apps.facts.batches import About
from ristorno.apps.facts.calls import take
from ristorno.apps.facts.draft import Draft
from ristorno.apps.facts.models import Aside, Settled
from ristorno.intake.receipt import Receipt
from ristorno.kernel.problem import Problem, Refused


@transaction.atomic
def release(number: int, drafts: Sequence[Draft], reason: str, about: About, kinds: Collection[str]) -> Receipt:
    """Take the drafts in and settle the row."""
    aside = _access(number, reason)
    named = (aside.source or "", aside.document)
    if not drafts or any(aside.document and (each.source, each.document) != named for each in drafts):
        told = f"The row belongs to the document {aside.document!r}, and something else is told."
        raise Refused([Problem("facts.other_document", told, "Tell this document, all lines of it without ids.")])
    receipt = take(drafts, about, kinds)
    if receipt.quarantined:
        raise Refused(receipt.quarantine)
    if not Settled.objects.filter(aside=aside).exists():
        Settled.objects.create(
            aside=aside, batch_id=receipt.batch, reason=reason, actor=about.actor, settled_at=about.learned
        )
    _tell("facts.released", aside, reason, about.actor)
    return receipt


@transaction.atomic
def dismiss(number: int, reason: str, at: datetime, actor: str) -> None:
    """Settle the row without a fact."""
    aside = _access(number, reason)
    Settled.objects.create(aside=aside, batch=None, reason=reason, actor=actor, settled_at=at)
    _tell("facts.dismissed", aside, reason, actor)


def _access(number: int, reason: str) -> Aside:
    """The row, locked for as long as this takes."""
    if not reason.strip():
        raise Refused([Problem("facts.no_reason", "Nobody says why.", "Say why the row is settled so.")])
    aside = Aside.objects.select_for_update().filter(pk=number).first()
    if aside is None:
        raise Refused([Problem("facts.no_row", f"No row {number} was set aside.", "Check the number.")])
    if Settled.objects.filter(aside=aside).exists():
        raise Refused([Problem("facts.settled", f"The row {number} no longer waits.", "Nothing has to be done.")])
    return aside


def _tell(name: str, aside: Aside, reason: str, actor: str) -> None:
    record(name=name, actor=actor, subject=f"aside:{aside.pk}", data={"reason": reason, "code": aside.code})
