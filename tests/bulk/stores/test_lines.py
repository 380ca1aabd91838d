"""Books as flat facts."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import duckdb
import pytest

from bulk.stores.decoding import decoded
from ristorno.bulk.stores.lines import load_books
from ristorno.engine.accrual import Moment
from ristorno.engine.fact import Fact, Reference
from ristorno.engine.history.book import Book, open_book

MOSCOW = ZoneInfo("Europe/Moscow")


def book(*facts: Fact) -> Book:
    return open_book(facts[0].member, facts, Moment(date(2026, 12, 31)), MOSCOW, "RUB")


def bought(number: str, line: str = "1", amount: str = "100", **more: object) -> Fact:
    told: dict[str, object] = {"occurred_at": date(2026, 3, 1), "member": "North", "currency": "RUB", **more}
    return Fact(document=number, line=line, amount=Decimal(amount), **told)  # type: ignore[arg-type]


def test_a_line_keeps_everything_that_terms_may_ask_for() -> None:
    fact = bought(
        "A7", "2", "12.5", source="erp", product="P1", brand="Alpha", groups=("tyres", "winter"), uom="piece",
        quantity=Decimal("-0.5"), cost=Decimal("7.0001"), due_on=date(2026, 4, 1), invoiced_on=date(2026, 3, 2),
        contact="ann", parties={"supplier": "S", "agent": "A"}, attributes={"channel": 'we"b', "место": "Ёж"},
        occurred_at=datetime(2026, 3, 1, 22, 30, tzinfo=UTC),
    )  # fmt: skip
    assert isinstance(fact.occurred_at, datetime)
    connection = duckdb.connect()
    load_books(connection, [book(fact)])
    assert decoded(connection).lines == [
        (
            "North", "purchase", "P1", "Alpha", "tyres\x1fwinter", "piece", "RUB", '{"agent":"A","supplier":"S"}',
            '{"channel":"we\\"b","место":"Ёж"}', "ann", "erp", "A7", "2",
            fact.occurred_at.replace(tzinfo=None), date(2026, 3, 2),
            125_000, -5_000, 70_001, None, date(2026, 4, 1), date(2026, 3, 2),
        )
    ]  # fmt: skip


def test_the_same_text_has_one_code_in_all_books() -> None:
    connection = duckdb.connect()
    load_books(connection, [book(bought("A"), bought("B")), book(bought("C", member="South", contact="ann"))])
    codes = connection.execute("select distinct item, detail from lines").fetchall()
    assert codes == [(1, 0)]
    assert connection.execute("from members").fetchall() == [(1, "North"), (2, "South")]


def test_a_return_of_a_whole_document_stands_behind_it() -> None:
    back = bought("R", "1", "-50", kind="return", reverses=Reference("A"), occurred_at=date(2026, 5, 1))
    connection = duckdb.connect()
    load_books(connection, [book(bought("A", "1"), bought("A", "2"), back)])
    found = connection.execute("select number, line, amount, day from lines join documents using (document)").fetchall()
    assert found == [
        ("A", "1", 1_000_000, date(2026, 3, 1)),
        ("A", "2", 1_000_000, date(2026, 3, 1)),
        ("A", "~R/1", -500_000, date(2026, 3, 1)),
    ]


def test_states_stand_in_order_and_are_no_lines() -> None:
    facts = [
        bought("S2", kind="segment_assigned", occurred_at=date(2026, 5, 1), attributes={"segment": "big"}),
        bought("S1", kind="consent_given", contact="ann"),
    ]
    connection = duckdb.connect()
    load_books(connection, [book(*facts)])
    told = decoded(connection)
    assert told.lines == []
    assert [(row[3], row[4], row[5], row[6]) for row in told.states] == [
        (0, "consent_given", "ann", None),
        (1, "segment_assigned", None, "big"),
    ]


def test_what_is_set_aside_keeps_its_reason() -> None:
    connection = duckdb.connect()
    load_books(connection, [book(bought("A", currency="USD"))])
    told = decoded(connection)
    assert told.lines == []
    assert [row[:3] for row in told.aside] == [("A/1", "North", "facts.foreign_currency")]


def test_loading_again_forgets_what_was_loaded() -> None:
    connection = duckdb.connect()
    load_books(connection, [book(bought("A"))])
    load_books(connection, [])
    assert decoded(connection).lines == []


def test_numbers_beyond_four_decimals_are_no_facts() -> None:
    with pytest.raises(ValueError, match="more than four decimals"):
        load_books(duckdb.connect(), [book(bought("A", amount="0.00001"))])
