"""Books of the scalar engine as flat facts: for tests, facts in memory, and the few documents that are netted."""

from collections.abc import Hashable, Iterable
from decimal import Decimal
from itertools import count
from typing import Generic, TypeVar

import duckdb

from ristorno.bulk.stores.entries import ENTRIES, entry_of, told
from ristorno.bulk.stores.tables import NUMBERS, SCALE, TABLES, Row, fill
from ristorno.engine.fact import NEGATIVE_KINDS, Fact
from ristorno.engine.history.book import Book
from ristorno.engine.history.line import Line

GROUP_MARK = "\x1f"

Text = TypeVar("Text", bound=Hashable)


class Codes(dict[Text, int], Generic[Text]):
    """A dictionary that gives whatever is new the next number."""

    def __init__(self, first: int = 1) -> None:
        super().__init__()
        self._numbers = count(first)

    def __missing__(self, text: Text) -> int:
        code = self[text] = next(self._numbers)
        return code


class Flat:
    """Flat facts in memory, with their dictionaries; add books, then load them into a connection."""

    def __init__(self) -> None:
        self.lines: list[Row] = []
        self.states: list[Row] = []
        self.aside: list[Row] = []
        self.entries: list[Row] = []
        self.members, self.contacts = Codes[str](), Codes[str]()
        self.documents, self.items = Codes[tuple[str, str]](), Codes[tuple[str | None, ...]]()
        self.details = Codes[tuple[str | None, str | None]](0)
        assert self.details[None, None] == 0

    def add(self, book: Book) -> None:
        """Add the lines, the states and what is set aside of a member."""
        member = self.members[book.member]
        self.lines += [self._line(member, line) for line in book.lines]
        self.states += [self._state(member, place, line) for place, line in enumerate(book.states)]
        self.entries += [(member, self._document(line), *entry_of(line)) for line in book.entries]
        self.aside += [(item.fact, item.member, item.code, item.reason) for item in book.aside]

    def load(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Put everything into a connection, as tables in place of those that it has."""
        for table in TABLES:
            fill(connection, table, self._rows(table))
        fill(connection, "entries", self.entries, ENTRIES)

    def _rows(self, table: str) -> list[Row]:
        match table:
            case "lines" | "states" | "aside":
                rows: list[Row] = getattr(self, table)
                return rows
            case "members" | "contacts":
                return [(code, text) for text, code in getattr(self, table).items()]
        return [(code, *texts) for texts, code in getattr(self, table).items()]

    def _document(self, line: Line) -> int:
        return self.documents[line.fact.source, line.fact.document]

    def _line(self, member: int, line: Line) -> Row:
        fact = line.fact
        _, source, document, _ = line.order
        return (
            member,
            self.items[item_of(fact)],
            self.details[told(fact.parties), told(fact.attributes)],
            None if fact.contact is None else self.contacts[fact.contact],
            self.documents[source, document],
            name_of(line),
            line.at.replace(tzinfo=None),
            line.day,
            *numbers_of(fact),
            fact.due_on,
            fact.invoiced_on,
        )

    def _state(self, member: int, place: int, line: Line) -> Row:
        fact = line.fact
        contact = None if fact.contact is None else self.contacts[fact.contact]
        segment = fact.attributes.get("segment")
        detail = self.details[told(fact.parties), told(fact.attributes)]
        return member, line.at.replace(tzinfo=None), line.day, place, fact.kind, contact, segment, detail


def load_books(connection: duckdb.DuckDBPyConnection, books: Iterable[Book]) -> None:
    """Put the flat facts of some members into a connection, as tables in place of those that it has.

    Raises:
        ValueError: a number has more than four decimals.
    """
    flat = Flat()
    for book in books:
        flat.add(book)
    flat.load(connection)


def item_of(fact: Fact) -> tuple[str | None, ...]:
    """Return what the terms select goods by."""
    groups = GROUP_MARK.join(fact.groups) or None
    return fact.kind, fact.product, fact.brand, groups, fact.uom, fact.currency


def name_of(line: Line) -> str:
    """Return the line's own name; of a return of a whole document, ``~NUMBER/LINE`` of the return."""
    whole = line.fact.reverses is not None and line.fact.kind in NEGATIVE_KINDS
    return line.order[3] if whole else line.fact.line


def numbers_of(fact: Fact) -> tuple[int | None, ...]:
    """Return amount, quantity, cost and tax in ten-thousandths.

    Raises:
        ValueError: a number is finer.
    """
    return tuple(_scaled(getattr(fact, name)) for name in NUMBERS)


def _scaled(value: Decimal | None) -> int | None:
    if value is None:
        return None
    whole = int(value * SCALE)
    if whole != value * SCALE:
        raise ValueError(f"{value} has more than four decimals")
    return whole
