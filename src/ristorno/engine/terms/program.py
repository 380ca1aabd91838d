"""Programs and agreements with their versions: who is promised what, from when, known since when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ristorno.engine.terms.terms import Terms
from ristorno.kernel.document import Document, Path, Tree
from ristorno.kernel.period import FIRST_DAY


@dataclass(frozen=True, slots=True)
class Version:
    """One immutable state: what differs from the program's document, from which day, recorded when.

    It says all that differs, not what changed since the version before: one version, read alone, tells everything.
    """

    effective_from: date
    recorded_at: datetime | None
    differs: Mapping[str, Tree]
    path: Path

    def known(self, known_at: datetime | None) -> bool:
        """Return whether it had been recorded by then."""
        return known_at is None or self.recorded_at is None or self.recorded_at <= known_at


def ruling(versions: tuple[Version, ...], day: date, known_at: datetime | None) -> Version | None:
    """Return the version that rules on a day: the latest that began by then; of two, the later recorded one."""
    found: Version | None = None
    for version in versions:
        if version.effective_from > day or not version.known(known_at):
            continue
        if found is None or _rank(version) >= _rank(found):
            found = version
    return found


def _rank(version: Version) -> tuple[date, float]:
    recorded = version.recorded_at.timestamp() if version.recorded_at else float("-inf")
    return version.effective_from, recorded


@dataclass(frozen=True, slots=True)
class Program:
    """A program's document, its terms as written, and its later versions."""

    id: str
    document: Document
    tree: Mapping[str, Tree]
    terms: Terms
    versions: tuple[Version, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """A program's terms for certain members, with what differs for them. It begins with its first version."""

    id: str
    program: str
    members: tuple[str, ...]
    versions: tuple[Version, ...]
    document: Document
    person: bool = False
    ends: date | None = None

    def starts(self, known_at: datetime | None = None) -> date | None:
        """Return its first day as known then; None while no version had been recorded."""
        return min((version.effective_from for version in self.versions if version.known(known_at)), default=None)


@dataclass(frozen=True, slots=True)
class Common:
    """The program's own terms for members without an agreement; stands where an agreement would."""

    id: str
    person: bool = False
    versions: tuple[Version, ...] = field(default=())
    ends: date | None = None

    def starts(self, known_at: datetime | None = None) -> date | None:
        """Return the beginning of time: the program's own first day bounds it."""
        return FIRST_DAY
