"""What was paid and what is overdue is told alike from the books of the engine and from the flat facts of a store."""

import tempfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import duckdb

from bulk.stores.importing import import_all
from ristorno.bulk.counting.ground import Holdings
from ristorno.bulk.counting.payments import PAYMENTS, Asked
from ristorno.bulk.counting.tenders import Tendering
from ristorno.bulk.running import holdings_of
from ristorno.bulk.stores.lines import load_books
from ristorno.bulk.stores.parquet import Reading, open_flat
from ristorno.bulk.stores.payments import add_payments
from ristorno.engine.accrual import Moment
from ristorno.engine.fact import Fact
from ristorno.engine.history.book import open_book
from ristorno.engine.terms.terms import Terms
from ristorno.intake import Store
from ristorno.kernel.number import exactly
from strategies.dated import payment_situations
from strategies.effort import Effort
from strategies.situations import Situation, situations

_TENDERS = frozenset({Tendering(("points",)), Tendering(("prepaid", "voucher"), ("voucher.gift",))})
ASKED = Asked(frozenset({"invoiced", "paid_in_full", "as_paid"}), frozenset({0, 10}), _TENDERS)
Told: TypeAlias = dict[str, list[tuple[Any, ...]]]

_NAMED = {"member": "members.id", "document": "source, number"}


def _told(connection: duckdb.DuckDBPyConnection, terms: Terms, moment: Moment, holdings: Holdings) -> Told:
    """Return the entries and all that follows from them, with names in place of codes."""
    add_payments(connection, ASKED, terms, moment, replace(holdings, tendered=True))
    found: Told = {}
    for table in ("entries", "tendered", *PAYMENTS):
        columns = [name for name, *_ in connection.execute(f"describe {table}").fetchall()]
        listed = ", ".join(_NAMED.get(name, f'told."{name}"') for name in columns)
        joined = "".join(f" join {name}s using ({name})" for name in ("member", "document") if name in columns)
        query = f"select {listed} from {table} as told{joined} order by all"  # noqa: S608
        found[table] = connection.execute(query).fetchall()
    return found


def _from_books(store: Store, terms: Terms, moment: Moment) -> Told | None:
    with duckdb.connect() as connection, exactly():
        books = (
            open_book(member, facts, moment, terms.zone, terms.fact_currency, terms.tenders)
            for member, facts in store.by_member()
        )
        load_books(connection, books)
        holdings = holdings_of(connection)
        return None if holdings is None else _told(connection, terms, moment, holdings)


def _from_store(store: Store, terms: Terms, moment: Moment) -> Told | None:
    with (
        duckdb.connect() as connection,
        open_flat(store, Reading.of(terms), moment, connection, asked=ASKED),
    ):
        holdings = holdings_of(connection)
        return None if holdings is None else _told(connection, terms, moment, holdings)


def test_payments_are_told_alike(effort: Effort) -> None:
    def law(situation: Situation) -> None:
        terms = situation.calculation.program.terms
        with tempfile.TemporaryDirectory() as name:
            store = Store(Path(name) / "store")
            import_all(store, Path(name) / "facts.csv", situation.facts)
            moment = Moment(situation.as_of)
            assert _from_store(store, terms, moment) == _from_books(store, terms, moment)

    effort.prove(law, payment_situations(), examples=3)
    effort.prove(law, situations(alone=True), examples=6)


def test_a_projection_that_does_not_say_what_payments_pay_is_made_anew(tmp_path: Path) -> None:
    paid = Fact(document="P", kind="payment", occurred_at=date(2026, 1, 5), member="North", amount=Decimal(5), pays="A")
    store = Store(tmp_path / "store")
    import_all(store, tmp_path / "facts.csv", [paid])
    (tmp_path / "store" / "flat" / "UTC").mkdir(parents=True)
    (tmp_path / "store" / "flat" / "UTC" / "manifest.json").write_text('{"format": 1, "zone": "UTC"}')
    reading, moment = Reading(ZoneInfo("UTC")), Moment(date(2026, 12, 31))
    with duckdb.connect() as connection, open_flat(store, reading, moment, connection, asked=ASKED):
        assert connection.execute("select pays from entries").fetchall() == [("A",)]
