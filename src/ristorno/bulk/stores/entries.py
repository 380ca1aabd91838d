"""Facts as they came, before returns were taken off: debts and payments move with them."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any, TypeAlias

import duckdb

from ristorno.bulk.stores.read_back import decimal_of, read_back
from ristorno.bulk.stores.tables import SCALE
from ristorno.engine.fact import Reference
from ristorno.engine.history.line import Line
from ristorno.engine.history.payments import DocumentKey

ENTRIES: Mapping[str, str] = MappingProxyType(
    {
        "member": "INTEGER",
        "document": "INTEGER",
        "line": "VARCHAR",
        "kind": "VARCHAR",
        "at": "TIMESTAMP",
        "day": "DATE",
        "amount": "BIGINT",
        "tax": "BIGINT",
        "due_on": "DATE",
        "pays": "VARCHAR",
        "reverses_document": "VARCHAR",
        "reverses_line": "VARCHAR",
        "tenders": "VARCHAR",
        "attributes": "VARCHAR",
    }
)
"""The columns of entries with their types, as far as anybody asks; tenders and attributes are JSON.

Only those of documents that were taken back, or take back, tell their attributes.
"""

Codes: TypeAlias = dict[DocumentKey, int]

_SORTED = "entries_by_member"
_AT_ONCE = 50_000
"""About so many entries are in memory at a time."""
_READ = (
    'select member, document, source, number, line, kind, "at", day, amount, tax, due_on, pays, reverses_document, '
    "reverses_line, tenders from entries join documents using (document)"
)


def entry_of(line: Line) -> tuple[object, ...]:
    """Return what an entry says behind its member and document."""
    fact, reverses = line.fact, line.fact.reverses
    named = (None, None) if reverses is None else (reverses.document, reverses.line)
    at = line.at.replace(tzinfo=None)
    paid = told({name: str(amount) for name, amount in fact.tenders.items()})
    numbers = _whole(fact.amount), _whole(fact.tax)
    return fact.line, fact.kind, at, line.day, *numbers, fact.due_on, fact.pays, *named, paid, told(fact.attributes)


def told(texts: Mapping[str, str]) -> str | None:
    """Return texts by name as JSON with sorted names, as the log has them; None where there are none."""
    if not texts:
        return None
    return json.dumps(dict(sorted(texts.items())), ensure_ascii=False, separators=(",", ":"))


def entries_by_member(
    connection: duckdb.DuckDBPyConnection, where: str = "true"
) -> Iterator[tuple[int, list[Line], Codes]]:
    """Yield every member with its entries in order, and the codes of its documents; ``where`` is SQL for some."""
    connection.execute(f"create or replace temp table {_SORTED} as {_READ} where {where} order by member")
    ((last,),) = connection.execute(f"select coalesce(max(member), 0) from {_SORTED}").fetchall()
    ((rows,),) = connection.execute(f"select count(*) from {_SORTED}").fetchall()
    step = max(1, last * _AT_ONCE // max(1, rows))
    for first in range(0, last + 1, step):
        held = f"from {_SORTED} where member >= {first} and member < {first + step} order by member"
        for member, own in groupby(connection.execute(held).fetchall(), key=itemgetter(0)):
            codes: Codes = {}
            lines = []
            for _, document, source, number, *said in own:
                codes[source, number] = document
                lines.append(_entry(source, number, *said))
            lines.sort(key=lambda line: line.order)
            yield member, lines, codes
    connection.execute(f"drop table {_SORTED}")


def _entry(source: str, number: str, line: str, kind: str, at: datetime, day: date, *said: Any) -> Line:
    amount, tax, due_on, pays, document, of_line, paid = said
    reverses = None if document is None else Reference(document, of_line)
    tenders = {} if paid is None else {name: Decimal(text) for name, text in json.loads(paid).items()}
    words = {"due_on": due_on, "pays": pays, "reverses": reverses, "tenders": tenders}
    return read_back(source, number, line, kind, at, day, amount=decimal_of(amount), tax=decimal_of(tax), **words)


def _whole(number: Decimal | None) -> int | None:
    return None if number is None else int(number * SCALE)
