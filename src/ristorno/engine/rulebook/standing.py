"""Whose terms are read: always the version in force on a day, for a member its own, with what differs marked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from ristorno.engine.calculation import Calculation
from ristorno.engine.rulebook.book import Entry, Rulebook, Sentence
from ristorno.engine.rulebook.compose import rulebook
from ristorno.engine.rulebook.differing import compared, marked
from ristorno.engine.rulebook.reader import Reader
from ristorno.engine.ruling.timeline import Contract, Span
from ristorno.engine.terms.program import Agreement, ruling
from ristorno.kernel.number import exactly
from ristorno.kernel.period import FIRST_DAY, LAST_DAY, Period
from ristorno.kernel.problem import Problem, Refused


@dataclass(frozen=True, slots=True)
class InForce:
    """One version of somebody's terms, with the days on which it rules."""

    span: Span
    contract: Contract

    @property
    def agreement(self) -> Agreement | None:
        """The agreement that it stands by, None for the program's own terms."""
        return self.contract if isinstance(self.contract, Agreement) else None


def in_force(calculation: Calculation, member: str | None, day: date, *, asked: bool) -> InForce:
    """Return the terms in force on a day, for a member or for everybody.

    ``asked``: the day was asked for, so another one will not do; else the nearest version is taken where none rules.
    Raises :class:`Refused` where there are no such terms.
    """
    timelines = [calculation.common()] if member is None else calculation.timelines(member)
    versions = [InForce(span, timeline.contract) for timeline in timelines for span in timeline.spans]
    if not versions:
        reason = f"The program is for members with an agreement, and {member!r} has none."
        if member is None:
            reason = "No day of the program is left: it ends before it begins."
        raise Refused([Problem("usage.no_terms", reason, "Name the file with --agreements, or another member.")])
    nearest = min(versions, key=lambda version: _distance(version.span.days, day))
    if asked and day not in nearest.span.days:
        days = nearest.span.days
        reason = f"On {day} no terms are in force; the nearest ones are so from {days.start} through {days.last}."
        raise Refused([Problem("usage.no_terms", reason, "Ask for one of these days with --on.")])
    return nearest


def read_for(
    calculation: Calculation, language: str = "en", member: str | None = None, on: date | None = None, *, today: date
) -> Rulebook:
    """Return the terms in force on a day in plain words, for a member with what its agreement changes marked.

    Without ``on`` the day is ``today``, or the nearest one on which any terms rule. Raises :class:`Refused` where no
    terms rule, :class:`ValueError` for a language that the product does not speak.
    """
    found = in_force(calculation, member, on or today, asked=on is not None)
    person = found.agreement is not None and found.agreement.person
    terms = found.span.rules.terms
    reader = Reader(terms, language, member, person=person)
    own = rulebook(terms, language, member, person=person)
    changes = tuple(_changes(reader, calculation, found, own))
    if found.agreement is not None:
        common = calculation.common().on(found.span.days.start)
        if common is not None:
            own = marked(own, rulebook(common.rules.terms, language, member), reader)
    with exactly():
        return _headed(own, reader.entry("standing", (*_standing(reader, calculation, found), *changes)))


def _distance(days: Period, day: date) -> int:
    if day in days:
        return 0
    return (days.start - day).days if day < days.start else (day - days.last).days


def _headed(book: Rulebook, entry: Entry) -> Rulebook:
    head, *rest = book.sections
    return replace(book, sections=(replace(head, entries=(entry, *head.entries)), *rest))


def _standing(reader: Reader, calculation: Calculation, found: InForce) -> Iterator[Sentence]:
    yield reader.sentence("standing", days=_days(reader, found.span.days))
    if found.agreement is not None:
        over = ruling(found.agreement.versions, found.span.days.start, None)
        if over is not None:
            day = reader.days.day(over.effective_from)
            yield reader.sentence("standing.agreement", agreement=found.agreement.id, day=day)
    own = ruling(calculation.program.versions, found.span.days.start, None)
    if own is not None:
        yield reader.sentence("standing.version", day=reader.days.day(own.effective_from))


def _changes(reader: Reader, calculation: Calculation, found: InForce, own: Rulebook) -> Iterator[Sentence]:
    """Yield in what the versions before and after differ: a period may reach into them."""
    timelines = [calculation.common()] if reader.member is None else calculation.timelines(reader.member)
    for span in (span for timeline in timelines if timeline.contract is found.contract for span in timeline.spans):
        days, ours = span.days, found.span.days
        if days.end != ours.start and days.start != ours.end:
            continue
        other = rulebook(span.rules.terms, reader.language, reader.member, person=reader.person)
        what = tuple(compared(own, other, reader))
        if what:
            key, day = ("changes.before", days.last) if days.end == ours.start else ("changes.after", days.start)
            yield reader.sentence(key, day=reader.days.day(day), what=reader.all_of(what))


def _days(reader: Reader, days: Period) -> str:
    start = reader.days.day(days.start) if days.start > FIRST_DAY else ""
    end = reader.days.day(days.last) if days.end < LAST_DAY else ""
    if start and end:
        return reader.say("standing.between", start=start, end=end)
    if start:
        return reader.say("standing.since", start=start)
    return reader.say("standing.until", end=end) if end else reader.say("standing.always")
