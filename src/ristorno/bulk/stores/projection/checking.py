"""Whether files are what their manifest says, before anything is counted from them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ristorno.intake.duck import text
from ristorno.intake.store.write import sha256
from ristorno.kernel.problem import Place, Problem, Refused


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a manifest says of a Parquet file."""

    path: Path
    columns: Mapping[str, str]
    """The types that its columns may have, by name."""
    rows: int
    sha256: str
    size: int | None = None
    """In bytes; None where the manifest does not say."""
    complete: bool = True
    """Whether all columns must be there."""


def check_files(
    connection: duckdb.DuckDBPyConnection, files: Sequence[Wanted], remedy: str, *, verify: bool = False
) -> None:
    """Check that all files are there with their sizes, rows and columns; with ``verify`` also their hashes.

    Raises:
        Refused: naming every file that is not as it was written.
    """
    problems = [problem for file in files if (problem := _of_file(file, remedy, verify=verify)) is not None]
    if not problems:
        problems = list(_of_footers(connection, files, remedy))
    if problems:
        raise Refused(problems)


def _of_file(file: Wanted, remedy: str, *, verify: bool) -> Problem | None:
    place = Place(str(file.path))
    try:
        size = file.path.stat().st_size
    except OSError:
        return Problem(
            "bulk.missing_file", f"{_month(file.path)}The manifest lists this file, it is gone.", remedy, place
        )
    if file.size is not None and size != file.size:
        reason = f"The file has {size:,} bytes, the manifest says {file.size:,}."
        return Problem("bulk.damaged_file", reason, remedy, place)
    if verify and sha256(file.path) != file.sha256:
        return Problem(
            "bulk.damaged_file", "The file is not the one that was written: its hash differs.", remedy, place
        )
    return None


def _month(path: Path) -> str:
    parts = dict(part.split("=", 1) for part in path.parts if "=" in part)
    return f"Lines of {parts['year']}-{parts['month']} are missing. " if {"year", "month"} <= parts.keys() else ""


def _of_footers(connection: duckdb.DuckDBPyConnection, files: Sequence[Wanted], remedy: str) -> Iterator[Problem]:
    """Look at what the files say of themselves: all at once, and one by one where one of them cannot be read."""
    try:
        found = _footers(connection, files)
    except duckdb.Error:
        for file in files:
            try:
                _footers(connection, [file])
            except duckdb.Error:
                yield Problem("bulk.damaged_file", "The file is no Parquet file.", remedy, Place(str(file.path)))
        return
    for file in files:
        yield from _differences(file, *found[str(file.path)], remedy)


def _footers(
    connection: duckdb.DuckDBPyConnection, files: Iterable[Wanted]
) -> Mapping[str, tuple[int, Mapping[str, str]]]:
    """Return the rows and the columns of files by their paths."""
    listed = ", ".join(text(str(file.path)) for file in files)
    if not listed:
        return {}
    counts = connection.execute(f"select file_name, num_rows from parquet_file_metadata([{listed}])").fetchall()
    columns: dict[str, dict[str, str]] = {path: {} for path, _ in counts}
    # The root of a schema is no column: it alone has children here.
    schema = f"select file_name, name, duckdb_type from parquet_schema([{listed}]) where num_children is null"
    for path, name, kind in connection.execute(schema).fetchall():
        columns[path][name] = kind
    return {path: (rows, columns[path]) for path, rows in counts}


def _differences(file: Wanted, rows: int, columns: Mapping[str, str], remedy: str) -> Iterator[Problem]:
    place = Place(str(file.path))
    if rows != file.rows:
        reason = f"The file has {rows:,} rows, the manifest says {file.rows:,}."
        yield Problem("bulk.damaged_file", reason, remedy, place)
    for name, kind in columns.items():
        known = file.columns.get(name)
        if known != kind:
            says = f"others have it as {known}" if known else "no other file has it"
            reason = f"The column {name} is {kind} here, {says}."
            yield Problem("bulk.two_schemas", reason, remedy, place)
    if file.complete:
        for name in file.columns.keys() - columns.keys():
            reason = f"The column {name} is missing here, all other files have it."
            yield Problem("bulk.two_schemas", reason, remedy, place)


@contextmanager
def told_by_sentence(what: str, place: Path, remedy: str) -> Iterator[None]:
    """Turn what a disk or the database stumbles over into a refusal.

    Raises:
        Refused: the disk is full, a file cannot be read or written, or memory does not suffice.
    """
    try:
        yield
    except (OSError, duckdb.IOException) as error:
        reason = f"{what}: {_sentence(error)}."
        raise Refused([Problem("bulk.disk", reason, remedy, Place(str(place)))]) from None
    except duckdb.OutOfMemoryException as error:
        reason = f"{what}: {_sentence(error)}."
        more = "Allow more memory, or free some of the disk that it spills to."
        raise Refused([Problem("bulk.memory", reason, more, Place(str(place)))]) from None


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).split("\n", 1)[0].removesuffix(".")
