"""The manifest: which files belong to the store. Replacing it is the commit; readers never look for files."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from ristorno.kernel.problem import Place, Problem, Refused

NAME = "manifest.json"
LOCK = "lock"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class File(_Model):
    """One Parquet file of the store."""

    path: str
    """Relative to the store, with forward slashes."""
    holds: Literal["log", "quarantine", "resolved", "codes"]
    """``codes``, where the store is a picture of a database: for whom each code of a member stood."""
    batch: int
    rows: int
    sums: dict[str, str] = {}
    """Amounts by currency, exact, as text; of all rows, retractions counted with the amount that they take back."""
    first_day: str | None = None
    last_day: str | None = None
    sha256: str


class Batch(_Model):
    """One import."""

    number: int
    file: str
    sha256: str
    mapping: str
    sources: tuple[str, ...]
    recorded_at: str | None
    """UTC, ISO 8601; None in the temporary stores of plain files."""
    counts: dict[str, int]
    high_water: int | None = None
    """Where the store is a picture of a database: the place of the last batch of which it has the facts."""


class Manifest(_Model):
    """All that belongs to a store."""

    format: Literal[1] = 1
    batches: tuple[Batch, ...] = ()
    files: tuple[File, ...] = ()

    def paths(self, folder: Path, holds: str) -> list[str]:
        """Return the full paths of one sort of files, oldest first."""
        return [str(folder / file.path) for file in self.files if file.holds == holds]

    @property
    def next_batch(self) -> int:
        """The number of the import to come."""
        return max((batch.number for batch in self.batches), default=0) + 1


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a store; an empty one where nothing was imported yet.

    Raises:
        Refused: the file is not a manifest of ours.
    """
    path = folder / NAME
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Manifest()
    except (OSError, ValidationError):
        reason = "The manifest of the store cannot be read."
        remedy = "Restore it from a backup; the files of the log are untouched."
        raise Refused([Problem("intake.no_manifest", reason, remedy, Place(str(path)))]) from None


def replace_manifest(folder: Path, manifest: BaseModel, *, durable: bool) -> None:
    """Put the manifest in place: written under another name, flushed to disk, renamed."""
    temporary = folder / f"{NAME}.new"
    text = json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=1)
    with temporary.open("w", encoding="utf-8") as stream:
        stream.write(text + "\n")
        stream.flush()
        if durable:
            os.fsync(stream.fileno())
    temporary.replace(folder / NAME)
    if durable:
        flush(folder)


def flush(path: Path) -> None:
    """Make sure that a file, or the names in a folder, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other imports out of the store; the lock dies with the process."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
