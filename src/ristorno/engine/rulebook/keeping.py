"""How a unit is kept, in words: how long it may be used, how far it may be spent, what a return does then."""

from collections.abc import Iterator
from decimal import Decimal

from ristorno.engine.rulebook.book import Entry, Section, Sentence
from ristorno.engine.rulebook.facts import told_set
from ristorno.engine.rulebook.reader import Reader
from ristorno.engine.sentences.writer import Writer
from ristorno.engine.terms.keeping import Expiry, Span, WalletTerms
from ristorno.engine.terms.terms import Unit


def kept_sections(reader: Reader) -> Iterator[Section]:
    """Yield a section for every unit of which the terms say how it is kept."""
    for name, unit in reader.terms.units.items():
        entries = tuple(_entries(reader, name, unit))
        if entries:
            yield Section(f"unit:{name}", reader.say("section.kept", name=reader.paid_in(name).unit_name), entries)


def _entries(reader: Reader, name: str, unit: Unit) -> Iterator[Entry]:
    if unit.expires is not None:
        yield reader.entry("expires", _expires(reader, unit.expires))
    spent = tuple(_wallet(reader, name, unit.wallet))
    if spent:
        yield reader.entry("spent", spent)


def _expires(reader: Reader, expires: Expiry) -> Iterator[Sentence]:
    on = reader.days.of_year(*expires.yearly) if expires.yearly is not None else ""
    ending = "yearly" if on else expires.at
    if expires.after is None:
        yield reader.sentence(f"expires.to.{ending}", day=on)
    else:
        yield reader.sentence(f"expires.{ending}", length=told_length(reader, expires.after), day=on)
    if expires.rolls:
        yield reader.sentence("expires.rolls")
    if expires.boundary == "exclusive":
        yield reader.sentence("expires.exclusive")


def _wallet(reader: Reader, name: str, terms: WalletTerms) -> Iterator[Sentence]:
    yield from _spending(reader, name, terms)
    yield from _holding(reader, terms)


def _spending(reader: Reader, name: str, terms: WalletTerms) -> Iterator[Sentence]:
    if terms.spend == "oldest":
        yield reader.sentence("wallet.oldest")
    if terms.priority:
        known = reader.terms.clauses
        named = (reader.titled(known[each].title if each in known else None, each) for each in terms.priority)
        yield reader.sentence("wallet.priority", clauses=reader.say("then").join(named))
    if terms.pays_for is not None:
        yield reader.sentence("wallet.pays_for", what=told_set(reader, reader.terms.sets[terms.pays_for]))
    for key in ("overdraft", "keep_at_least", "at_most"):
        number: Decimal | None = getattr(terms, key)
        if number:
            amount = Writer(reader.words, reader.paid_in(name), "sum.amount").amount(number)
            yield reader.sentence(f"wallet.{key}", amount=amount)


def _holding(reader: Reader, terms: WalletTerms) -> Iterator[Sentence]:
    if terms.if_short == "partial":
        yield reader.sentence("wallet.partial")
    if terms.holds.expire is not None:
        yield reader.sentence("wallet.holds", length=told_length(reader, terms.holds.expire))
    if terms.holds.post_rest == "keep":
        yield reader.sentence("wallet.rest_kept")
    if terms.on_leaving == "forfeit":
        yield reader.sentence("wallet.forfeit")
    if terms.spent_before_return != "allow_negative":
        yield reader.sentence(f"wallet.{terms.spent_before_return}")


def told_length(reader: Reader, length: Span) -> str:
    """Return how long something lasts."""
    noun, number = ("months", length.months) if length.months else ("days", length.days)
    return reader.writer.count(noun, Decimal(number))
