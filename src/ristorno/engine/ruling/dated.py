"""The book of a clause that does not count a fact when it happened, but when it was invoiced or paid."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeAlias
from zoneinfo import ZoneInfo

from ristorno.engine.history.book import Book
from ristorno.engine.history.counted_on import CountOn, counted_lines
from ristorno.engine.history.owing import Account
from ristorno.engine.ruling.timeline import Span

Ways: TypeAlias = tuple[CountOn, ...]
"""When a fact counts, by the terms in force when it happened."""


def ways_of(spans: Sequence[Span], clause: str) -> Ways:
    """Return when a clause counts facts, for all terms of a member; without the clause as the next that have it."""
    found: list[CountOn] = []
    following: CountOn = "occurred"
    for span in reversed(spans):
        held = span.clause(clause)
        following = held.count_on if held else following
        found.append(following)
    return tuple(reversed(found))


def dated_book(
    book: Book, spans: Sequence[Span], ways: Ways, accounts: Iterable[Account], zone: ZoneInfo, today: date
) -> Book:
    """Return the book with its lines on the days on which they count, as far as these have come."""
    starts = [span.days.start for span in spans]

    def count_on(day: date) -> CountOn:
        # What happened before the terms began is counted as they count from their beginning on.
        return ways[max(0, bisect_right(starts, day) - 1)]

    lines = [line for line in counted_lines(book.lines, count_on, accounts, zone) if line.day <= today]
    return replace(book, lines=tuple(lines), days=tuple(line.day for line in lines), enrolled=book.first_day)
