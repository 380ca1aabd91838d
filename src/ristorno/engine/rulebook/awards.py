"""A reward that is had in pieces, in words: what a piece is, its price, for whom, how long and how many."""

from collections.abc import Iterator
from decimal import Decimal

from ristorno.engine.rulebook.audience import told_who
from ristorno.engine.rulebook.book import Entry, Section, Sentence
from ristorno.engine.rulebook.reader import Reader
from ristorno.engine.sentences.writer import Writer
from ristorno.engine.terms.awards import Award


def award_section(reader: Reader, name: str, award: Award) -> Section:
    """Return a reward read out."""
    heading = reader.say("section.award", title=reader.titled(award.title, name))
    return Section(f"reward:{name}", heading, tuple(_entries(reader, award)))


def _entries(reader: Reader, award: Award) -> Iterator[Entry]:
    yield reader.entry("award", [_what(reader, award)])
    if award.price is not None:
        prices = [_amount(reader, unit, number) for unit, number in award.price.items()]
        yield reader.entry("price", [reader.sentence("award.price", price=reader.all_of(prices))])
        yield reader.entry("who", told_who(reader, award.who))
    bounds = tuple(_bounds(reader, award))
    if bounds:
        yield reader.entry("limits", bounds)


def _what(reader: Reader, award: Award) -> Sentence:
    said: dict[str, str] = {}
    if award.worth is not None:
        numbers = reader.writer.numbers
        sums = (
            numbers.money(number, currency, 0 if number % 1 == 0 else 2) for currency, number in award.worth.items()
        )
        said["worth"] = reader.all_of(sums)
    if award.days is not None:
        said["days"] = reader.writer.count("days", Decimal(award.days))
    return reader.sentence(f"award.{award.kind}", **said)


def _amount(reader: Reader, unit: str, number: Decimal) -> str:
    return Writer(reader.words, reader.paid_in(unit), "sum.amount").amount(number)


def _bounds(reader: Reader, award: Award) -> Iterator[Sentence]:
    if award.valid is not None:
        yield reader.sentence("award.valid", days=reader.writer.count("days", Decimal(award.valid)))
    for key in ("stock", "capacity"):
        number = getattr(award, key)
        if number is not None:
            yield reader.sentence(f"award.{key}", number=reader.writer.numbers.number(number))
    if award.approval:
        yield reader.sentence("award.approval")
