"""Flat facts read back as texts, so that two makings of them can be compared whatever their codes are."""

# ruff: noqa: S608 - the names in the queries are ours

from dataclasses import dataclass
from typing import Any

import duckdb

Rows = list[tuple[Any, ...]]

_LINES = """
select members.id, kind, product, brand, groups, uom, currency, parties, attributes, contacts.id, source, number, line,
  lines."at", day, amount, quantity, cost, tax, due_on, invoiced_on
from lines join members using (member) join items using (item) join details using (detail)
  join documents using (document) left join contacts on contacts.contact = lines.contact
order by all
"""
_STATES = """
select members.id, states."at", day, place, kind, contacts.id, segment
from states join members using (member) left join contacts on contacts.contact = states.contact
order by members.id, place
"""
_DENSE = """
select '{0}', count(*), count(distinct {1}), min({1}), max({1}) from {0} having count(*) > 0
"""
_CODES = {"members": "member", "contacts": "contact", "documents": "document", "items": "item", "details": "detail"}


@dataclass(frozen=True)
class Told:
    """What flat facts say."""

    lines: Rows
    states: Rows
    aside: Rows


def decoded(connection: duckdb.DuckDBPyConnection) -> Told:
    """Return what the flat facts of a connection say; their codes are dense, and no text has two."""
    for table, code in _CODES.items():
        for name, rows, codes, first, last in connection.execute(_DENSE.format(table, code)).fetchall():
            assert rows == codes == last - first + 1, f"{name}: {rows} rows, codes {first} to {last}"
        twice = f"select * exclude ({code}) from {table} group by all having count(*) > 1"
        assert not connection.execute(twice).fetchall(), table
    lines = connection.execute(_LINES).fetchall()
    assert len(lines) == connection.execute("select count(*) from lines").fetchall()[0][0]
    aside = connection.execute("from aside order by all").fetchall()
    return Told(lines, connection.execute(_STATES).fetchall(), aside)
