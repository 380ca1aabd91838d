"""Writing a batch: new files first, flushed and in place, then the manifest that makes them count."""

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

Holds = Literal["log", "quarantine", "resolved", "codes"]
COPY = (
    "format parquet, compression zstd, compression_level 1, parquet_version v2, row_group_size 61440, "
    "dictionary_size_limit 300"
)
"""Groups half the usual size keep both cores busy in files of some hundred thousand lines; the encodings of version 2
are written faster and are no larger, nor are dictionaries of few values: long ones cost a look-up for every row."""


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
        """Write rows of the log as one file: to part it by month costs a third more, and readers take all of it."""
        grown = self._copy(select, f"log/b{self.batch:06}-{label}.parquet")
        self.files.append(self._described(grown))

    def table(self, select: str, holds: Holds) -> None:
        """Write one plain file."""
        name = f"{holds}/b{self.batch:06}.parquet"
        grown = self._copy(select, name)
        (rows,) = self.shop.row(f"select count(*) from read_parquet({text(str(grown))})")
        self.files.append(File(path=name, holds=holds, batch=self.batch, rows=rows, sha256=sha256(grown)))

    def _grown(self, name: str) -> Path:
        """Where a file of the store grows."""
        return self.workplace / name.replace("/", "~")

    def _copy(self, select: str, name: str) -> Path:
        target = self._grown(name)
        # The order of rows in the log means nothing; letting it go lets both cores write.
        self.shop.run("set preserve_insertion_order = false")
        try:
            self.shop.run(f"copy ({select}) to {text(str(target))} ({COPY})")
        finally:
            self.shop.run("set preserve_insertion_order = true")
        return target

    def _described(self, grown: Path) -> File:
        """What the manifest tells of a file of the log, read back from what was really written."""
        scan = f"read_parquet({text(str(grown))}, hive_partitioning = false)"
        columns = {row[0] for row in self.shop.rows(f"describe select * from {scan}")}
        currency = "currency" if "currency" in columns else "null"
        amount = "amount" if "amount" in columns else "cast(null as decimal(18,4))"
        kinds = {"instant": "instant", "day": "cast(day as timestamp)"}
        moment = f"coalesce({', '.join(sql for column, sql in kinds.items() if column in columns)})"
        rows = self.shop.rows(
            f"select {currency}, count(*), cast(sum({amount}) as varchar), min({moment}), max({moment}) "
            f"from {scan} group by 1 order by 1"
        )
        return File(
            path=grown.name.replace("~", "/"), holds="log", batch=self.batch, rows=sum(row[1] for row in rows),
            sums={row[0] or "": row[2] for row in rows if row[2] is not None},
            first_day=day_of(min(row[3] for row in rows)), last_day=day_of(max(row[4] for row in rows)),
            sha256=sha256(grown),
        )  # fmt: skip

    def put_in_place(self, manifest: Manifest, batch: Batch, progress: Progress) -> Manifest:
        """Move the files where they belong and replace the manifest."""
        progress(0.0, "committing")
        for file in self.files:
            target = self.folder / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            grown = self._grown(file.path)
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
