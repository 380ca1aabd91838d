"""How statements are settled, in words: the channel, what is carried on, disputes, corrections."""

from collections.abc import Iterator
from decimal import Decimal

from ristorno.engine.rulebook.book import Entry, Section, Sentence
from ristorno.engine.rulebook.reader import Reader
from ristorno.engine.sentences.writer import Writer
from ristorno.engine.terms.keeping import Span
from ristorno.engine.terms.settling import SettlementTerms


def settled_section(reader: Reader) -> Iterator[Section]:
    """Yield a section where the terms speak of settlements."""
    if reader.terms.settlement is not None:
        entries = tuple(_entries(reader, reader.terms.settlement))
        yield Section("settlement", reader.say("section.settlement"), entries)


def _entries(reader: Reader, terms: SettlementTerms) -> Iterator[Entry]:
    yield reader.entry("settled", tuple(_settled(reader, terms)))
    if terms.disputes is not None:
        days = reader.writer.count("days", Decimal(terms.disputes))
        yield reader.entry("disputes", [reader.sentence("settled.disputes", days=days)])
    corrections = tuple(_corrections(reader, terms))
    if corrections:
        yield reader.entry("corrections", corrections)


def _settled(reader: Reader, terms: SettlementTerms) -> Iterator[Sentence]:
    yield reader.sentence(f"settled.{terms.channel}")
    if terms.minimum is not None:
        yield reader.sentence("settled.minimum", amount=reader.any_of(_amounts(reader, terms.minimum)))
    yield reader.sentence(f"settled.{terms.negative}")


def _amounts(reader: Reader, amount: Decimal) -> Iterator[str]:
    for name, unit in reader.terms.units.items():
        if unit.kind == "money":
            yield Writer(reader.words, reader.paid_in(name), "sum.amount").amount(amount)


def _corrections(reader: Reader, terms: SettlementTerms) -> Iterator[Sentence]:
    if terms.correct_within is not None:
        yield reader.sentence("settled.within", length=_length(reader, terms.correct_within))
    if terms.correct_until is not None:
        yield reader.sentence("settled.until", day=reader.days.day(terms.correct_until))


def _length(reader: Reader, length: Span) -> str:
    noun, number = ("months", length.months) if length.months else ("days", length.days)
    return reader.writer.count(noun, Decimal(number))
