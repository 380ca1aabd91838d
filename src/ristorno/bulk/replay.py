"""Replaying: what was owed for past windows as known at a past moment, and what has changed since, key by key."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from ristorno.bulk.folder import Results
from ristorno.bulk.inputs import inputs_of
from ristorno.bulk.settle import COLUMNS, in_steps, inside, working
from ristorno.bulk.wanted import count_everybody
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.intake import Store
from ristorno.intake.progress import Progress, part, silent
from ristorno.kernel.period import Period

KEY = (
    "agreement", "clause", "member", "contact", "party", '"group"', "unit", '"window"', "window_start", "window_end",
    "document",
)  # fmt: skip
"""What makes two amounts stand for the same promise."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What has changed of one clause since then."""

    clause: str
    unit: str
    keys: int
    members: int
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class Replayed:
    """A replay that was written."""

    folder: Path
    accruals: int
    """How many amounts were owed then."""
    changes: tuple[Changed, ...]


def replay(
    calculation: Calculation,
    store: Store,
    moments: tuple[Moment, Moment],
    window: Period | None,
    folder: Path,
    *,
    ending: str = "parquet",
    memory_limit: str = "1GB",
    show: Progress = silent,
) -> Replayed:
    """Write what was owed at the first of two moments, and how it differs from what is owed at the second.

    Raises:
        Refused: the store is damaged, the disk is full, the folder holds something else.
    """
    then, now = moments
    results = Results(folder, ending)
    with working(memory_limit) as connection:
        with count_everybody(connection, store, calculation, then, part(show, 0, 0.5), memory_limit):
            _keep(connection, "then", window)
        with count_everybody(connection, store, calculation, now, part(show, 0.5, 0.95), memory_limit):
            _keep(connection, "now", window)
        show(0.95, "Writing")
        _compare(connection)
        results.write(connection, "accruals", f"select {', '.join(COLUMNS)} from kept_then")
        results.write(connection, "differences", "select * from differences")
        changes = _changes(connection, calculation)
        row = connection.execute("select count(*) from kept_then").fetchone()
    results.commit(
        {
            "schema": "ristorno.replay/1",
            "then": inputs_of(calculation, store, then).record,
            "now": inputs_of(calculation, store, now).record,
            "window": str(window) if window else None,
            "changes": [
                {
                    "clause": each.clause,
                    "unit": each.unit,
                    "keys": each.keys,
                    "members": each.members,
                    "before": f"{each.before:f}",
                    "after": f"{each.after:f}",
                }
                for each in changes
            ],
        }
    )
    return Replayed(folder, row[0] if row else 0, changes)


def _keep(connection: duckdb.DuckDBPyConnection, name: str, window: Period | None) -> None:
    """Keep what is owed at a moment as a table; everything else of that moment goes, to make room for the next."""
    words = ("agreement", "clause", "member", "unit", '"window"', "status")
    plain = ", ".join(f"cast({word} as varchar) as {word}" for word in words)
    select = f"select * replace ({plain}) from wanted where {inside(window)}"
    connection.execute(f"create temp table kept_{name} as {select}")
    connection.execute("drop view wanted; drop view wanted_sums; drop view if exists owed")
    made = connection.execute(
        "select table_name from duckdb_tables() where temporary and table_name not in ('kept_then', 'kept_now')"
    ).fetchall()
    for (table,) in made:
        connection.execute(f'drop table if exists "{table}"')


def _compare(connection: duckdb.DuckDBPyConnection) -> None:
    same = " and ".join(f"one.{name} is not distinct from other.{name}" for name in KEY)
    keys = ", ".join(f"coalesce(one.{name}, other.{name}) as {name}" for name in KEY)
    connection.execute(
        f"create temp table differences as select {keys}, one.amount as before, other.amount as after, "
        "coalesce(other.amount, 0) - coalesce(one.amount, 0) as change, one.status as status_before, "
        f"other.status as status_after from kept_then as one full join kept_now as other on {same} "
        "where one.amount is distinct from other.amount or one.status is distinct from other.status"
    )


def _changes(connection: duckdb.DuckDBPyConnection, calculation: Calculation) -> tuple[Changed, ...]:
    rows = connection.execute(
        "select clause, unit, count(*), count(distinct member), sum(coalesce(before, 0)), sum(coalesce(after, 0)) "
        "from differences where change <> 0 group by all order by all"
    ).fetchall()
    steps = calculation.program.terms.steps
    return tuple(
        Changed(clause, unit, keys, members, in_steps(before, steps.get(unit)), in_steps(after, steps.get(unit)))
        for clause, unit, keys, members, before, after in rows
    )
