"""The lines of involved documents: netted by the engine itself, member by member."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

import duckdb

from ristorno.bulk.stores.lines import name_of, numbers_of
from ristorno.bulk.stores.tables import NUMBERS, TABLES, Row, fill
from ristorno.engine.accrual import Moment, SetAside
from ristorno.engine.history.book import Book, open_book
from ristorno.engine.history.line import Line
from ristorno.engine.terms.terms import Terms
from ristorno.intake.duck import Workshop
from ristorno.intake.store.columns import LINE_KEY
from ristorno.intake.store.log import by_member, facts_of
from ristorno.kernel.number import exactly

NETTED = "flat_netted"
"""The netted lines and states, with their codes and with what they were netted with."""
ASIDE = "flat_aside"
"""What is set aside of the facts that were netted."""

_TOLD = "flat_told"
_TOLD_COLUMNS = {
    "owner": "VARCHAR",
    "source": "VARCHAR",
    "document": "VARCHAR",
    "name": "VARCHAR",
    "number": "VARCHAR",
    "line": "VARCHAR",
    "at": "TIMESTAMP",
    "day": "DATE",
    **dict.fromkeys(NUMBERS, "BIGINT"),
    "state": "BOOLEAN",
    "segment": "VARCHAR",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a program says about how facts are read."""

    zone: ZoneInfo
    currency: str | None = None
    """Facts in another one are set aside; None: all are taken."""
    tenders: Collection[str] = field(default=())
    """The tenders of which the terms say whether they earn."""

    @classmethod
    def of(cls, terms: Terms) -> Self:
        """Return how the facts of a program are read."""
        return cls(terms.zone, terms.fact_currency, tuple(terms.tenders))


def net(connection: duckdb.DuckDBPyConnection, facts: str, reading: Reading, as_of: date) -> None:
    """Fill the tables of what facts come to on a day, and of those that are set aside.

    ``facts`` is the SQL of rows with the columns of involved facts, that every connection of the database can read;
    whatever a return among them takes back is among them too.
    """
    aside: list[SetAside] = []
    fill(connection, _TOLD, _told(connection, facts, reading, as_of, aside), _TOLD_COLUMNS)
    fill(connection, ASIDE, [(item.fact, item.member, item.code, item.reason) for item in aside], TABLES["aside"])
    numbers = ", ".join(f"told.{name}" for name in NUMBERS)
    connection.execute(
        f"create or replace temp table {NETTED} as "
        "select member_code as member, item, detail, contact_code as contact, standing.document_code as document, "
        f'told.line, told."at", told.day, {numbers}, due_on, invoiced_on, state, kind, told.segment, told.number, '
        "told.source, key, to_day, only_currency "
        f"from {_TOLD} as told join (select *, {LINE_KEY} as name from {facts}) as kept on told.owner = kept.member "
        "and told.source = kept.source and told.document = kept.document and told.name = kept.name "
        f"join (select distinct source, document, document_code from {facts}) as standing "
        "on standing.source = told.source and standing.document = told.number"
    )
    connection.execute(f"drop table {_TOLD}")


def _told(
    connection: duckdb.DuckDBPyConnection, facts: str, reading: Reading, as_of: date, aside: list[SetAside]
) -> Iterator[Row]:
    """Yield what counts of the facts; what does not is added to ``aside``."""
    for book in books_of(connection, facts, reading, as_of):
        aside += book.aside
        yield from (_row(book.member, line, state=False) for line in book.lines)
        yield from (_row(book.member, line, state=True) for line in book.states)


def books_of(connection: duckdb.DuckDBPyConnection, facts: str, reading: Reading, as_of: date) -> Iterator[Book]:
    """Yield the books of all members over some facts, which come as :func:`net` takes them."""
    # Of a document that is only here in part, every line stands at the instant of all of it.
    moments = "document_instant as instant, document_day as day"
    rows = f"(select * replace ({moments}) from {facts})"
    with connection.cursor() as cursor, exactly():
        for member, log in by_member(facts_of(Workshop(cursor, Path()), rows)):
            yield open_book(member, log, Moment(as_of), reading.zone, reading.currency, reading.tenders)


def _row(member: str, line: Line, *, state: bool) -> Row:
    fact = line.fact
    _, source, number, _ = line.order
    return (
        member, source, fact.document, fact.line, number, name_of(line), line.at.replace(tzinfo=None), line.day,
        *numbers_of(fact), state, fact.attributes.get("segment"),
    )  # fmt: skip
