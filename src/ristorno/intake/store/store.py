"""The store that the rest of the product sees: facts by member, members, quarantine, a summary."""

import shutil
import tempfile
import weakref
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Self

from ristorno.engine.carried import Carried
from ristorno.engine.fact import Fact
from ristorno.intake.duck import workshop
from ristorno.intake.receipt import Receipt
from ristorno.intake.store.carrying import carried
from ristorno.intake.store.columns import LINE_KEY
from ristorno.intake.store.log import by_member, log_rows, read_facts
from ristorno.intake.store.manifest import NAME, Manifest, read_manifest
from ristorno.intake.store.quarantine import (
    SetAside,
    export_quarantine,
    raw_headers,
    read_quarantine,
    waiting_reasons,
)
from ristorno.intake.store.write import is_writable
from ristorno.kernel.problem import Place, Problem, Refused


@dataclass(frozen=True, slots=True)
class Summary:
    """What a store holds, as known now."""

    lines: int
    """Lines in force: the latest version of each, without the retracted ones."""
    versions: int
    documents: int
    members: int
    first_day: date | None
    last_day: date | None
    """Days of occurrence, in UTC for facts with a time."""
    amounts: dict[str, Decimal]
    """Sums of the lines in force by currency ("" where none is said)."""
    quarantined: int
    """Rows that wait for a person."""
    batches: int


class Store:
    """A folder of facts. Everything is read through the manifest; nothing but an import writes."""

    dated = True
    """Whether facts carry the time at which the import learned of them."""
    durable = True
    """Whether files are flushed to disk before they count."""

    def __init__(self, folder: Path) -> None:
        """Open the store in a folder; it need not exist before the first import.

        Raises:
            Refused: the path is a file, a folder of something else, or cannot be written.
        """
        self.folder = folder
        place = Place(str(folder))
        if folder.exists() and not folder.is_dir():
            raise Refused([Problem("intake.no_store", "This is a file, not a store.", "Name a folder.", place)])
        if folder.is_dir() and not (folder / NAME).exists() and not _is_vacant(folder):
            raise Refused([Problem("intake.no_store", "The folder holds something else.", "Name an empty one.", place)])
        if not (folder / NAME).exists() and not is_writable(folder):
            raise Refused(
                [Problem("intake.no_store", "The folder cannot be written.", "Check its permissions.", place)]
            )

    @property
    def manifest(self) -> Manifest:
        """The manifest as it is now."""
        return read_manifest(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of what the store needs while it is open."""

    def _log(self) -> list[str]:
        return self.manifest.paths(self.folder, "log")

    def members(self) -> list[str]:
        """Return all members that have or had facts, in order."""
        with workshop() as shop:
            rows = shop.rows(f"select distinct member from {log_rows(self._log())} as log order by 1")
        return [row[0] for row in rows]

    def log(self, member: str | None = None) -> Iterator[Fact]:
        """Yield all versions of all facts, member by member; of one member, if given. Memory stays flat."""
        with workshop() as shop:
            yield from read_facts(shop, self._log(), None if member is None else [member])

    def by_member(self, members: Collection[str] | None = None) -> Iterator[tuple[str, list[Fact]]]:
        """Yield every member, or some, with all versions of its facts, in one pass; memory holds one at a time."""
        with workshop() as shop:
            yield from by_member(read_facts(shop, self._log(), members))

    def quarantine(self, *, resolved: bool = False) -> Iterator[SetAside]:
        """Yield the rows that wait for a person; with ``resolved`` also those that have been settled."""
        with workshop() as shop:
            yield from read_quarantine(shop, self.folder, self.manifest, resolved=resolved)

    def export_quarantine(self, path: Path) -> int:
        """Write the rows that wait for a person to a CSV file, with reasons; return how many.

        Raises:
            Refused: the file cannot be written.
        """
        with workshop() as shop:
            headers = raw_headers(shop, self.folder, self.manifest)
        try:
            return export_quarantine(self.quarantine(), headers, path)
        except OSError as error:
            reason = f"The file cannot be written: {error.strerror or error}."
            raise Refused([Problem("intake.no_file", reason, "Name another path.", Place(str(path)))]) from None

    def receipt(self) -> Receipt:
        """Return what all imports together took in; ``quarantined`` and its reasons are the rows that still wait."""
        manifest = self.manifest
        batches = manifest.batches
        with workshop() as shop:
            waiting = waiting_reasons(shop, self.folder, manifest)
        return Receipt(
            files=tuple(Path(batch.file) for batch in batches),
            mappings=tuple(dict.fromkeys(batch.mapping for batch in batches)),
            rows=sum(batch.counts["rows"] for batch in batches),
            accepted=sum(batch.counts["accepted"] for batch in batches),
            duplicate=sum(batch.counts["duplicate"] for batch in batches),
            restated=sum(batch.counts["restated"] for batch in batches),
            ignored=sum(batch.counts["ignored"] for batch in batches),
            retracted=sum(batch.counts["retracted"] for batch in batches),
            quarantined=sum(reason.rows for reason in waiting),
            reasons=tuple(waiting),
        )

    def carried(self, values_of: Collection[str]) -> Carried | None:
        """Return what the facts carry, with the values of some attributes; None where there are no facts."""
        with workshop() as shop:
            return carried(shop, self._log(), values_of)

    def summary(self) -> Summary:
        """Return what the store holds."""
        manifest = self.manifest
        latest = (
            f"select * from {log_rows(manifest.paths(self.folder, 'log'))} as log qualify row_number() over "
            f"(partition by source, document, {LINE_KEY} order by version desc) = 1"
        )
        moment = "cast({}(coalesce(instant, cast(day as timestamp))) as date)"
        with workshop() as shop:
            (versions,) = shop.row(f"select count(*) from {log_rows(manifest.paths(self.folder, 'log'))} as log")
            shop.run(f"create temp table latest as select * from ({latest}) where not retracted")
            lines, documents, members, first, last = shop.row(
                "select count(*), count(distinct (source, document)), count(distinct member), "
                f"{moment.format('min')}, {moment.format('max')} from latest"
            )
            sums = shop.rows(
                "select coalesce(currency, ''), sum(amount) from latest where amount is not null group by 1 order by 1"
            )
            waiting = sum(reason.rows for reason in waiting_reasons(shop, self.folder, manifest))
        return Summary(
            lines, versions, documents, members, first, last, dict(sums), waiting, len(manifest.batches)
        )  # fmt: skip


class TemporaryStore(Store):
    """A store for plain files: gone when it is closed or forgotten; facts are known from the beginning."""

    dated = False
    durable = False

    def __init__(self) -> None:
        folder = tempfile.mkdtemp(prefix="ristorno-facts-")
        super().__init__(Path(folder))
        self._remove = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

    def close(self) -> None:
        """Remove the files."""
        self._remove()


def _is_vacant(folder: Path) -> bool:
    """Whether a folder is empty, or only holds what an import that never came to its end left behind."""
    return all(
        entry.name in {"lock", "writing", "log", "quarantine", "resolved", "codes"} for entry in folder.iterdir()
    )
