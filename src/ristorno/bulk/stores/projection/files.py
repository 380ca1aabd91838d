"""Writing a generation of a projection: new files first, flushed and in place, then the manifest that names them."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ristorno.bulk.stores.projection.manifest import FlatFile, FlatManifest, Holds
from ristorno.bulk.stores.tables import NUMBERS
from ristorno.intake.duck import Workshop, text
from ristorno.intake.store.manifest import flush, replace_manifest
from ristorno.intake.store.write import COPY, flush_folders, sha256

_BY_MONTH = ("year", "month")


@dataclass(slots=True)
class FlatWriter:
    """Collects the files of one generation in a folder of their own, until they are put in place."""

    shop: Workshop
    folder: Path
    generation: int
    durable: bool
    files: list[FlatFile] = field(default_factory=list)

    @property
    def workplace(self) -> Path:
        """Where the files grow; on the same disk as the projection, so that a rename is enough."""
        return self.folder / "writing"

    def clear(self, manifest: FlatManifest) -> None:
        """Remove what no manifest names: what was replaced before, and what a run that was killed left behind."""
        self.leave()
        held = {self.folder / file.path for file in manifest.files}
        for orphan in self.folder.rglob("g*.parquet"):
            if orphan not in held:
                orphan.unlink()
        self.workplace.mkdir(parents=True)

    def leave(self) -> None:
        """Remove the workplace."""
        shutil.rmtree(self.workplace, ignore_errors=True)

    def table(self, holds: Holds, select: str) -> None:
        """Write rows as one file; none where there are no rows."""
        name = f"{holds}/g{self.generation:06}.parquet"
        grown = self._grown(name)
        self.shop.run(f"copy ({select}) to {text(str(grown))} ({COPY})")
        (rows,) = self.shop.row(f"select count(*) from read_parquet({text(str(grown))})")
        if rows:
            self.files.append(self._described(holds, name, rows))

    def by_month(self, holds: Holds, select: str) -> None:
        """Write lines in one folder for each month of their days."""
        grown = self.workplace / holds
        parted = ", ".join(f"{part}(day) as {part}" for part in _BY_MONTH)
        pattern = f"partition_by ({', '.join(_BY_MONTH)}), filename_pattern 'g{self.generation:06}-{{i}}'"
        self.shop.run(f"copy (select *, {parted} from ({select})) to {text(str(grown))} ({COPY}, {pattern})")
        found = list(self._named(holds, grown))
        told = self._told([file for file, _ in found])
        for file, name in found:
            rows, amount, *most, first, last = told[str(file)]
            file.rename(self._grown(name))
            sums = {key: int(value) for key, value in zip(NUMBERS, most, strict=True)}
            more = {"amount": int(amount), "most": sums, "first_day": first, "last_day": last}
            self.files.append(self._described(holds, name, rows).model_copy(update=more))

    def _named(self, holds: Holds, grown: Path) -> Iterator[tuple[Path, str]]:
        """Yield the files by month with the names that they will have."""
        for file in sorted(grown.rglob("*.parquet")):
            year, month = (int(part.partition("=")[2]) for part in file.relative_to(grown).parts[:2])
            yield file, f"{holds}/year={year:04}/month={month:02}/{file.name}"

    def _told(self, files: list[Path]) -> Mapping[str, tuple[int, ...]]:
        """Return rows, sums and days by file, read back from what was really written."""
        if not files:
            return {}
        listed = ", ".join(text(str(file)) for file in files)
        sums = ", ".join(f"coalesce(sum(abs(cast({name} as hugeint))), 0)" for name in NUMBERS)
        rows = self.shop.rows(
            f"select filename, count(*), coalesce(sum(amount), 0), {sums}, min(day), max(day) "
            f"from read_parquet([{listed}], filename = true, hive_partitioning = false) group by filename"
        )
        return {row[0]: row[1:] for row in rows}

    def _grown(self, name: str) -> Path:
        return self.workplace / name.replace("/", "~")

    def _described(self, holds: Holds, name: str, rows: int) -> FlatFile:
        grown = self._grown(name)
        size = grown.stat().st_size
        return FlatFile(path=name, holds=holds, generation=self.generation, rows=rows, size=size, sha256=sha256(grown))

    def put_in_place(self, manifest: FlatManifest) -> None:
        """Move the files where they belong and replace the manifest."""
        for file in self.files:
            target = self.folder / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            grown = self._grown(file.path)
            if self.durable:
                flush(grown)
            grown.replace(target)
        if self.durable:
            flush_folders({(self.folder / file.path).parent for file in self.files}, self.folder)
        self.leave()  # before the manifest, as nobody comes to clear up once that is right
        replace_manifest(self.folder, manifest, durable=self.durable)
