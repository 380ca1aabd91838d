"""The parts of lines that count when they are paid, of documents that were not paid at once: cut by the engine."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import duckdb

from ristorno.bulk.counting.ground import Holdings
from ristorno.bulk.counting.payments import PAYMENTS
from ristorno.bulk.stores.lines import numbers_of
from ristorno.bulk.stores.read_back import decimal_of, read_back
from ristorno.bulk.stores.tables import NUMBERS, Row, fill
from ristorno.engine.fact import Reference
from ristorno.engine.history.counted_on import counted_lines
from ristorno.engine.history.line import Line
from ristorno.engine.history.owing import Account

Parted: TypeAlias = Mapping[tuple[int, int], Account]
"""The accounts of documents that are paid in parts, by member and document."""

_ASKED = "documents_in_parts"
_LINES = (
    'select lines.member, lines.document, returned.line, source, number, lines.line, kind, lines."at", '
    f"lines.day, due_on, {', '.join(NUMBERS)} from lines join items using (item) join documents using (document) "
    f"join {_ASKED} as asked on asked.member = lines.member and asked.document = lines.document "
    "left join returned_whole as returned on returned.member = lines.member and returned.document = lines.document "
    "and returned.line = lines.line where kind <> 'payment' order by lines.member, lines.document"
)
_CUT = 2
"""By so many ten-thousandths a part can be more than the part of a number that it stands for."""


def write_shares(connection: duckdb.DuckDBPyConnection, parted: Parted, zone: ZoneInfo, holdings: Holdings) -> Holdings:
    """Write the paid parts of the lines of some documents; return what facts hold with them."""
    fill(connection, _ASKED, parted, {"member": "INTEGER", "document": "INTEGER"})
    fill(connection, "shares", _shares(connection, parted, zone), PAYMENTS["shares"])
    ((shares, longest),) = connection.execute(_EXTENT).fetchall()
    sums = {name: most + _CUT * shares for name, most in holdings.sums.items()}
    return replace(holdings, lines=holdings.lines + shares, sums=sums, cut=_CUT, days_early=longest)


_EXTENT = (
    "select (select count(*) from shares), greatest(0, coalesce(max(due), 0)) from "
    "(select max(paid_due - paid_day) as due from shares union all select max(paid_due - paid_day) from accounts "
    "union all select max(due_on - day) from lines)"
)


def _shares(connection: duckdb.DuckDBPyConnection, parted: Parted, zone: ZoneInfo) -> Iterator[Row]:
    rows = connection.execute(_LINES).fetchall()
    for key, own in groupby(rows, key=itemgetter(0, 1)):
        lines = sorted((_line(*row[2:]) for row in own), key=lambda line: line.order)
        for line in counted_lines(lines, lambda day: "as_paid", [parted[key]], zone):
            fact = line.fact
            yield *key, fact.line, line.at.replace(tzinfo=None), line.day, fact.due_on, *numbers_of(fact)


def _line(whole: object, source: str, number: str, line: str, kind: str, at: datetime, day: date, *said: Any) -> Line:
    """Return a line as far as paying it goes; a return of the whole document is known by its reference."""
    due_on, *numbers = said
    told: dict[str, Any] = dict(zip(NUMBERS, map(decimal_of, numbers), strict=True))
    if whole is not None:
        told |= {"place": (number, line), "reverses": Reference(number)}
    return read_back(source, number, line, kind, at, day, due_on=due_on, **told)
