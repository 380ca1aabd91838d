"""Settling: what everybody is owed for the windows of a period, as files that somebody can post, pay and check."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from ristorno.bulk.compile import Beside, Plan
from ristorno.bulk.folder import Results
from ristorno.bulk.inputs import inputs_of
from ristorno.bulk.wanted import count_everybody
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.intake import Store
from ristorno.intake.duck import workshop
from ristorno.intake.progress import Progress, silent
from ristorno.kernel.number import ONE
from ristorno.kernel.period import Period

COLUMNS = (
    "agreement", "clause", "member", "contact", "party", '"group"', "unit", "amount", '"window"', "window_start",
    "window_end", "document", "status", "if_failed", "if_met",
)  # fmt: skip
"""The columns of the accruals of a settlement, in order."""


@dataclass(frozen=True, slots=True)
class Total:
    """What one clause gives everybody in one unit."""

    clause: str
    unit: str
    status: str
    accruals: int
    members: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Settled:
    """A settlement that was written."""

    folder: Path
    totals: tuple[Total, ...]
    beside: tuple[Beside, ...]
    """What was counted member by member, and why."""
    lines: int


def settle(
    calculation: Calculation,
    store: Store,
    moment: Moment,
    window: Period | None,
    folder: Path,
    *,
    ending: str = "parquet",
    memory_limit: str = "1GB",
    show: Progress = silent,
) -> Settled:
    """Write what everybody is owed for all windows inside a period; without one, for all windows.

    Raises:
        Refused: the store is damaged, the disk is full, the folder holds something else.
    """
    results = Results(folder, ending)
    with working(memory_limit) as connection:
        with count_everybody(connection, store, calculation, moment, show, memory_limit) as counted:
            show(0.95, "Writing")
            written = results.write(connection, "accruals", _select(window))
            totals = tuple(_totals(connection, written, calculation.program.terms.steps))
            lines = counted.extent.lines
        results.commit(_manifest(calculation, store, moment, window, counted.plan, totals))
    beside = counted.plan.beside if counted.plan else ()
    return Settled(folder, totals, beside, lines)


@contextmanager
def working(memory_limit: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection with bounded memory that spills to disk; gone afterwards."""
    with workshop(memory_limit) as shop:
        yield shop.connection


def inside(window: Period | None) -> str:
    """Return the SQL condition for windows inside of a period."""
    if window is None:
        return "true"
    return f"window_start >= date '{window.start}' and window_end < date '{window.end}'"


def _select(window: Period | None) -> str:
    return f"select {', '.join(COLUMNS)} from wanted where {inside(window)}"


def _totals(connection: duckdb.DuckDBPyConnection, written: str, steps: Mapping[str, Decimal]) -> Iterator[Total]:
    rows = connection.execute(
        "select clause, unit, status, count(*), count(distinct member), sum(cast(amount as decimal(38, 10))) "
        f"from {written} group by all order by all"
    ).fetchall()
    for clause, unit, status, accruals, members, amount in rows:
        yield Total(clause, unit, status, accruals, members, in_steps(amount, steps.get(unit)))


def in_steps(amount: Decimal, step: Decimal | None) -> Decimal:
    """Return an amount with as many decimals as its unit has; all amounts of a program are kept in the finest."""
    return amount if step is None else amount.quantize(step) if step < 1 else amount.quantize(ONE)


def _manifest(
    calculation: Calculation,
    store: Store,
    moment: Moment,
    window: Period | None,
    plan: Plan | None,
    totals: tuple[Total, ...],
) -> dict[str, Any]:
    return {
        "schema": "ristorno.settlement/1",
        "inputs": inputs_of(calculation, store, moment).record,
        "window": str(window) if window else None,
        "versions": _versions(calculation, moment),
        "counted_in_bulk": [list(key) for key in plan.compiled] if plan else [],
        "counted_member_by_member": [
            {"agreement": each.agreement, "clause": each.clause, "because_of": each.why}
            for each in (plan.beside if plan else ())
        ],
        "totals": [
            {
                "clause": total.clause,
                "unit": total.unit,
                "status": total.status,
                "accruals": total.accruals,
                "members": total.members,
                "amount": f"{total.amount:f}",
            }
            for total in totals
        ],
    }


def _versions(calculation: Calculation, moment: Moment) -> list[str]:
    """Return the labels of all versions of the terms that were in force."""
    timelines = [calculation.common(moment.known_at)]
    timelines += [each for member in calculation.members() for each in calculation.timelines(member, moment.known_at)]
    return sorted({span.rules.label for timeline in timelines for span in timeline.spans})
