"""The manifest of a projection: which files belong to it, and which files of the log it holds."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

from ristorno.intake.store.manifest import NAME
from ristorno.kernel.problem import Place, Problem, Refused

_BEFORE = 1
"""The format of manifests whose lines do not say what a payment pays: everything is made anew."""
FOLDER = "flat"
"""Where the projections of a store lie, one for every time zone that was asked for."""

DictionaryName: TypeAlias = Literal["members", "contacts", "documents", "items", "details"]
Holds: TypeAlias = Literal["lines", "states", DictionaryName, "involved", "settled", "aside", "gone"]
"""``lines`` and ``states`` are those of documents that no return names and no tender paid for; ``involved`` are the
facts of all other documents, ``settled`` what they come to once the last of them has happened, ``aside`` those of them
that count for nobody then; ``gone`` names documents whose lines in older files do not count any more."""
REPLACED: frozenset[Holds] = frozenset({"involved", "settled", "aside", "gone"})
"""What every generation writes anew; of everything else it adds files."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FlatFile(_Model):
    """One Parquet file of a projection."""

    path: str
    """Relative to the projection, with forward slashes."""
    holds: Holds
    generation: int
    rows: int
    size: int
    """In bytes."""
    sha256: str
    amount: int = 0
    """The sum of amounts, in ten-thousandths."""
    most: dict[str, int] = {}
    """Of lines: the sums of the absolute values of amount, quantity, cost and tax, in ten-thousandths."""
    first_day: date | None = None
    last_day: date | None = None


class Held(_Model):
    """One file of the log that a projection holds."""

    path: str
    sha256: str


class FlatManifest(_Model):
    """All that belongs to a projection."""

    format: Literal[2] = 2
    zone: str
    log: tuple[Held, ...] = ()
    generation: int = 0
    """How often something was added since it was made anew."""
    codes: dict[str, int] = {}
    """By dictionary, the code that comes next."""
    dead: int = 0
    """So many lines at most do not count any more."""
    last_recorded: datetime | None = None
    """When the last of its facts was recorded; None where all were known from the beginning."""
    tendered: bool = False
    """Whether any document was paid for by tenders."""
    files: tuple[FlatFile, ...] = ()

    def of(self, holds: Holds) -> tuple[FlatFile, ...]:
        """Return one sort of files, oldest first."""
        return tuple(file for file in self.files if file.holds == holds)

    def paths(self, folder: Path, holds: Holds) -> list[str]:
        """Return the full paths of one sort of files, oldest first."""
        return [str(folder / file.path) for file in self.of(holds)]

    @property
    def rows(self) -> int:
        """How many lines its files have, dead ones too."""
        return sum(file.rows for file in self.of("lines"))


def projection_folder(store: Path, zone: str) -> Path:
    """Return where the projection of a store lies for days of a time zone."""
    return store / FOLDER / zone.replace("/", "~")


def read_projection(folder: Path, zone: str) -> FlatManifest:
    """Return the manifest of a projection; one without files where it was never made, or before payments were in it.

    Raises:
        Refused: the file is not a manifest of ours.
    """
    path = folder / NAME
    try:
        written = path.read_bytes()
        if json.loads(written).get("format") == _BEFORE:
            return FlatManifest(zone=zone)
        return FlatManifest.model_validate_json(written)
    except FileNotFoundError:
        return FlatManifest(zone=zone)
    except (OSError, ValueError, AttributeError):
        reason = "The manifest of the flat facts cannot be read."
        raise Refused([Problem("bulk.no_manifest", reason, remake(folder), Place(str(path)))]) from None


def remake(folder: Path) -> str:
    """Return the remedy for whatever is wrong with a projection."""
    return f"Remove the folder {folder}: it is made anew from the log with the next question."
