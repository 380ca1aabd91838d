"""The door through which facts come."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from django.db import transaction

from ristorno.apps.facts import claims, releasing
from ristorno.apps.facts.batches import About
from ristorno.apps.facts.calls import take
from ristorno.apps.facts.claims import Claimed, File
from ristorno.apps.facts.draft import Draft
from ristorno.apps.facts.files import Reading, preview_file, take_file
from ristorno.apps.facts.grouping import regroup
from ristorno.apps.facts.projecting import project
from ristorno.apps.facts.releasing import Corrected
from ristorno.intake.progress import Progress, silent
from ristorno.intake.receipt import Receipt
from ristorno.intake.rereading import Cells
from ristorno.intake.retraction import RetractionPreview
from ristorno.kernel.period import Period

__all__ = [
    "Claimed",
    "Corrected",
    "Draft",
    "File",
    "Reading",
    "add_evidence",
    "approve_claim",
    "correct",
    "decline_claim",
    "dismiss",
    "file_claim",
    "ingest",
    "ingest_file",
    "preview",
    "preview_correction",
    "preview_retraction",
    "project",
    "regroup",
    "release",
]

AS_IT_IS: Final = Reading()
"""A file whose mapping is found by its headers."""


def ingest(
    *,
    drafts: Iterable[Draft],
    channel: str,
    at: datetime,
    actor: str,
    name: str = "",
    kinds: Collection[str] = (),
) -> Receipt:
    """Take drafts in, all in one transaction; return what became of each.

    ``channel`` is how they came (``api``, ``command``), ``name`` what the caller calls them, ``at`` when we learned of
    them, ``kinds`` are kinds that programs declare besides those that everybody knows. They are read once, and never
    all in memory. A draft that cannot be taken is set aside with its reason; one that is known changes nothing. Nobody
    has to wait for anybody but for others that tell of the same source. An event ``facts.recorded`` (and
    ``facts.retracted``) names the members whose facts changed.
    """
    return take(drafts, About(channel, at, actor, name), kinds)


def preview(*, drafts: Iterable[Draft], channel: str, at: datetime, actor: str, kinds: Collection[str] = ()) -> Receipt:
    """Return what would become of drafts, with the lines that would be taken back; nothing of it is done."""
    with transaction.atomic():
        receipt = take(drafts, About(channel, at, actor), kinds)
        transaction.set_rollback(True)
    return replace(receipt, batch=None)


def ingest_file(
    *,
    file: Path,
    at: datetime,
    actor: str,
    reading: Reading = AS_IT_IS,
    channel: str = "file",
    complete_for: Period | None = None,
    confirm: RetractionPreview | None = None,
    progress: Progress = silent,
) -> Receipt:
    """Take a file in, whole or not at all, as an import into a store would; return the same receipt.

    ``complete_for`` says that the file holds all that its source has for a period: what is known besides is retracted,
    if ``confirm`` is the preview of exactly that.

    Raises:
        Refused: the file or the mapping cannot be used, or the retraction is not confirmed. Nothing was changed.
    """
    return take_file(file, reading, About(channel, at, actor), complete_for, confirm, progress)


def preview_retraction(
    *, file: Path, complete_for: Period, reading: Reading = AS_IT_IS, progress: Progress = silent
) -> RetractionPreview:
    """Return what :func:`ingest_file` would retract.

    Raises:
        Refused: the file or the mapping cannot be used.
    """
    return preview_file(file, reading, complete_for, progress)


def release(
    *, number: int, drafts: Sequence[Draft], reason: str, at: datetime, actor: str, kinds: Collection[str] = ()
) -> Receipt:
    """Settle a row that waits by telling rightly what it should have told; ``reason`` is for who looks later.

    Where lines of the document have no ids, ``drafts`` are all of its lines: it is replaced as a whole.

    Raises:
        Refused: no row of this number waits, the drafts are of another document, or something is wrong with them.
    """
    return releasing.release(number, drafts, reason, About("release", at, actor, f"row {number}"), kinds)


def correct(
    *, number: int, cells: Mapping[int, Cells], reason: str, at: datetime, actor: str, kinds: Collection[str] = ()
) -> Corrected:
    """Settle a row that waits by correcting its cells; it is read again as its file was.

    Of a document without ids of lines all rows that wait are put right together (:func:`queries.correction` names
    them), and the lines that count already stay. ``cells`` are the corrected ones by the numbers of rows.

    Raises:
        Refused: no row of this number waits, or a row is still wrong; with what is wrong with each.
    """
    return releasing.correct(number, cells, reason, About("release", at, actor, f"row {number}"), kinds)


def preview_correction(
    *, number: int, cells: Mapping[int, Cells], at: datetime, actor: str, kinds: Collection[str] = ()
) -> Corrected:
    """Return what :func:`correct` would come to; nothing of it is done.

    Raises:
        Refused: as there.
    """
    with transaction.atomic():
        found = correct(number=number, cells=cells, reason="preview", at=at, actor=actor, kinds=kinds)
        transaction.set_rollback(True)
    return found


def dismiss(*, number: int, reason: str, at: datetime, actor: str) -> None:
    """Settle a row that waits and will never be a fact, such as a total or a test.

    Raises:
        Refused: no row of this number waits, or nobody says why.
    """
    releasing.dismiss(number, reason, at, actor)


def file_claim(*, claimed: Claimed, files: Sequence[File] = (), at: datetime, actor: str) -> int:
    """Keep what a member claims, with its evidence; return the number of the claim. It counts once it is approved.

    Raises:
        Refused: nobody has the code of the member, the claim says too little, or a file is too large.
    """
    return claims.file_claim(claimed, files, at, actor)


def add_evidence(*, number: int, files: Sequence[File], at: datetime, actor: str) -> None:
    """Keep further evidence of a claim on which nobody has decided; a file that is there already is kept once.

    Raises:
        Refused: there is no such claim, it is decided, or a file is too large.
    """
    claims.add_evidence(number, files, at, actor)


def approve_claim(*, number: int, at: datetime, actor: str, amount: Decimal | None = None, reason: str = "") -> None:
    """Approve a claim, all of its amount or less: it becomes a fact of the kind ``claim_approved``.

    Raises:
        Refused: there is no such claim, it is approved so already, more would be approved than is claimed, or whoever
            filed it would decide.
    """
    claims.decide(number, approved=True, amount=amount, reason=reason, at=at, actor=actor)


def decline_claim(*, number: int, reason: str, at: datetime, actor: str) -> None:
    """Decline a claim; one that had been approved counts no more.

    Raises:
        Refused: there is no such claim, it is declined already, nobody says why, or whoever filed it would decide.
    """
    claims.decide(number, approved=False, amount=None, reason=reason, at=at, actor=actor)
