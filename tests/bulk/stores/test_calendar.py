"""What calendars make stands among the flat facts of a store as it stands in the books of the engine."""

import tempfile
from pathlib import Path

import duckdb

from bulk.stores.decoding import Rows, decoded
from bulk.stores.importing import import_all
from ristorno.bulk.stores.calendar import add_calendar
from ristorno.bulk.stores.lines import load_books
from ristorno.bulk.stores.parquet import Reading, open_flat
from ristorno.bulk.wanted import enroll, holdings_of
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.history.book import open_book
from ristorno.engine.ruling.calendar import with_calendar
from ristorno.intake import Store
from ristorno.kernel.number import exactly
from strategies.dated import calendar_situations
from strategies.effort import Effort
from strategies.situations import Situation


def _from_books(store: Store, calculation: Calculation, moment: Moment) -> Rows:
    reading = Reading.of(calculation.program.terms)
    known = dict(store.by_member())
    with duckdb.connect() as connection, exactly():
        books = [
            open_book(member, known.get(member, ()), moment, reading.zone, reading.currency, reading.tenders)
            for member in sorted({*known, *calculation.members()})
        ]
        timelines = [calculation.timelines(book.member, moment.known_at) for book in books]
        load_books(connection, map(with_calendar, books, timelines, [moment.as_of] * len(books)))
        return decoded(connection).lines


def _from_store(store: Store, calculation: Calculation, moment: Moment) -> Rows:
    with (
        duckdb.connect() as connection,
        open_flat(store, Reading.of(calculation.program.terms), moment, connection) as extent,
    ):
        enroll(connection, calculation)
        holdings = holdings_of(extent)
        if holdings is None:
            return decoded(connection).lines
        held = add_calendar(connection, calculation, moment, holdings)
        lines = decoded(connection).lines
        assert len(lines) <= held.lines
        assert all(held.first_day <= row[14] <= held.last_day for row in lines)
        return lines


def test_the_calendar_of_a_store(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        moment = Moment(situation.as_of)
        with tempfile.TemporaryDirectory() as name:
            store = Store(Path(name) / "store")
            import_all(store, Path(name) / "facts.csv", situation.facts)
            found = _from_store(store, situation.calculation, moment)
            if found:
                assert found == _from_books(store, situation.calculation, moment)

    effort.prove(law, calendar_situations(), examples=3)
