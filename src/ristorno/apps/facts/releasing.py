"""A person settles rows that wait: by telling rightly what they should have told, or by saying they are no facts."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from ristorno.apps.events.operations import record
from ristorno.apps.facts.batches import About, lock
from ristorno.apps.facts.calls import take
from ristorno.apps.facts.correcting import Correction, correction
from ristorno.apps.facts.draft import Draft
from ristorno.apps.facts.models import Aside, Settled
from ristorno.intake.receipt import Receipt
from ristorno.intake.rereading import Cells
from ristorno.kernel.problem import Problem, Refused


@dataclass(frozen=True, slots=True)
class Corrected:
    """What comes of rows that are put right: the facts as they are told, and what becomes of each."""

    drafts: tuple[Draft, ...]
    receipt: Receipt


@transaction.atomic
def release(
    number: int,
    drafts: Sequence[Draft],
    reason: str,
    about: About,
    kinds: Collection[str],
    *,
    changed: Sequence[str] = (),
) -> Receipt:
    """Take the drafts in and settle the row; ``changed`` says what of the row was corrected."""
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
    _tell("facts.released", aside, reason, about.actor, changed)
    return receipt


@transaction.atomic
def correct(number: int, cells: Mapping[int, Cells], reason: str, about: About, kinds: Collection[str]) -> Corrected:
    """Release a row, and those that are put right with it, as their corrected cells say."""
    aside = _access(number, reason)
    with connection.cursor() as cursor:
        lock(cursor, {aside.source or ""})
    found = correction(number)
    assert found is not None, "whoever has locked a row that waits finds it"
    drafts = tuple(found.told(cells, kinds))
    changed = list(_changed(found, cells))
    return Corrected(drafts, release(number, drafts, reason, about, kinds, changed=changed))


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


def _changed(found: Correction, cells: Mapping[int, Cells]) -> Iterator[str]:
    """Yield what is other in cells than it was, for whoever looks later."""
    for row in found.rows:
        for name, text in cells.get(row.number, {}).items():
            was = row.cells.get(name)
            if was is not None and was != text:
                yield f"{name}: {was or '–'} → {text or '–'}"


def _tell(name: str, aside: Aside, reason: str, actor: str, changed: Sequence[str] = ()) -> None:
    told = {"reason": reason, "code": aside.code, **({"changed": [*changed]} if changed else {})}
    record(name=name, actor=actor, subject=f"aside:{aside.pk}", data=told)
