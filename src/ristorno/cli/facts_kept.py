"""Where the facts of a command are kept: in the folder of a store, or in the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ristorno.cli.keeping import kept, now
from ristorno.intake import Receipt, RetractionPreview, SetAside, Store, import_facts, parse_period, preview_retraction
from ristorno.intake.progress import Progress
from ristorno.kernel.problem import Problem, Refused

if TYPE_CHECKING:
    from ristorno.apps.facts.operations import Reading


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file and how it is read."""

    path: Path
    mapping: str | None
    time_zone: str | None
    sheet: str | None


class Keeper(Protocol):
    """Who keeps facts."""

    shown: str
    """What commands call it, as an argument."""

    def preview(self, sheet: Sheet, period: str) -> RetractionPreview:
        """Return what a file that is complete for a period would retract."""
        ...

    def take(self, sheet: Sheet, period: str | None, confirm: RetractionPreview | None, progress: Progress) -> Receipt:
        """Take a file in."""
        ...

    def quarantine(self) -> Iterator[SetAside]:
        """Yield the rows that wait for a person."""
        ...

    def export_quarantine(self, path: Path) -> int:
        """Write them to a CSV file; return how many."""
        ...

    def notes(self) -> Iterator[str]:
        """Yield sentences on facts that nobody can correct and that wait all the same."""
        ...


class _InStore:
    def __init__(self, folder: Path) -> None:
        self.shown = str(folder)
        self._store = Store(folder)

    def preview(self, sheet: Sheet, period: str) -> RetractionPreview:
        zone = sheet.time_zone
        return preview_retraction(self._store, sheet.path, sheet.mapping, period, time_zone=zone, sheet=sheet.sheet)

    def take(self, sheet: Sheet, period: str | None, confirm: RetractionPreview | None, progress: Progress) -> Receipt:
        return import_facts(
            self._store, sheet.path, sheet.mapping, complete_for=period, confirm=confirm, time_zone=sheet.time_zone,
            sheet=sheet.sheet, progress=progress,
        )  # fmt: skip

    def quarantine(self) -> Iterator[SetAside]:
        yield from self._store.quarantine()

    def export_quarantine(self, path: Path) -> int:
        return self._store.export_quarantine(path)

    def notes(self) -> Iterator[str]:
        return iter(())


class _InDatabase:
    shown = "--database"

    def preview(self, sheet: Sheet, period: str) -> RetractionPreview:
        from ristorno.apps.facts.operations import preview_retraction

        return preview_retraction(file=sheet.path, complete_for=parse_period(period), reading=_reading(sheet))

    def take(self, sheet: Sheet, period: str | None, confirm: RetractionPreview | None, progress: Progress) -> Receipt:
        from ristorno.apps.facts.operations import ingest_file

        return ingest_file(
            file=sheet.path,
            at=now(),
            actor="command:facts",
            reading=_reading(sheet),
            channel="command",
            complete_for=parse_period(period) if period else None,
            confirm=confirm,
            progress=progress,
        )

    def quarantine(self) -> Iterator[SetAside]:
        from ristorno.apps.facts.queries import quarantine

        yield from quarantine()

    def export_quarantine(self, path: Path) -> int:
        from ristorno.apps.facts.queries import write_quarantine

        return write_quarantine(path)

    def notes(self) -> Iterator[str]:
        from ristorno.apps.facts.queries import strangers

        for each in strangers():
            yield f"{each.lines:,} lines since {each.first_day} wait for a member with the code {each.code}."


def _reading(sheet: Sheet) -> "Reading":
    from ristorno.apps.agreements.queries import kinds
    from ristorno.apps.facts.operations import Reading

    return Reading(sheet.mapping, sheet.time_zone, kinds(), sheet.sheet)


@contextmanager
def keeper(store: Path | None, *, database: bool) -> Iterator[Keeper]:
    """Open the folder of a store, or the database.

    Raises:
        Refused: neither or both are named, or what is named cannot be opened.
    """
    if (store is None) is not database:
        reason = "Facts are kept in one place: in the folder of a store, or in the database."
        raise Refused([Problem("usage.one_keeper", reason, "Name a folder, or say --database.")])
    if store is not None:
        yield _InStore(store)
        return
    with kept():
        yield _InDatabase()
