"""The whole page: the program, its promises, its ladders, what holds everywhere."""

from collections.abc import Iterator, Mapping

from ristorno.engine.rulebook.audience import concerns
from ristorno.engine.rulebook.awards import award_section
from ristorno.engine.rulebook.book import Entry, Rulebook, Section, Sentence
from ristorno.engine.rulebook.calendar import told_calendar
from ristorno.engine.rulebook.clauses import clause_section
from ristorno.engine.rulebook.conversions import conversions, worth
from ristorno.engine.rulebook.facts import told_names
from ristorno.engine.rulebook.habits import habits
from ristorno.engine.rulebook.keeping import kept_sections
from ristorno.engine.rulebook.ladders import ladder_section
from ristorno.engine.rulebook.offers import offer_sections
from ristorno.engine.rulebook.reader import Reader, upper
from ristorno.engine.rulebook.settling import settled_section
from ristorno.engine.sentences.names import measures_of
from ristorno.engine.sentences.writer import Writer
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.terms import Terms
from ristorno.kernel.number import exactly


def rulebook(terms: Terms, language: str = "en", member: str | None = None, *, person: bool = False) -> Rulebook:
    """Return one version of the terms in plain words, in ``en``, ``ru`` or ``th``.

    ``member``: the one who reads; promises for others are left out. ``person``: this member is itself a person.
    Raises :class:`ValueError` for another language.
    """
    reader = Reader(terms, language, member, person=person)
    with exactly():
        title = reader.titled(terms.title, terms.program)
        return Rulebook(language, title, tuple(_sections(reader)), reader.say("own"))


def _sections(reader: Reader) -> Iterator[Section]:
    terms = reader.terms
    clauses = {name: clause for name, clause in terms.clauses.items() if concerns(reader, clause.who)}
    others = tuple(_others(reader, clauses))
    program = (*_program(reader, tuple(clauses.values())), *told_names(reader))
    yield Section("program", reader.say("section.program"), program)
    yield from others


def _others(reader: Reader, clauses: Mapping[str, Clause]) -> Iterator[Section]:
    """Yield what follows the program: its promises, ladders and all else that it has."""
    terms = reader.terms
    yield from (clause_section(reader, name, clause) for name, clause in clauses.items())
    yield from offer_sections(reader)
    offered = {name: award for name, award in terms.rewards.items() if concerns(reader, award.who)}
    yield from (award_section(reader, name, award) for name, award in offered.items())
    yield from kept_sections(reader)
    yield from settled_section(reader)
    yield from (ladder_section(reader, name, ladder) for name, ladder in terms.ladders.items())
    yield Section("everywhere", reader.say("section.everywhere"), tuple(_everywhere(reader, tuple(clauses.values()))))


def _program(reader: Reader, clauses: tuple[Clause, ...]) -> Iterator[Entry]:
    terms = reader.terms
    yield reader.entry("members", [reader.sentence(f"members.{terms.membership.join}")])
    term = tuple(_term(reader))
    if term:
        yield reader.entry("term", term)
    yield reader.entry("zone", [reader.sentence("zone", zone=terms.time_zone)])
    if terms.country is not None:
        yield reader.entry("country", [reader.sentence("country", country=terms.country)])
    if terms.fact_currency is not None:
        key = "currency.exchanged" if terms.exchange else "currency"
        yield reader.entry("currency", [reader.sentence(key, currency=terms.fact_currency)])
    if terms.exchange:
        yield reader.entry("exchange", [reader.sentence("exchange", currency=terms.fact_currency or "")], worth(reader))
    yield from _converted(reader, clauses)
    if terms.calendar is not None:
        yield reader.entry("calendar", told_calendar(reader, terms.calendar))
    units = dict.fromkeys(unit for clause in clauses if (unit := terms.unit_of(clause)) in terms.units)
    if units:
        yield reader.entry("units", [_unit(reader, unit) for unit in units])


def _converted(reader: Reader, clauses: tuple[Clause, ...]) -> Iterator[Entry]:
    """Yield how quantities are converted, and what becomes of those that are not: once for all that counts them."""
    terms = reader.terms
    measures = (measure for clause in clauses for measure in measures_of(clause))
    ladders = (part for ladder in terms.ladders.values() for part in ladder.measure.parts)
    counted = any(each.counted_in is not None and each.counted_in.unit is not None for each in (*measures, *ladders))
    sentences = [reader.sentence("uom")] if terms.uom else []
    sentences += [reader.sentence("uom.left_out")] if counted else []
    if sentences:
        yield reader.entry("uom", sentences, conversions(reader) if terms.uom else None)


def _term(reader: Reader) -> Iterator[Sentence]:
    terms = reader.terms
    if terms.starts is not None:
        yield reader.sentence("term.from", start=reader.days.day(terms.starts))
    if terms.ends is not None:
        yield reader.sentence("term.until", end=reader.days.day(terms.ends))


def _unit(reader: Reader, unit: str) -> Sentence:
    names = reader.paid_in(unit)
    step = Writer(reader.words, names, reader.writer.measure).amount(reader.terms.step(unit))
    return reader.sentence("unit", name=upper(names.unit_name), step=step)


def _everywhere(reader: Reader, clauses: tuple[Clause, ...]) -> Iterator[Entry]:
    """Yield what is usual, told once for all promises."""
    told: dict[str, list[Sentence]] = {}
    for clause in clauses:
        for habit in habits(reader, clause):
            if habit.usual and habit.sentence not in told.setdefault(habit.key, []):
                told[habit.key].append(habit.sentence)
    yield from (reader.entry(key, sentences) for key, sentences in told.items() if sentences)
