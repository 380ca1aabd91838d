"""The flat facts of a store of Parquet files: kept beside its log, brought up to date and opened for a question.

    with open_flat(store, Reading.of(program.terms), moment, connection) as extent:
        connection.execute("select member, sum(amount) from lines group by member")

The projection lies in ``flat`` inside the store. It holds what is known now and is made from the log alone, so it may
be removed at any time. A question as known at an earlier moment makes a projection of its own, gone afterwards.
"""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from ristorno.bulk.counting.payments import NOTHING_ASKED, Asked
from ristorno.bulk.stores.projection.build import Build
from ristorno.bulk.stores.projection.checking import Wanted, check_files, told_by_sentence
from ristorno.bulk.stores.projection.manifest import (
    FlatManifest,
    Held,
    projection_folder,
    read_projection,
    remake,
)
from ristorno.bulk.stores.projection.netted import Reading
from ristorno.bulk.stores.projection.schema import FILES
from ristorno.bulk.stores.projection.views import Extent, show
from ristorno.engine.accrual import Moment
from ristorno.intake import Store
from ristorno.intake.duck import MEMORY_LIMIT, workshop
from ristorno.intake.store.columns import LOG
from ristorno.intake.store.manifest import locked
from ristorno.intake.store.write import is_writable

__all__ = ["Extent", "Reading", "open_flat", "refresh"]

_MOST_GENERATIONS = 100
_DEAD_SHARE = 4
"""A projection is made anew when one line in so many is dead."""
_LOG_REMEDY = "Restore the file from a backup, or import the facts into a new store."


@contextmanager
def open_flat(
    store: Store,
    reading: Reading,
    moment: Moment,
    connection: duckdb.DuckDBPyConnection,
    *,
    memory_limit: str = MEMORY_LIMIT,
    verify: bool = False,
    asked: Asked = NOTHING_ASKED,
) -> Iterator[Extent]:
    """Make the relations of :data:`ristorno.bulk.stores.tables.TABLES` in a connection, as they are for a question.

    Also :data:`ristorno.bulk.stores.entries.ENTRIES`, where anything is ``asked`` for which they are needed.
    The projection is brought up to date first. ``memory_limit`` bounds what that holds in memory, ``verify`` compares
    the hashes of all files with what was written.

    Raises:
        Refused: a file is missing, damaged or of another schema, or the disk is full.
    """
    with _projected(store, reading.zone.key, moment.known_at, memory_limit, verify=verify) as (folder, manifest):
        _check_projection(connection, folder, manifest, verify=verify)
        with told_by_sentence("The flat facts cannot be read", folder, remake(folder)):
            extent = show(connection, folder, manifest, reading, moment.as_of, asked)
            yield extent


def refresh(store: Store, zone: str, *, memory_limit: str = MEMORY_LIMIT, verify: bool = False) -> FlatManifest:
    """Bring the projection of a store up to date, in days of a time zone; return its manifest.

    Raises:
        Refused: as :func:`open_flat`.
    """
    folder = projection_folder(store.folder, zone)
    held = read_projection(folder, zone)
    log = _log(store)
    if held.log == log and held.files:
        return held
    with locked(folder), workshop(memory_limit) as shop:
        held = read_projection(folder, zone)
        _check_log(shop.connection, store, verify=verify)
        known = set(held.log)
        further = known <= set(log) and not _is_worn(held)
        if further:
            _check_projection(shop.connection, folder, held, verify=False)
        before = held if further else FlatManifest(zone=zone)
        fresh = [str(store.folder / file.path) for file in log if not further or file not in known]
        old = [str(store.folder / file.path) for file in log if further and file in known]
        remedy = "Make room on the disk and ask again; the flat facts are as they were."
        with told_by_sentence("The flat facts cannot be written", folder, remedy):
            return Build(shop, folder, fresh, old, before, held, store.durable).run(log)


def _is_worn(held: FlatManifest) -> bool:
    return held.generation >= _MOST_GENERATIONS or held.dead * _DEAD_SHARE > held.rows


@contextmanager
def _projected(
    store: Store, zone: str, known_at: datetime | None, memory_limit: str, *, verify: bool
) -> Iterator[tuple[Path, FlatManifest]]:
    """Yield where a projection lies that tells what was known at a moment, and its manifest."""
    folder = projection_folder(store.folder, zone)
    if is_writable(folder):
        manifest = refresh(store, zone, memory_limit=memory_limit, verify=verify)
        last = manifest.last_recorded
        if known_at is None or last is None or known_at >= last:
            yield folder, manifest
            return
    passing = Path(tempfile.mkdtemp(prefix="ristorno-flat-"))
    try:
        with workshop(memory_limit) as shop:
            _check_log(shop.connection, store, verify=verify)
            nothing = FlatManifest(zone=zone)
            paths = [str(store.folder / file.path) for file in _log(store)]
            remedy = "Make room for temporary files, or name another folder for them in TMPDIR."
            with told_by_sentence("The flat facts cannot be written", passing, remedy):
                build = Build(shop, passing, paths, (), nothing, nothing, durable=False, known_at=known_at)
                manifest = build.run(_log(store))
        yield passing, manifest
    finally:
        shutil.rmtree(passing, ignore_errors=True)


def _log(store: Store) -> tuple[Held, ...]:
    return tuple(Held(path=file.path, sha256=file.sha256) for file in store.manifest.files if file.holds == "log")


def _check_log(connection: duckdb.DuckDBPyConnection, store: Store, *, verify: bool) -> None:
    files: Sequence[Wanted] = [
        Wanted(store.folder / file.path, LOG, file.rows, file.sha256, complete=False)
        for file in store.manifest.files
        if file.holds == "log"
    ]
    check_files(connection, files, _LOG_REMEDY, verify=verify)


def _check_projection(
    connection: duckdb.DuckDBPyConnection, folder: Path, manifest: FlatManifest, *, verify: bool
) -> None:
    files = [
        Wanted(folder / file.path, FILES[file.holds], file.rows, file.sha256, file.size) for file in manifest.files
    ]
    check_files(connection, files, remake(folder), verify=verify)
