"""What is left of lines of which a part was paid so that it does not earn, taken off by the engine for each document.

What is cut off one line goes into the next, so that together exactly the share is cut. Few documents are paid so, and
what comes of it is a row for each of their lines; all others are counted as they stand.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import groupby
from operator import itemgetter

import duckdb

from ristorno.bulk.counting.ground import Holdings
from ristorno.bulk.counting.tenders import TENDERED, Tendering
from ristorno.bulk.stores.entries import entries_by_member
from ristorno.bulk.stores.lines import numbers_of
from ristorno.bulk.stores.read_back import decimal_of, read_back
from ristorno.bulk.stores.tables import NUMBERS, Row, fill
from ristorno.engine.fact import name_of_document
from ristorno.engine.history.line import Line
from ristorno.engine.history.tenders import Shares, reduced, shares_of

_PAID = "paid_otherwise"
_WITH_TENDERS = "member in (select member from entries where tenders is not null)"
_LINES = (
    'select lines.member, lines.document, lines.line, items.kind, lines."at", lines.day, lines.amount, lines.quantity, '
    f"lines.cost, lines.tax from lines join {_PAID} using (member, document) join items using (item) "
    "where items.kind <> 'payment' order by lines.member, lines.document"
)
_Place = tuple[int, int]
"""Member and document."""


def add_tenders(
    connection: duckdb.DuckDBPyConnection, asked: Collection[Tendering], known: Collection[str], holdings: Holdings
) -> Holdings:
    """Make the relation of what is left of lines, for clauses of which each lets some tenders not earn.

    Beside the flat facts there must be the entries; ``known`` are the tenders that the terms speak of. Returned is what
    facts hold with it: what is left of a line may pass it by a ten-thousandth, where others of its document give more.
    """
    shares = dict(_shares(connection, known))
    places = {"member": "INTEGER", "document": "INTEGER"}
    fill(connection, _PAID, list(shares), places)
    rows = list(_left(connection, shares, sorted(asked, key=lambda each: each.name)))
    fill(connection, "tendered", rows, TENDERED)
    sums = {name: held + len(rows) for name, held in holdings.sums.items()}
    return replace(holdings, sums=sums)


def _shares(connection: duckdb.DuckDBPyConnection, known: Collection[str]) -> Iterator[tuple[_Place, Shares]]:
    """Yield the documents that were paid otherwise than with money, each with the shares of what paid for it."""
    for member, lines, codes in entries_by_member(connection, _WITH_TENDERS):
        names = {name_of_document(*key): code for key, code in codes.items()}
        told, _ = shares_of(lines, known)
        yield from (((member, names[name]), held) for name, held in told.items() if held and name in names)


def _left(
    connection: duckdb.DuckDBPyConnection, shares: dict[_Place, Shares], asked: Collection[Tendering]
) -> Iterator[Row]:
    for place, rows in groupby(connection.execute(_LINES).fetchall(), key=itemgetter(0, 1)):
        lines = sorted((_line(place, *said) for _, _, *said in rows), key=lambda line: line.order)
        for each in asked:
            share = sum((part for name, part in shares[place].items() if not each.earns(name)), Fraction(0))
            if share:
                found = reduced(lines, share)
                yield from ((each.name, *place, line.fact.line, *_numbers(found[line.order])) for line in lines)


def _line(place: _Place, line: str, kind: str, at: object, day: object, *numbers: int | None) -> Line:
    said = dict(zip(NUMBERS, map(decimal_of, numbers), strict=True))
    return read_back("", str(place[1]), line, kind, at, day, **said)  # type: ignore[arg-type]


def _numbers(left: Line | None) -> Row:
    return (True, *(None for _ in NUMBERS)) if left is None else (False, *numbers_of(left.fact))
