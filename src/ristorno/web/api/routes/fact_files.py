"""Files of facts: handed in over the wire, through the door by which the command takes them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Annotated, Final

from django.db import transaction
from ninja import File, Query, Router, Schema, UploadedFile
from pydantic import Field

from ristorno.apps.agreements.queries import kinds
from ristorno.apps.clock.queries import now
from ristorno.apps.facts import operations
from ristorno.intake.receipt import Receipt
from ristorno.kernel.problem import Problem, Refused
from ristorno.web.api.caller import Come, may
from ristorno.web.api.own import sponsors
from ristorno.web.api.reading import check_text
from ristorno.web.api.routes.facts import ReceiptShown, receipt_shown

router = Router(tags=["facts"])
MOST_BYTES: Final = 32 * 2**20
"""Of one file: some hundred thousand lines, which are taken in while whoever sends them waits."""
MOST_FILES: Final = 10
_LONGEST_NAME: Final = 200
_ENDINGS: Final = (".csv", ".txt", ".tsv", ".parquet", ".xlsx", ".xls", ".xlsb", ".ods")
_Zone = Annotated[str | None, Query(max_length=60, description="Of times that name none, such as Europe/Moscow.")]
_Sheet = Annotated[str | None, Query(max_length=100, description="Of a workbook; the one with facts if left out.")]


class FileShown(Schema):
    """What became of the lines of a file."""

    name: str
    receipt: ReceiptShown


class FilesShown(Schema):
    """What became of each file, in the order in which they were sent."""

    items: list[FileShown] = Field(max_length=MOST_FILES)


@router.post("/facts/files", response=FilesShown, summary="Hand in files of facts", **may("facts:write"))
def hand_in_files(
    request: Come, files: File[list[UploadedFile]], time_zone: _Zone = None, sheet: _Sheet = None
) -> FilesShown:
    """Take files in (multipart: CSV, Parquet, workbooks), all or none; columns are found by their headers.

    A file that was handed in before changes nothing. Rows that cannot be taken are set aside, each with its reason.
    """
    sponsors(request.caller)
    if len(files) > MOST_FILES:
        reason, remedy = f"These are {len(files)} files.", f"Send at most {MOST_FILES} at once."
        raise Refused([Problem("facts.files", reason, remedy)])
    reading = operations.Reading(time_zone=time_zone, kinds=kinds(), sheet=sheet)
    shown = []
    with transaction.atomic():
        for sent in files:
            with _kept(sent) as path, _without_folder(path.parent):
                actor = request.caller.actor
                receipt = operations.ingest_file(file=path, reading=reading, channel="api", at=now(), actor=actor)
                shown.append(FileShown(name=path.name, receipt=receipt_shown(_bare(receipt, path.parent))))
    return FilesShown(items=shown)


@contextmanager
def _kept(sent: UploadedFile) -> Iterator[Path]:
    """Keep what is sent in a file of its name for as long as it is read; it is never in memory as a whole."""
    name = PurePath((sent.name or "").replace("\\", "/")).name
    check_text(name)
    if PurePath(name).suffix.lower() not in _ENDINGS or len(name.encode()) > _LONGEST_NAME:
        remedy = f"Send one whose name ends as one of these: {', '.join(_ENDINGS)}."
        reason = f"The name {name!r} is of no kind of file that holds facts."
        raise Refused([Problem("facts.file_kind", reason, remedy)])
    if (sent.size or 0) > MOST_BYTES:
        reason = f"The file {name!r} has more than {MOST_BYTES // 2**20} MB."
        remedy = "Send it in parts, or take it in with `ristorno facts import`."
        raise Refused([Problem("facts.file_size", reason, remedy)])
    with TemporaryDirectory(prefix="ristorno-facts-") as folder:
        path = Path(folder, name)
        with path.open("wb") as written:
            for piece in sent.chunks():
                written.write(piece)
        yield path


@contextmanager
def _without_folder(folder: Path) -> Iterator[None]:
    """Let what is refused name the file as it was sent, and not where it lies here."""
    try:
        yield
    except Refused as refused:
        raise Refused(_moved(each, folder) for each in refused.problems) from None


def _bare(receipt: Receipt, folder: Path) -> Receipt:
    return replace(receipt, quarantine=tuple(_moved(each, folder) for each in receipt.quarantine))


def _moved(problem: Problem, folder: Path) -> Problem:
    file = problem.place.file.removeprefix(f"{folder}/")
    return replace(problem, place=replace(problem.place, file=file))
