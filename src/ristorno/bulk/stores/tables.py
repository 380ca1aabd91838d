"""The flat facts: relations of integers, the same whatever they were made from.

One row of ``lines`` is one line that counts. Codes are dense integers, the same text always has the same one. Times are
UTC, days are local, all money and quantities are whole ten-thousandths, null where nothing was said.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import TypeAlias

import duckdb

from ristorno.bulk.counting.payments import PAYMENTS
from ristorno.bulk.counting.tenders import MATCHED, TENDERED

Row: TypeAlias = tuple[object, ...]

SCALE = 10_000
"""So many parts does the flat form make of one."""
NUMBERS = ("amount", "quantity", "cost", "tax")
"""What is counted in these parts."""

TABLES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "lines": {
            "member": "INTEGER",
            "item": "INTEGER",
            "detail": "INTEGER",
            "contact": "INTEGER",
            "document": "INTEGER",
            "line": "VARCHAR",
            "at": "TIMESTAMP",
            "day": "DATE",
            **dict.fromkeys(NUMBERS, "BIGINT"),
            "due_on": "DATE",
            "invoiced_on": "DATE",
        },
        "states": {
            "member": "INTEGER",
            "at": "TIMESTAMP",
            "day": "DATE",
            "place": "INTEGER",
            "kind": "VARCHAR",
            "contact": "INTEGER",
            "segment": "VARCHAR",
            "detail": "INTEGER",
        },
        "members": {"member": "INTEGER", "id": "VARCHAR"},
        "contacts": {"contact": "INTEGER", "id": "VARCHAR"},
        "documents": {"document": "INTEGER", "source": "VARCHAR", "number": "VARCHAR"},
        "items": {
            "item": "INTEGER",
            "kind": "VARCHAR",
            "product": "VARCHAR",
            "brand": "VARCHAR",
            "groups": "VARCHAR",
            "uom": "VARCHAR",
            "currency": "VARCHAR",
        },
        "details": {"detail": "INTEGER", "parties": "VARCHAR", "attributes": "VARCHAR"},
        "aside": {"fact": "VARCHAR", "member": "VARCHAR", "code": "VARCHAR", "reason": "VARCHAR"},
    }
)
"""The columns of every relation with their types.

``contact`` is null for nobody, detail 0 says nothing, ``groups`` are joined by U+001F. ``at`` and ``day`` are those of
the whole document. The ``line`` of a return of a whole document, which stands behind the lines of that document, is
``~NUMBER/LINE`` of the return itself; no other return that names an original is a line.
"""

DOCUMENT_NAME = (
    "case when o.line like '~%' then case when d.source = '' then '' else d.source || '/' end || substr(o.line, 2) "
    "else case when d.source = '' then '' else d.source || '/' end || d.number "
    "|| case when o.line is null then '' else '/' || o.line end end"
)
"""The SQL of how people call what row ``o`` is owed for: a document ``d`` or a line of it, a return by its own name."""


BESIDE: Mapping[str, Mapping[str, str]] = {**PAYMENTS, "tendered": TENDERED, "matched": MATCHED}
"""What lies beside the flat facts where programs ask for it."""


def held_in(connection: duckdb.DuckDBPyConnection) -> Mapping[str, Mapping[str, str]]:
    """Return the relations that a plan over the facts of a connection reads, with their columns."""
    found = connection.execute("select table_name from duckdb_tables() where temporary").fetchall()
    names = {name for (name,) in found}
    return {**TABLES, **{table: columns for table, columns in BESIDE.items() if table in names}}


CHUNK = 50_000
"""So many rows go into a table at once."""


def fill(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Row], columns: Mapping[str, str] | None = None
) -> None:
    """Make a table of the connection anew, with these rows; ``columns`` where it is none of :data:`TABLES`."""
    kinds = columns or TABLES[table]
    listed = ", ".join(f'"{name}" {kind}' for name, kind in kinds.items())
    connection.execute(f"create or replace temp table {table} ({listed})")
    left = iter(rows)
    while chunk := list(islice(left, CHUNK)):
        append(connection, table, chunk, kinds)


def append(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row], columns: Mapping[str, str]) -> None:
    """Add rows to a table.

    They go in column by column: one statement with a list for each costs far less than one statement for every row.
    """
    values = ", ".join(f"unnest(cast(${place} as {kind}[]))" for place, kind in enumerate(columns.values(), 1))
    held = [list(column) for column in zip(*rows, strict=True)]
    connection.execute(f"insert into {table} select {values}", held)
