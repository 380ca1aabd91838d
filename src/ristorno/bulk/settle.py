"""Settling: what everybody is owed for the windows of a period, as files that somebody can post, pay and check."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from ristorno.bulk.compile import Beside, Plan
from ristorno.bulk.folder import Results
from ristorno.bulk.further import Earlier, before, changed, earlier_of, facts_of, touched
from ristorno.bulk.inputs import inputs_of
from ristorno.bulk.stores.database import Database
from ristorno.bulk.wanted import Counted, count_everybody
from ristorno.bulk.written import refuse_unnamed
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.intake import Store
from ristorno.intake.duck import text, workshop
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
    touched: int | None = None
    """How many members were counted anew since the run before; None where all were counted."""


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
    whole: bool = False,
    database: Database | None = None,
) -> Settled:
    """Write what everybody is owed for all windows inside a period; without one, for all windows.

    Where the folder holds a settlement of the same terms and times, and facts have come on top, only the members whom
    they touch are counted anew, unless ``whole`` is asked. ``database`` counts in place of this process.

    Raises:
        Refused: the store is damaged, the disk is full, the folder holds something else.
    """
    body = _manifest(calculation, store, moment, window)
    earlier = None if whole else earlier_of(folder, body, ending, calculation)
    with working(memory_limit) as connection:
        members = None if earlier is None else touched(connection, store, earlier, calculation.program.terms.zone.key)
        run = _Run(
            connection, calculation, Results(folder, ending, earlier.runs + 1 if earlier and members else 1), window
        )
        if earlier is not None and members == []:
            return run.unchanged(earlier)
        with count_everybody(connection, store, calculation, moment, show, memory_limit, members, database) as counted:
            show(0.95, "Writing")
            return run.written(body, counted, earlier if members else None, members)


@dataclass(frozen=True, slots=True)
class _Run:
    """One run while its results are written."""

    connection: duckdb.DuckDBPyConnection
    calculation: Calculation
    results: Results
    window: Period | None

    def unchanged(self, earlier: Earlier) -> Settled:
        """Return the settlement as it stands: no fact has come."""
        rows = changed(earlier.manifest["totals"], (), ())
        return Settled(self.results.folder, self._totals(rows), (), earlier.manifest["lines"], touched=0)

    def written(
        self, body: dict[str, Any], counted: Counted, earlier: Earlier | None, members: Sequence[str] | None
    ) -> Settled:
        """Write what was counted, and return it with what stands of earlier runs."""
        accruals = self.results.write(self.connection, "accruals", _select(self.window))
        refuse_unnamed(self.connection, accruals)
        sums = accruals
        if self._further:
            sums = self.results.write(self.connection, "sums", _SUMS.format(inside(self.window)))
        rows = self.connection.execute((_OF_SUMS if self._further else _OF_ACCRUALS).format(sums)).fetchall()
        if earlier is not None and members is not None:
            listed = ", ".join(f"({text(member)})" for member in members)
            named = self.results.write(self.connection, "touched", f"from (values {listed}) as listed(member)")
            rows = changed(earlier.manifest["totals"], before(self.connection, earlier, named), rows)
        totals = self._totals(rows)
        told = {**body, "lines": counted.extent.lines, **_counted(counted.plan), "totals": _told(totals)}
        self.results.commit(told, earlier.files if earlier else ())
        beside = counted.plan.beside if counted.plan else ()
        number = None if earlier is None or members is None else len(members)
        return Settled(self.results.folder, totals, beside, counted.extent.lines, touched=number)

    @property
    def _further(self) -> bool:
        """Whether a later run may go on from this one."""
        return self.results.ending == "parquet"

    def _totals(self, rows: Sequence[tuple[Any, ...]]) -> tuple[Total, ...]:
        steps = self.calculation.program.terms.steps
        return tuple(
            Total(clause, unit, status, accruals, members, in_steps(amount, steps.get(unit)))
            for clause, unit, status, accruals, members, amount in rows
        )


_AMOUNT = "sum(cast(amount as decimal(38, 10)))"
_SUMS = (
    "select member, clause, unit, status, count(*) as accruals, sum(amount) as amount from wanted_sums where {} "
    "group by all order by member"
)
_OF_SUMS = (
    f"select clause, unit, status, cast(sum(accruals) as bigint), count(*), {_AMOUNT} "
    "from {} group by all order by all"
)
_OF_ACCRUALS = (
    f"select clause, unit, status, count(*), count(distinct member), {_AMOUNT} from {{}} group by all order by all"
)


@contextmanager
def working(memory_limit: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection with bounded memory that spills to disk; gone afterwards.

    No order of rows is kept in it, and no table is packed, which the database does by and by: none lives long enough.
    """
    with workshop(memory_limit) as shop:
        shop.run("set preserve_insertion_order = false")
        shop.run("set checkpoint_threshold = '100TB'")
        yield shop.connection


def inside(window: Period | None) -> str:
    """Return the SQL condition for windows inside of a period."""
    if window is None:
        return "true"
    return f"window_start >= date '{window.start}' and window_end < date '{window.end}'"


def _select(window: Period | None) -> str:
    return f"select {', '.join(COLUMNS)} from wanted where {inside(window)}"


def in_steps(amount: Decimal, step: Decimal | None) -> Decimal:
    """Return an amount with as many decimals as its unit has; all amounts of a program are kept in the finest."""
    return amount if step is None else amount.quantize(step) if step < 1 else amount.quantize(ONE)


def _manifest(calculation: Calculation, store: Store, moment: Moment, window: Period | None) -> dict[str, Any]:
    """Return what is known of a settlement before anything is counted."""
    return {
        "schema": "ristorno.settlement/1",
        "inputs": inputs_of(calculation, store, moment).record,
        "facts": facts_of(store),
        "window": str(window) if window else None,
        "versions": _versions(calculation, moment),
    }


def _counted(plan: Plan | None) -> dict[str, Any]:
    return {
        "counted_in_bulk": [list(key) for key in plan.compiled] if plan else [],
        "counted_member_by_member": [
            {"agreement": each.agreement, "clause": each.clause, "because_of": each.why}
            for each in (plan.beside if plan else ())
        ],
        "standing_apart": len(plan.apart) if plan else 0,
    }


def _told(totals: Sequence[Total]) -> list[dict[str, Any]]:
    return [
        {
            "clause": total.clause,
            "unit": total.unit,
            "status": total.status,
            "accruals": total.accruals,
            "members": total.members,
            "amount": f"{total.amount:f}",
        }
        for total in totals
    ]


def _versions(calculation: Calculation, moment: Moment) -> list[str]:
    """Return the labels of all versions of the terms that were in force."""
    timelines = [calculation.common(moment.known_at)]
    timelines += [each for member in calculation.members() for each in calculation.timelines(member, moment.known_at)]
    return sorted({span.rules.label for timeline in timelines for span in timeline.spans})
