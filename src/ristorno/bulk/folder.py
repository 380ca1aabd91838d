"""A folder of results: files first, flushed and in place, then the manifest that makes them count.

Whoever reads takes the list of files from the manifest. A run that was killed leaves the manifest as it was, or none;
what it had written is removed by the next run.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from ristorno.bulk.stores.projection.checking import told_by_sentence
from ristorno.intake.duck import text
from ristorno.intake.store.manifest import NAME, flush
from ristorno.intake.store.write import sha256
from ristorno.kernel.problem import Place, Problem, Refused

_GROWING = ".growing"
_COPY: Mapping[str, str] = {
    "parquet": "format parquet, compression zstd",
    "csv": "format csv, header true",
}

_READ: Mapping[str, str] = {"parquet": "", "csv": ", header = true, all_varchar = true"}


@dataclass(slots=True)
class Results:
    """Results while they are written into a folder."""

    folder: Path
    ending: str
    """``parquet`` or ``csv``."""
    run: int = 1
    """The number of the run; a further run adds its files to those of the runs before it."""
    files: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the folder; raises Refused where it holds something else, or cannot be written."""
        if self.folder.is_dir() and any(self.folder.iterdir()) and not (self.folder / NAME).exists():
            others = [entry for entry in self.folder.iterdir() if entry.suffix != _GROWING and not _is_result(entry)]
            if others:
                reason = "The folder holds something else, and nothing is overwritten."
                raise Refused([Problem("bulk.folder", reason, "Name another folder.", Place(str(self.folder)))])
        with self._told():
            self.folder.mkdir(parents=True, exist_ok=True)
            for left in self.folder.glob(f"*{_GROWING}"):
                left.unlink()

    def write(self, connection: duckdb.DuckDBPyConnection, name: str, select: str) -> str:
        """Write the rows of a query as one file; return the SQL that reads it until it is in place.

        People read CSV, so its rows stand in order; the rows of a Parquet file stand as they were counted.
        """
        growing = self.folder / f"{name}.{self.ending}{_GROWING}"
        select = f"{select} order by all" if self.ending == "csv" else select
        with self._told():
            copied = connection.execute(f"copy ({select}) to {text(str(growing))} ({_COPY[self.ending]})")
            ((rows,),) = copied.fetchall()
            flush(growing)
            digest = sha256(growing)
        path = f"{name}-{digest[:12]}.{self.ending}"
        self.files.append({"path": path, "holds": name, "run": self.run, "rows": rows, "sha256": digest})
        reader = "read_parquet" if self.ending == "parquet" else "read_csv"
        return f"{reader}({text(str(growing))}{_READ[self.ending]})"

    def commit(self, manifest: Mapping[str, Any], before: Sequence[dict[str, Any]] = ()) -> None:
        """Put the files in place and replace the manifest, which lists them behind the files of runs ``before``.

        What else an earlier run had written is removed after that.
        """
        with self._told():
            for file in self.files:
                (self.folder / f"{file['holds']}.{self.ending}{_GROWING}").replace(self.folder / file["path"])
            flush(self.folder)
            files = [*before, *self.files]
            body = json.dumps({**manifest, "files": files}, indent=1, ensure_ascii=False) + "\n"
            self._replace(body)
            kept = {file["path"] for file in files}
            for entry in self.folder.iterdir():
                if _is_result(entry) and entry.name not in kept:
                    entry.unlink()

    def _replace(self, body: str) -> None:
        growing = self.folder / f"{NAME}{_GROWING}"
        with growing.open("w", encoding="utf-8") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        growing.replace(self.folder / NAME)
        flush(self.folder)

    def _told(self) -> Any:
        remedy = "Make room, or name another folder; what was there before is untouched."
        return told_by_sentence("The results cannot be written", self.folder, remedy)


def _is_result(entry: Path) -> bool:
    """Return whether a file is one of ours: its name ends with the hash of what is in it."""
    stem, _, digest = entry.stem.rpartition("-")
    return bool(stem) and entry.suffix in {".parquet", ".csv"} and len(digest) == 12 and digest.isalnum()
