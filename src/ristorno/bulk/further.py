"""Going on from a settlement: only members whom new facts touch are counted again, the rest stands.

What a member is owed follows from its own facts alone, unless the program looks at several members together. So when
the terms, the two times and the facts of the earlier run are the same, and facts came on top, it is enough to count the
members of these anew. Their rows stand in files of a further run; a member that a later run names counts with the rows
of that run only. After many runs, or when many members are touched, everything is counted anew.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from ristorno.bulk.stores.projection.codes import FIRST
from ristorno.bulk.stores.projection.manifest import projection_folder, read_projection
from ristorno.engine.calculation import Calculation
from ristorno.intake import Store
from ristorno.intake.duck import text
from ristorno.intake.store.columns import LINE_KEY
from ristorno.intake.store.log import log_rows
from ristorno.intake.store.manifest import NAME

MOST_RUNS = 50
"""More files than that slow down who reads them."""
_SHARE = 5
"""When one member in so many is touched, counting all anew costs about as much."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A settlement that was written before, of the same terms and times, over facts that are still there."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def runs(self) -> int:
        """How many runs have written to it."""
        return max(int(file["run"]) for file in self.manifest["files"])

    @property
    def facts(self) -> list[list[str]]:
        """The files of the log that it has counted, with their hashes."""
        return list(self.manifest["facts"])

    @property
    def files(self) -> list[dict[str, Any]]:
        """Its files."""
        return list(self.manifest["files"])


def earlier_of(folder: Path, manifest: dict[str, Any], ending: str, calculation: Calculation) -> Earlier | None:
    """Return the settlement in a folder that the run of ``manifest`` may go on from; None where it may not."""
    if ending != "parquet" or calculation.needs_population:
        return None
    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
        same = found["schema"] == manifest["schema"] and found["window"] == manifest["window"]
        same = same and _asked(found) == _asked(manifest) and _exists(folder, found["files"])
        further = same and all(file in manifest["facts"] for file in found["facts"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    earlier = Earlier(folder, found) if further else None
    return earlier if earlier is not None and earlier.runs < MOST_RUNS else None


def _asked(manifest: dict[str, Any]) -> dict[str, Any]:
    """Return what was asked of which terms, without the facts."""
    moving = {"facts_sha256", "batches", "sha256"}
    return {name: value for name, value in manifest["inputs"].items() if name not in moving}


def _exists(folder: Path, files: Sequence[dict[str, Any]]) -> bool:
    return all((folder / file["path"]).is_file() for file in files)


def facts_of(store: Store) -> list[list[str]]:
    """Return the files of the log that count now, with their hashes."""
    return [[file.path, file.sha256] for file in store.manifest.files if file.holds == "log"]


def touched(connection: duckdb.DuckDBPyConnection, store: Store, earlier: Earlier, zone: str) -> list[str] | None:
    """Return the members whom facts touch that have come since; None where all are better counted anew.

    A line that was restated touches the member that it had before, too; nothing else looks at facts of before.
    """
    known = {path for path, _ in earlier.facts}
    paths = [(file.path, str(store.folder / file.path)) for file in store.manifest.files if file.holds == "log"]
    fresh = log_rows([path for name, path in paths if name not in known])
    old = log_rows([path for name, path in paths if name in known])
    identity = f"source, document, {LINE_KEY}"
    found = {row[0] for row in connection.execute(f"select distinct member from {fresh}").fetchall()}
    again = f"from {fresh} where version > 1 or retracted"
    if connection.execute(f"select 1 {again} limit 1").fetchone():
        asked = f"select distinct member from {old} where ({identity}) in (select {identity} {again})"
        found |= {row[0] for row in connection.execute(asked).fetchall()}
    return None if len(found) * _SHARE > _members(store, zone) else sorted(found)


def _members(store: Store, zone: str) -> int:
    """Return how many members were known when the flat facts were last brought up to date."""
    held = read_projection(projection_folder(store.folder, zone), zone)
    return held.codes["members"] - FIRST["members"] if held.files else len(store.members())


def standing(files: Sequence[dict[str, Any]], folder: Path, holds: str) -> str:
    """Return the SQL of the rows that stand: of every member those of the last run that names it."""
    parts = []
    for file in files:
        if file["holds"] != holds:
            continue
        later = [each for each in files if each["holds"] == "touched" and each["run"] > file["run"]]
        gone = " union all ".join(f"select member from {_read(folder, each)}" for each in later)
        kept = f" where member not in ({gone})" if later else ""
        parts.append(f"select * from {_read(folder, file)}{kept}")
    return f"({' union all by name '.join(parts)})"


def _read(folder: Path, file: dict[str, Any]) -> str:
    return f"read_parquet({text(str(folder / file['path']))})"


def before(connection: duckdb.DuckDBPyConnection, earlier: Earlier, members: str) -> list[tuple[Any, ...]]:
    """Return what the members of a relation came to so far: clause, unit, status, accruals, members, amount."""
    sums = standing(earlier.files, earlier.folder, "sums")
    return connection.execute(
        "select clause, unit, status, cast(sum(accruals) as bigint), count(*), sum(cast(amount as decimal(38, 10))) "
        f"from {sums} where member in (select member from {members}) group by all order by all"
    ).fetchall()


def changed(
    totals: Sequence[dict[str, Any]], gone: Sequence[tuple[Any, ...]], come: Sequence[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """Return totals less what some members came to, with what they come to now."""
    sums: dict[tuple[str, str, str], list[Any]] = {}
    for each in totals:
        key = each["clause"], each["unit"], each["status"]
        sums[key] = [each["accruals"], each["members"], Decimal(each["amount"])]
    for sign, rows in ((-1, gone), (1, come)):
        for clause, unit, status, accruals, members, amount in rows:
            held = sums.setdefault((clause, unit, status), [0, 0, Decimal(0)])
            held[0] += sign * accruals
            held[1] += sign * members
            held[2] += sign * amount
    return [(*key, *held) for key, held in sorted(sums.items()) if held[0]]
