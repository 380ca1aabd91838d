"""A plan worked out in a DuckDB connection that holds the flat facts."""

from collections.abc import Callable, Sequence
from typing import Any

import duckdb

from ristorno.bulk.compile import Plan, compile_program
from ristorno.bulk.counting.ground import Holdings
from ristorno.bulk.counting.sorts import Look
from ristorno.bulk.dialects.duckdb import DuckDB
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation

_FIELDS = ("amount", "quantity", "cost", "tax")


def holdings_of(connection: duckdb.DuckDBPyConnection, *, tendered: bool = False) -> Holdings | None:
    """Return what the flat facts hold; None where there are none."""
    sums = ", ".join(f"coalesce(sum(abs({name})), 0)" for name in _FIELDS)
    found = connection.execute(f"select min(day), max(day), count(*), {sums} from lines").fetchone()
    assert found is not None
    first, last, lines, *totals = found
    if first is None:
        return None
    return Holdings(first, last, lines, dict(zip(_FIELDS, map(int, totals), strict=True)), tendered)


def looks_of(connection: duckdb.DuckDBPyConnection, fields: Sequence[str]) -> list[Look]:
    """Return all combinations of some fields that items have."""
    listed = ", ".join(f"coalesce({name}, '')" for name in fields)
    rows = connection.execute(f"select distinct {listed} from items order by all").fetchall()
    return [dict(zip(fields, row, strict=True)) for row in rows]


def compiled(
    connection: duckdb.DuckDBPyConnection, calculation: Calculation, moment: Moment, holdings: Holdings
) -> Plan:
    """Return the plan of a program over the flat facts of a connection."""
    return compile_program(calculation, moment, holdings, lambda fields: looks_of(connection, fields))


def run(
    connection: duckdb.DuckDBPyConnection, plan: Plan, show: Callable[[float, str], None] = lambda share, title: None
) -> None:
    """Work out every step; the view ``owed`` is the answer. ``show`` is told the share done and what comes next."""
    dialect = DuckDB()
    for number, step in enumerate(plan.steps):
        show(number / len(plan.steps), step.title)
        connection.execute(dialect.create(step))
    connection.execute(dialect.create(plan.answer, kept=False))


def owed(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return everything that is owed with the names of members, persons and documents."""
    cursor = connection.execute(
        "select m.id as member, c.id as contact, party, "
        "case when d.source = '' then d.number else d.source || '/' || d.number end as document, line, "
        "agreement, clause, unit, label, start, last, amount, status, low, high "
        "from owed left join members m using (member) left join contacts c using (contact) "
        "left join documents d using (document)"
    )
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
