"""The flat facts of a store against the books that the engine opens from the same log."""

from datetime import date, datetime

import duckdb

from bulk.stores.decoding import Told, decoded
from ristorno.bulk.stores.lines import load_books
from ristorno.bulk.stores.parquet import Reading, open_flat
from ristorno.engine.accrual import Moment
from ristorno.engine.history.book import open_book
from ristorno.intake import Store
from ristorno.kernel.number import exactly


def from_books(store: Store, reading: Reading, moment: Moment) -> Told:
    """Return what the books of all members say."""
    with duckdb.connect() as connection, exactly():
        load_books(
            connection,
            (
                open_book(member, facts, moment, reading.zone, reading.currency, reading.tenders)
                for member, facts in store.by_member()
            ),
        )
        return decoded(connection)


def from_projection(store: Store, reading: Reading, moment: Moment) -> Told:
    """Return what the flat facts of the store say, and hold them to the extent that they claim."""
    with duckdb.connect() as connection, open_flat(store, reading, moment, connection) as extent:
        told = decoded(connection)
        ((lines, amount, tax),) = connection.execute(
            "select count(*), coalesce(sum(abs(amount::hugeint)), 0), coalesce(sum(abs(tax::hugeint)), 0) from lines"
        ).fetchall()
        assert lines <= extent.lines
        assert amount <= extent.most["amount"]
        assert tax <= extent.most["tax"]
        return told


def assert_same(store: Store, reading: Reading, as_of: date, known_at: datetime | None = None) -> Told:
    """Hold the one against the other; return what both say."""
    moment = Moment(as_of, known_at)
    wanted, found = from_books(store, reading, moment), from_projection(store, reading, moment)
    assert found.lines == wanted.lines
    assert found.states == wanted.states
    assert found.aside == wanted.aside
    return found
