"""What is left of lines once returns that name nothing are taken off the oldest purchases, as the engine takes them.

Which purchase a return finds depends on all returns before it, so there is no sum that tells it. But few members return
anything without saying of what, and what comes of it is a row for each line that changes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import duckdb

from ristorno.bulk.counting.ground import Holdings
from ristorno.bulk.counting.tenders import MATCHED
from ristorno.bulk.stores.lines import numbers_of
from ristorno.bulk.stores.read_back import decimal_of, read_back
from ristorno.bulk.stores.tables import NUMBERS, Row, fill
from ristorno.engine.fact import Reference
from ristorno.engine.history.line import Line
from ristorno.engine.history.matching import matched

GIVEN_BACK = (
    "select member from lines join items using (item) where kind = 'return' and product is not null "
    "and line not like '~%'"
)
"""The SQL of the codes of members that gave something back without saying of what."""
_LINES = (
    'select member, document, source, number, line, kind, "at", day, product, uom, amount, quantity, cost, tax '
    "from lines join items using (item) join documents using (document) "
    "where (kind in ('purchase', 'return') and product is not null or line like '~%') "
    f"and member in ({GIVEN_BACK}) order by member"
)
_WHOLE = "~"
"""The lines of returns of whole documents begin with it, no others do."""


def add_matched(connection: duckdb.DuckDBPyConnection, holdings: Holdings) -> Holdings:
    """Make the relation of what is left of lines; return what facts hold with it: parts may be rounded up."""
    rows = list(_left(connection))
    fill(connection, "matched", rows, MATCHED)
    return replace(holdings, sums={name: held + len(rows) for name, held in holdings.sums.items()})


def _left(connection: duckdb.DuckDBPyConnection) -> Iterator[Row]:
    for member, rows in groupby(connection.execute(_LINES).fetchall(), key=itemgetter(0)):
        documents, lines = {}, []
        for _, document, source, number, *said in rows:
            documents[source, number] = document
            lines.append(_line(source, number, *said))
        yield from ((member, *changed) for changed in _changed(sorted(lines, key=lambda line: line.order), documents))


def _changed(lines: Sequence[Line], documents: dict[tuple[str, str], int]) -> Iterator[Row]:
    found = {line.order: line for line in matched(lines, lambda day: True, ())}
    for line in lines:
        left = found.get(line.order)
        place = documents[line.fact.source, line.fact.document], line.fact.line
        if left is None:
            yield (*place, True, *(None for _ in NUMBERS))
        elif left.fact != line.fact:
            yield (*place, False, *numbers_of(left.fact))


def _line(
    source: str, number: str, line: str, kind: str, at: datetime, day: date, product: str, uom: str, *said: Any
) -> Line:
    words: dict[str, Any] = {
        "product": product or None,
        "uom": uom or None,
        **dict(zip(NUMBERS, map(decimal_of, said), strict=True)),
    }
    reverses = Reference(number, None) if line.startswith(_WHOLE) else None
    return read_back(source, number, line, kind, at, day, reverses=reverses, **words)
