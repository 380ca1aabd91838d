"""The tables of units of measure and of currencies, row by row."""

from collections.abc import Iterator

from ristorno.engine.measures.units import Conversion
from ristorno.engine.rulebook.book import Table
from ristorno.engine.rulebook.reader import Reader


def conversions(reader: Reader) -> Table:
    """Return how much of another unit a unit holds, for which products and from which day."""
    columns = ("column.one", "column.holds", "column.products", "column.since")
    rows = tuple(tuple(_row(reader, row)) for row in reader.terms.uom)
    return Table(tuple(reader.say(column) for column in columns), rows, frozenset({1}))


def _row(reader: Reader, row: Conversion) -> Iterator[str]:
    yield row.one
    yield f"{reader.writer.numbers.number(row.number)} {row.of}"
    yield ", ".join(row.products) if row.products else reader.say("products.all")
    yield reader.days.day(row.first) if row.first is not None else reader.say("since.always")


def worth(reader: Reader) -> Table:
    """Return what one unit of other currencies is worth, and from which day."""
    own = reader.terms.fact_currency or ""
    rows = tuple(
        (name, f"{reader.writer.numbers.number(rate)} {own}", reader.days.day(day))
        for name, rates in reader.terms.exchange.items()
        for day, rate in sorted(rates.items())
    )
    columns = ("column.one", "column.worth", "column.since")
    return Table(tuple(reader.say(column) for column in columns), rows, frozenset({1}))
