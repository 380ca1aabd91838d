"""The facts of the database as a store of Parquet files, for counting all members at once.

The store can be removed and made anew at any time. A further run adds what came since; where a code that it has facts
of stands for another member now, all of it is made anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from ristorno.apps.facts.batches import high_water
from ristorno.apps.facts.carrying import carry_out
from ristorno.apps.facts.draft import Draft
from ristorno.apps.facts.tables import COLUMNS, fill, make
from ristorno.apps.facts.told import columns_of
from ristorno.apps.facts.waiting import all_codes
from ristorno.apps.members.queries import all_standing, resolve
from ristorno.intake.duck import Workshop, text, workshop
from ristorno.intake.progress import silent
from ristorno.intake.receipt import STATUSES
from ristorno.intake.store.columns import LOG
from ristorno.intake.store.manifest import Batch, File, Manifest, locked, read_manifest
from ristorno.intake.store.store import Store
from ristorno.intake.store.write import Writer
from ristorno.kernel.problem import Place, Problem, Refused

_CODES: Final = {"code": "VARCHAR", "key": "VARCHAR"}
_INSTEAD: Final = {"member": "k.key", "groups": "coalesce(v.groups, v.filled)"}
_NAMED: Final = ", ".join(
    f"v.\"{name}\" at time zone 'UTC'" if kind == "TIMESTAMP" else _INSTEAD.get(name, f'v."{name}"')
    for name, kind in LOG.items()
)
_FACTS: Final = f"""
select {_NAMED} from facts_version as v join codes as k on k.code = v.member and k.key is not null
join facts_batch as b on b.id = v.batch_id where b.place > {{after}} and b.place <= {{upto}}
"""
_SAID: Final = ", ".join(
    f"\"{name}\" at time zone 'UTC'" if kind == "TIMESTAMP" else f'"{name}"' for name, kind in LOG.items()
)


@dataclass(frozen=True, slots=True)
class Projected:
    """What a run did: up to which high water, how many versions it wrote, and whether all was made anew."""

    place: int
    versions: int
    anew: bool


def project(folder: Path) -> Projected:
    """Bring the store in a folder up to the facts of the database.

    Raises:
        Refused: the folder holds something else, such as a store into which files were imported.
    """
    store = Store(folder)
    with workshop() as shop, locked(folder), transaction.atomic(), connection.cursor() as cursor:
        held = read_manifest(folder)
        _refuse_other(held, folder)
        place, known = high_water(), _known(cursor)
        mark = max((batch.high_water or 0 for batch in held.batches), default=0)
        before = held if _still_stands(shop, held, folder, known) else Manifest()
        after = mark if before.batches else 0
        writer = Writer(shop, folder, held.next_batch, store.durable)
        writer.clear()
        try:
            versions = _write(shop, cursor, writer, after, place)
            beside = _beside(writer, before)
            if writer.files or beside != held or place > after:
                writer.put_in_place(beside, _batch(writer.batch, place, versions), silent)
                _sweep(folder)
        finally:
            writer.leave()
    return Projected(place, versions, anew=not before.batches)


def _refuse_other(held: Manifest, folder: Path) -> None:
    if any(batch.high_water is None for batch in held.batches):
        reason = "Files were imported into this store; it is no picture of the database."
        raise Refused([Problem("facts.other_store", reason, "Name another folder.", Place(str(folder)))])


def _known(cursor: CursorWrapper) -> Mapping[str, str | None]:
    """Fill ``codes`` with all codes that facts name, each with the key that it stands for, and return them."""
    codes = all_codes(cursor)
    keys = resolve(codes)
    known = {code: keys.get(code) for code in codes}
    cursor.execute("create temporary table if not exists codes (code text, key text) on commit delete rows")
    cursor.execute("delete from codes")
    told: tuple[list[str], list[str | None]] = list(known), list(known.values())
    cursor.execute("insert into codes select * from unnest(%s::text[], %s::text[])", told)
    cursor.execute("analyze codes")
    return known


def _still_stands(shop: Workshop, held: Manifest, folder: Path, known: Mapping[str, str | None]) -> bool:
    """Whether every code that the store has facts of, or left facts out of, still stands for the same member."""
    paths = held.paths(folder, "codes")
    if not paths:
        return False
    return all(known.get(code) == key for code, key in shop.rows(f"from read_parquet({text(paths[-1])})"))


def _write(shop: Workshop, cursor: CursorWrapper, writer: Writer, after: int, place: int) -> int:
    facts = _FACTS.format(after=after, upto=place)
    versions = carry_out(cursor, facts, shop, "facts", LOG)
    if versions:
        writer.log("from facts", "facts")
    make(cursor)
    said = (columns_of(Draft.of(fact), fact.version) for _, facts in all_standing() for fact in facts)
    fill(cursor, f"told ({COLUMNS})", said)
    if carry_out(cursor, f"select {_SAID} from told order by document, version", shop, "said", LOG):
        writer.log("from said order by document, version", "members")
    carry_out(cursor, "select code, key from codes order by code", shop, "codes", _CODES)
    writer.table("from codes order by code", "codes")
    return versions


def _beside(writer: Writer, before: Manifest) -> Manifest:
    """Leave out of what was written what the store has just so; return what of the store stays beside the rest."""
    files = list(before.files)
    for label in ("members", "codes"):
        written = next((file for file in writer.files if _is(file, label)), None)
        there = next((file for file in files if _is(file, label)), None)
        if written is not None and there is not None and written.sha256 == there.sha256:
            writer.files.remove(written)
        elif there is not None:
            files.remove(there)
    return before.model_copy(update={"files": tuple(files)})


def _is(file: File, label: str) -> bool:
    return file.holds == label or file.path.endswith(f"-{label}.parquet")


def _batch(number: int, place: int, versions: int) -> Batch:
    nothing = {str(status): 0 for status in STATUSES}
    counts = nothing | {"rows": versions, "accepted": versions}
    return Batch(
        number=number, file="the database", sha256="", mapping="database", sources=(), recorded_at=None, counts=counts,
        high_water=place,
    )  # fmt: skip


def _sweep(folder: Path) -> None:
    """Remove the files that no manifest names any more."""
    kept = {folder / file.path for file in read_manifest(folder).files}
    for holds in ("log", "codes"):
        for path in (folder / holds).glob("*.parquet"):
            if path not in kept:
                path.unlink()
