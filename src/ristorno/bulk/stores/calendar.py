"""Calendar facts among the flat facts: made by the engine itself, from the few facts that they are made of.

All members have the same calendar whom no agreement names and of whom nobody knows when they joined or were born: it is
asked once, and holds for each of them from the day after its first fact on.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import duckdb

from ristorno.bulk.counting.calendars import calendars_of
from ristorno.bulk.counting.ground import Holdings
from ristorno.bulk.stores.added import add_rows, add_texts
from ristorno.bulk.stores.entries import told
from ristorno.bulk.stores.read_back import read_back
from ristorno.bulk.stores.tables import Row, fill
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import CALENDAR_KINDS, NEGATIVE_KINDS, line_order
from ristorno.engine.history.book import Book
from ristorno.engine.history.line import Line
from ristorno.engine.history.occasions import BIRTHDAY
from ristorno.engine.ruling.calendar import with_calendar
from ristorno.intake.duck import text
from ristorno.kernel.number import exactly
from ristorno.kernel.period import FIRST_DAY

_MADE, _OF_ALL = "calendar_made", "calendar_of_all"
_TOLD = {
    "kind": "VARCHAR",
    "contact": "VARCHAR",
    "attributes": "VARCHAR",
    "source": "VARCHAR",
    "number": "VARCHAR",
    "line": "VARCHAR",
    "at": "TIMESTAMP",
    "day": "DATE",
}
_ORIGINS = (
    'select lines.member, kind, contacts.id, attributes, source, number, line, lines."at", lines.day '
    "from lines join items using (item) join details using (detail) join documents using (document) "
    "left join contacts on contacts.contact = lines.contact where lines.item in "
    "(select item from items where kind in ('enrolled', 'left')) or lines.detail in "
    f"(select detail from details where json_extract_string(attributes, '$.{BIRTHDAY}') <> '')"
)
"""The facts that say when somebody joined, left or was born."""


def add_calendar(
    connection: duckdb.DuckDBPyConnection, calculation: Calculation, moment: Moment, holdings: Holdings
) -> Holdings:
    """Add the calendar facts of all members to the flat facts of a connection; return what these hold then."""
    calendars = calendars_of(calculation, moment)
    if not calendars:
        return holdings
    members = _Members(connection, calculation, moment)
    with exactly():
        fill(connection, _OF_ALL, members.of_all(), _TOLD)
        fill(connection, _MADE, members.of_some(), {"member": "INTEGER", **_TOLD})
    connection.execute(
        f"insert into {_MADE} by name select others.member, made.* from {_OF_ALL} as made join "
        f"(select member, min(day) as began from lines where member not in ({members.listed}) group by member) "
        "as others on began < made.day"
    )
    return _added(connection, replace(holdings, calendars=calendars))


@dataclass(frozen=True)
class _Members:
    """The members of a connection while they are asked for their calendar facts."""

    connection: duckdb.DuckDBPyConnection
    calculation: Calculation
    moment: Moment

    def of_all(self) -> list[Row]:
        """Return the calendar facts of a member without an agreement that began before all of them."""
        return [_row(line) for line in self._made("", (), FIRST_DAY)]

    def of_some(self) -> Iterator[Row]:
        """Yield the calendar facts of members that have an agreement, or facts of which calendar facts are made."""
        origins: dict[int, list[Line]] = {}
        for member, *said in self.connection.execute(_ORIGINS).fetchall():
            origins.setdefault(member, []).append(_origin(*said))
        asked = "select member, id, min(day) from members left join lines using (member)"
        rows = self.connection.execute(f"{asked} where member in ({self.listed}) group by all").fetchall()
        for member, name, first_day in rows:
            for line in self._made(name, origins.get(member, ()), first_day):
                yield member, *_row(line)

    @property
    def listed(self) -> str:
        """The SQL of who is asked one by one."""
        named = ", ".join(f"({text(name)})" for name in self.calculation.members()) or "(null)"
        return f"select member from members where id in (values {named}) union all select member from ({_ORIGINS})"

    def _made(self, member: str, origins: Sequence[Line], first_day: date | None) -> Iterator[Line]:
        lines = tuple(sorted(origins, key=lambda line: line.order))
        book = Book(member, lines, tuple(line.day for line in lines), (), (), enrolled=first_day)
        timelines = self.calculation.timelines(member, self.moment.known_at)
        made = with_calendar(book, timelines, self.moment.as_of)
        return (line for line in made.lines if line.fact.kind in CALENDAR_KINDS)


def _origin(
    kind: str, contact: str | None, attributes: str | None, source: str, number: str, line: str, at: datetime, day: date
) -> Line:
    """Return a fact of which calendar facts may be made, as far as they ask for it."""
    place = number, line_order(line)
    if line.startswith("~") and kind in NEGATIVE_KINDS:
        # The return of a whole document stands in that document and is named by its own number and line.
        number, _, line = line[1:].rpartition("/")
    said = json.loads(attributes) if attributes else {}
    return read_back(source, number, line, kind, at, day, place=place, contact=contact, attributes=said)


def _row(line: Line) -> Row:
    fact = line.fact
    at = line.at.replace(tzinfo=None)
    return fact.kind, fact.contact, told(fact.attributes), fact.source, fact.document, fact.line, at, line.day


def _added(connection: duckdb.DuckDBPyConnection, holdings: Holdings) -> Holdings:
    """Add what was made to the flat facts, with codes for its texts."""
    nothing = "cast(null as VARCHAR) as {0}".format
    items = ", ".join(map(nothing, ("product", "brand", "groups", "uom", "currency")))
    add_texts(connection, "items", f"select kind, {items} from {_MADE}")
    add_texts(connection, "details", f"select {nothing('parties')}, attributes from {_MADE}")
    add_texts(connection, "documents", f"select source, number from {_MADE}")
    add_rows(
        connection,
        "lines",
        f'select made.member, item, detail, contacts.contact, document, line, "at", day from {_MADE} as made '
        "join items on items.kind = made.kind and coalesce(product, brand, groups, uom, currency) is null "
        "join details on details.attributes = made.attributes and parties is null "
        "join documents using (source, number) left join contacts on contacts.id = made.contact",
    )
    ((lines, first, last),) = connection.execute("select count(*), min(day), max(day) from more_lines").fetchall()
    days = {} if not lines else {"first_day": min(holdings.first_day, first), "last_day": max(holdings.last_day, last)}
    return replace(holdings, lines=holdings.lines + lines, **days)
