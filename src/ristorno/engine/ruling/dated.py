"""The book of a clause that counts facts otherwise than where they stand.

It may count a fact not when it happened, but when it was invoiced or paid; it may take returns that name no original
off the oldest purchases; and its set may leave out returns by what they say of themselves.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from ristorno.engine.history.book import Book
from ristorno.engine.history.counted_on import CountOn, counted_lines
from ristorno.engine.history.matching import Match, matched
from ristorno.engine.history.owing import Account
from ristorno.engine.ruling.timeline import Span
from ristorno.engine.ruling.unheard import Exclusions, exclusions, kept, unheard
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.sets import FactSet


class Way(NamedTuple):
    """How facts are counted that happen under some terms."""

    count_on: CountOn = "occurred"
    match: Match = "own_day"
    leaving_out: Exclusions = ()
    """What the set of the clause says of returns that name their originals."""


Ways: TypeAlias = tuple[Way, ...]
"""How facts count, by the terms in force when they happened."""
AS_IT_STANDS = Way()


def ways_of(spans: Sequence[Span], clause: str) -> Ways:
    """Return how a clause counts facts, for all terms of a member; without the clause as the next that have it."""
    found: list[Way] = []
    following = AS_IT_STANDS
    for span in reversed(spans):
        held = span.clause(clause)
        following = _way(span, held) if held else following
        found.append(following)
    return tuple(reversed(found))


def hearing(spans: Sequence[Span], facts: FactSet) -> tuple[Exclusions, ...]:
    """Return what a set leaves out of returns, for all terms of a member that know it."""
    found: list[Exclusions] = []
    for span in spans:
        terms = span.rules.terms
        known = facts.of is None or facts.of in terms.sets
        found.append(exclusions(terms, facts) if known else ())
    return tuple(found)


def _way(span: Span, clause: Clause) -> Way:
    return Way(clause.count_on, clause.match, exclusions(span.rules.terms, clause.earn_on))


def heard(book: Book, spans: Sequence[Span], ways: Ways) -> Ways:
    """Return how a clause counts facts, without what it says of returns where no return of the book is meant."""
    if unheard(book, spans, [way.leaving_out for way in ways]):
        return ways
    return tuple(way._replace(leaving_out=()) for way in ways)


def dated_book(
    book: Book, spans: Sequence[Span], ways: Ways, accounts: Iterable[Account], zone: ZoneInfo, today: date
) -> Book:
    """Return the book with its returns matched, and its lines on the days on which they count, if these have come."""
    starts = [span.days.start for span in spans]

    def way(day: date) -> Way:
        # What happened before the terms began is counted as they count from their beginning on.
        return ways[max(0, bisect_right(starts, day) - 1)]

    gone = unheard(book, spans, [each.leaving_out for each in ways])
    book = replace(book, lines=tuple(kept(book, gone))) if gone else book
    lines = matched(book.lines, lambda day: way(day).match == "fifo", book.tenders)
    if any(each.count_on != "occurred" for each in ways):
        lines = counted_lines(lines, lambda day: way(day).count_on, accounts, zone)
    lines = [line for line in lines if line.day <= today]
    return replace(book, lines=tuple(lines), days=tuple(line.day for line in lines), enrolled=book.first_day)
