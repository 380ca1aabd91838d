"""Writing a batch: new files first, flushed and in place, then the manifest that makes them count."""

# ruff: noqa: S608 - names in SQL are ours, texts are quoted by duck.text

import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ristorno.intake.duck import Workshop, text
from ristorno.intake.progress import Progress
from ristorno.intake.store.log import day_of
from ristorno.intake.store.manifest import Batch, File, Manifest, flush, replace_manifest

Holds = Literal["log", "quarantine", "resolved"]
COPY = "format parquet, compression zstd, compression_level 1"


@dataclass(slots=True)
class Writer:
    """Collects the files of one batch in a folder of their own, beside the log, until they are put in place."""

    shop: Workshop
    folder: Path
    batch: int
    durable: bool
    files: list[File] = field(default_factory=list)

    @property
    def workplace(self) -> Path:
        """Where the files grow; on the same disk as the store, so that a rename is enough."""
        return self.folder / "writing"

    def clear(self) -> None:
        """Remove what an import that was killed left behind: it had the number of this one."""
        self.leave()
        for orphan in self.folder.rglob(f"b{self.batch:06}*.parquet"):
            orphan.unlink()
        self.workplace.mkdir(parents=True)

    def leave(self) -> None:
        """Remove the workplace."""
        shutil.rmtree(self.workplace, ignore_errors=True)

    def log(self, select: str, label: str) -> None:
        """Write rows of the log, partitioned by year and month of occurrence."""
        moment = self._moment(select)
        target = self.workplace / label
        # One number for year and month: a second column to part by costs more than it says.
        parts = f"select *, year({moment}) * 100 + month({moment}) as month from ({select})"
        self._copy(parts, target, "partition_by (month), filename_pattern 'part-{i}'")
        self._describe("log", target, label)

    def table(self, select: str, holds: Holds) -> None:
        """Write one plain file."""
        target = self.workplace / holds
        target.mkdir(exist_ok=True)
        self._copy(select, target / "part.parquet", "")
        found = target / "part.parquet"
        (rows,) = self.shop.row(f"select count(*) from read_parquet({text(str(found))})")
        name = f"{holds}/b{self.batch:06}.parquet"
        self.files.append(File(path=name, holds=holds, batch=self.batch, rows=rows, sha256=sha256(found)))
        found.rename(self.workplace / name.replace("/", "~"))

    def _copy(self, select: str, target: Path, more: str) -> None:
        options = ", ".join(part for part in (COPY, more) if part)
        # The order of rows in the log means nothing; letting it go lets both cores write.
        self.shop.run("set preserve_insertion_order = false")
        try:
            self.shop.run(f"copy ({select}) to {text(str(target))} ({options})")
        finally:
            self.shop.run("set preserve_insertion_order = true")

    def _describe(self, holds: Holds, target: Path, label: str) -> None:
        found = sorted(target.rglob("*.parquet"))
        if not found:
            return
        listed = ", ".join(text(str(path)) for path in found)
        scan = f"read_parquet([{listed}], filename = true, union_by_name = true, hive_partitioning = false)"
        columns = self._columns(f"select * from {scan}")
        currency = "currency" if "currency" in columns else "null"
        amount = "amount" if "amount" in columns else "cast(null as decimal(18,4))"
        moment = self._moment(f"select * from {scan}")
        described = self.shop.rows(
            f"select filename, {currency}, count(*), cast(sum({amount}) as varchar), min({moment}), max({moment}) "
            f"from {scan} group by all order by all"
        )
        for index, path in enumerate(found):
            rows = [row for row in described if row[0] == str(path)]
            month = path.parent.name.removeprefix("month=")
            name = f"log/year={month[:-2]}/month={month[-2:]}/b{self.batch:06}-{label}-{index}.parquet"
            self.files.append(
                File(
                    path=name, holds=holds, batch=self.batch, rows=sum(row[2] for row in rows),
                    sums={row[1] or "": row[3] for row in rows if row[3] is not None},
                    first_day=day_of(min(row[4] for row in rows)), last_day=day_of(max(row[5] for row in rows)),
                    sha256=sha256(path),
                )
            )  # fmt: skip
            path.rename(self.workplace / name.replace("/", "~"))

    def _columns(self, select: str) -> set[str]:
        return {row[0] for row in self.shop.rows(f"describe {select}")}

    def _moment(self, select: str) -> str:
        """The SQL of when something happened; a batch has instants, days, or both."""
        kinds = {"instant": "instant", "day": "cast(day as timestamp)"}
        found = [sql for column, sql in kinds.items() if column in self._columns(select)]
        return f"coalesce({', '.join(found)})"

    def put_in_place(self, manifest: Manifest, batch: Batch, progress: Progress) -> Manifest:
        """Move the files where they belong and replace the manifest."""
        progress(0.0, "committing")
        for file in self.files:
            target = self.folder / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            grown = self.workplace / file.path.replace("/", "~")
            if self.durable:
                flush(grown)
            grown.replace(target)
        if self.durable:
            flush_folders({(self.folder / file.path).parent for file in self.files}, self.folder)
        progress(0.5, "replacing the manifest")
        files = (*manifest.files, *self.files)
        replaced = Manifest(batches=(*manifest.batches, batch), files=files)
        replace_manifest(self.folder, replaced, durable=self.durable)
        progress(1.0, "committed")
        return replaced


def flush_folders(folders: Iterable[Path], root: Path) -> None:
    """Make sure that the names of new files, and of the folders around them, are on disk."""
    every = {folder for leaf in folders for folder in (leaf, *leaf.parents) if folder.is_relative_to(root)}
    for folder in every:
        flush(folder)


def sha256(path: Path) -> str:
    """Return the hash of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_writable(folder: Path) -> bool:
    """Return whether files can be made in the folder or, where it is missing, in the nearest one above."""
    while not folder.exists():
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
