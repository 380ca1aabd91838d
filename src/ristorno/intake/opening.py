"""Facts from wherever they are: a store, a file, several files, a folder of files."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TypeAlias

from ristorno.intake.importing import import_facts
from ristorno.intake.mapping import Mapping
from ristorno.intake.progress import Progress, part, silent
from ristorno.intake.receipt import Receipt, together
from ristorno.intake.store.manifest import NAME
from ristorno.intake.store.store import Store, TemporaryStore
from ristorno.intake.table import PARQUET
from ristorno.intake.workbook.books import ENDINGS as WORKBOOKS
from ristorno.kernel.problem import Place, Problem, Refused

FactSource: TypeAlias = Store
"""Facts to be read, whether they lie in a store or in plain files."""

ENDINGS = {".csv", ".tsv", ".txt", *PARQUET, *WORKBOOKS}
_LOCK = "~$"
"""What a spreadsheet program puts beside a workbook while it is open begins with this."""


class OpenedFiles(TemporaryStore):
    """Plain files read like a store, with the receipt of each."""

    receipts: tuple[Receipt, ...] = ()

    def receipt(self) -> Receipt:
        """Return one receipt for all files."""
        return together(self.receipts)


def open_facts(
    path: Path | Sequence[Path],
    mapping: Mapping | str | Path | None = None,
    *,
    time_zone: str | None = None,
    kinds: Collection[str] = (),
    sheet: str | None = None,
    progress: Progress = silent,
) -> FactSource:
    """Open facts for reading: the store in a folder, or files through a temporary store.

    ``path`` is a store, a CSV or Parquet file or a workbook, a folder of such files (taken in the order of their
    names), or a list of them; ``sheet`` names the sheet of workbooks. Facts of files are known from the beginning
    unless a column says when they were recorded. Of plain files, use the result as a context manager, or close it, to
    remove the temporary store at once; ``receipts`` tells what was read and what was set aside.

    Raises:
        Refused: nothing is there, or a file cannot be used.
    """
    paths = [path] if isinstance(path, Path) else list(path)
    if len(paths) == 1 and (paths[0] / NAME).is_file():
        return Store(paths[0])
    files = [file for one in paths for file in _files(one)]
    if not files:
        where = Place(", ".join(str(one) for one in paths))
        raise Refused(
            [
                Problem(
                    "intake.no_facts",
                    "There are no CSV files, Parquet files or workbooks here.",
                    "Check the path.",
                    where,
                )
            ]
        )
    opened = OpenedFiles()
    try:
        receipts = []
        for index, file in enumerate(files):
            told = part(progress, index / len(files), (index + 1) / len(files))
            receipts.append(
                import_facts(opened, file, mapping, time_zone=time_zone, kinds=kinds, sheet=sheet, progress=told)
            )
        opened.receipts = tuple(receipts)
    except BaseException:
        opened.close()
        raise
    return opened


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.iterdir() if _is_facts(file))
    return [path]


def _is_facts(file: Path) -> bool:
    return file.suffix.lower() in ENDINGS and not file.name.startswith(_LOCK) and file.is_file()
