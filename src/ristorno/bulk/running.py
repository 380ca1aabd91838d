"""A plan worked out in a DuckDB connection that holds the flat facts, or for it in another database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import duckdb

from ristorno.bulk.compile import NOTHING_OWED, OWED, Plan, compile_program
from ristorno.bulk.counting.ground import Holdings
from ristorno.bulk.counting.looks import Look, looks_asked
from ristorno.bulk.dialects.duckdb import DuckDB
from ristorno.bulk.plan.relations import Rows, Step, Table, union
from ristorno.bulk.stores.database import Database
from ristorno.bulk.stores.tables import DOCUMENT_NAME, fill
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


@dataclass(frozen=True, slots=True)
class Held:
    """The flat facts of a connection, asked while a plan is compiled."""

    connection: duckdb.DuckDBPyConnection

    def looks(self, fields: Sequence[str]) -> list[Look]:
        """Return all combinations of some fields that facts have."""
        rows = self.connection.execute(DuckDB().relation(looks_asked(fields))).fetchall()
        return [dict(zip(fields, row, strict=True)) for row in sorted(rows)]

    def largest(self, name: str) -> int:
        """Return the largest absolute value of a number of a line, in ten-thousandths."""
        (row,) = self.connection.execute(f"select coalesce(max(abs({name})), 0) from lines").fetchall()
        return int(row[0])

    def sizes(self, name: str, number: int) -> list[int]:
        """Return the absolute values of a number of a line, in ten-thousandths, each once; no more than a number."""
        asked = f"select distinct abs({name}) from lines where {name} <> 0 limit {number}"
        return sorted(int(row[0]) for row in self.connection.execute(asked).fetchall())


def compiled(
    connection: duckdb.DuckDBPyConnection, calculation: Calculation, moment: Moment, holdings: Holdings
) -> Plan:
    """Return the plan of a program over the flat facts of a connection."""
    return compile_program(calculation, moment, holdings, Held(connection))


def run(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    show: Callable[[float, str], None] = lambda share, title: None,
    words: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Work out every step; the view ``owed`` is the answer. ``show`` is told the share done and what comes next.

    ``words`` names the types of columns in which words are kept as numbers. Clause after clause is kept in a table of
    its own: one question about all of them would take the database longer to think about than to answer.
    """
    dialect, steps, parts = DuckDB(), plan.steps, plan.parts
    number = len(steps) + len(parts)
    for place, step in enumerate(steps):
        show(place / number, step.title)
        work_out(connection, step)
    typed = [f"cast({name} as {kind}) as {name}" for name, kind in words.items()]
    columns = f"* replace ({', '.join(typed)})" if typed else "*"
    for place, part in enumerate(parts, start=len(steps)):
        show(place / number, part.title)
        query = f"select {columns} from {dialect.source(part.relation)}"
        connection.execute(f"create temp table {dialect.name(part.name)} as {query}")
    answer = union([Table(part.name) for part in parts] or [NOTHING_OWED])
    connection.execute(dialect.create(Step(OWED, answer, "What everybody is owed"), kept=False))


def work_out(connection: duckdb.DuckDBPyConnection, step: Step) -> None:
    """Work a step out and keep it. Constant rows go in as they are: to spell and read them costs far more."""
    dialect, relation = DuckDB(), step.relation
    if isinstance(relation, Rows):
        kinds = {name: dialect.TYPES[kind] for name, kind in relation.columns}
        fill(connection, dialect.name(step.name), relation.rows, kinds)
    else:
        connection.execute(dialect.create(step))


def run_in(
    database: Database,
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    show: Callable[[float, str], None] = lambda share, title: None,
    words: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Work every step out in another database, over the facts of a connection; that gets ``owed`` as :func:`run` does.

    Raises:
        Refused: the other database cannot be reached, has no room or stops.
    """
    show(0.0, "Handing over the facts")
    database.take(connection)
    steps = (*plan.steps, plan.answer)
    for number, step in enumerate(steps):
        show((number + 1) / (len(steps) + 1), step.title)
        database.keep(step)
    names = [name for name, _ in NOTHING_OWED.columns]
    listed = ", ".join(map(database.dialect.name, names))
    rows = database.rows(f"select {listed} from {database.dialect.name(OWED)}")
    told = {**dict.fromkeys(("amount", "low", "high"), DuckDB.TYPES["wide"]), **words}
    fill(connection, OWED, rows, {name: told.get(name, DuckDB.TYPES[kind]) for name, kind in NOTHING_OWED.columns})


def owed(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return everything that is owed with the names of members, persons, and documents or lines."""
    cursor = connection.execute(
        f"select m.id as member, c.id as contact, party, owner, {DOCUMENT_NAME} as document, "
        "agreement, clause, unit, label, start, last, amount, status, low, high "
        "from owed o left join members m using (member) left join contacts c using (contact) "
        "left join documents d using (document)"
    )
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
