"""Variants that stand on the same facts, of which one has another calendar."""

from datetime import date

import duckdb

from ristorno.bulk.compile import compile_programs
from ristorno.bulk.running import Held, holdings_of
from ristorno.bulk.stores.calendar import add_calendar
from ristorno.bulk.stores.lines import load_books
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.history.book import open_book
from ristorno.engine.terms.reading import read_program

PROGRAM = """
program: days
time_zone: Europe/Berlin
currency: EUR
units: {PTS: {kind: points}}
calendar: {holidays: {2026-05-01: May Day}}
clauses:
  days: {earn_on: {kinds: [holiday]}, measure: {count: facts}, window: year, mechanic: {per_unit: 7}}
"""
MOMENT = Moment(date(2026, 12, 31))


def test_a_variant_with_another_calendar_is_counted_member_by_member() -> None:
    own, other = (Calculation(read_program(text, "days.yaml")) for text in (PROGRAM, PROGRAM.replace("05-01", "05-02")))
    terms = own.program.terms
    fact = Fact(document="A", member="North", occurred_at=date(2026, 1, 1))
    with duckdb.connect() as connection:
        load_books(connection, [open_book("North", [fact], MOMENT, terms.zone, "EUR")])
        holdings = holdings_of(connection)
        assert holdings is not None
        holdings = add_calendar(connection, own, MOMENT, holdings)
        first, second = compile_programs([own, other], MOMENT, holdings, Held(connection))
    assert first.beside == ()
    assert [each.why for each in second.beside] == ["calendar facts that not all programs make"]
