"""Calendar facts: what the calendars of a member's terms add to its book.

They exist on days on which terms rule that name them, and while the member takes part: terms that are common to all
begin for it on the day after its first fact, an agreement on its own first day. Ids say where they come from:
``calendar/anniversary-2028-02-29/CRM/J-1/1`` is made of the fact ``CRM/J-1/1``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from ristorno.engine.fact import Fact, instant, line_order
from ristorno.engine.history.book import Book
from ristorno.engine.history.line import Line
from ristorno.engine.history.occasions import Birthdays, Occasion, Presence
from ristorno.engine.ruling.timeline import Timeline
from ristorno.engine.terms.program import Common

SOURCE = "calendar"


def with_calendar(book: Book, timelines: Sequence[Timeline], today: date) -> Book:
    """Return the book with the calendar facts of all of a member's terms up to today."""
    calendars = [span.rules.terms.calendar for timeline in timelines for span in timeline.spans]
    if not any(calendars):
        return book
    presence = Presence(book.lines)
    birthdays = Birthdays(book.lines if any(each and each.birthday for each in calendars) else ())
    occasions = (*presence.anniversaries(today), *birthdays.occasions(today), *_holidays(timelines, today))
    kept = [one for one in occasions if presence.has(one) and _ruled(one, timelines, book.first_day)]
    zone = timelines[0].spans[0].rules.terms.zone
    made = {line.fact.id: line for line in (_line(book.member, one, zone) for one in kept)}
    lines = tuple(sorted([*book.lines, *made.values()], key=lambda line: line.order))
    aside = tuple(sorted([*book.aside, *birthdays.aside], key=lambda item: item.fact))
    return replace(book, lines=lines, days=tuple([line.day for line in lines]), aside=aside)


def _holidays(timelines: Sequence[Timeline], today: date) -> Iterator[Occasion]:
    for timeline in timelines:
        for span in timeline.spans:
            calendar = span.rules.terms.calendar
            for day, name in calendar.holidays.items() if calendar is not None else ():
                if day in span.days and day <= today:
                    yield Occasion(day, "holiday", name, None, {"holiday": name})


def _ruled(occasion: Occasion, timelines: Sequence[Timeline], first: date | None) -> bool:
    """Return whether terms that rule on the day name it, and have begun for the member."""
    for timeline in timelines:
        span = timeline.on(occasion.day)
        calendar = span.rules.terms.calendar if span is not None else None
        begun = not isinstance(timeline.contract, Common) or (first is not None and first < occasion.day)
        if begun and calendar is not None and calendar.makes(occasion.kind):
            return True
    return False


def _line(member: str, occasion: Occasion, zone: ZoneInfo) -> Line:
    fact = Fact(
        source=SOURCE,
        document=f"{occasion.kind}-{occasion.day}",
        line=occasion.origin,
        kind=occasion.kind,
        occurred_at=occasion.day,
        member=member,
        contact=occasion.contact,
        attributes=occasion.attributes,
    )
    at = instant(occasion.day, zone)
    return Line(fact, at, occasion.day, f"{SOURCE}/{fact.document}", (at, SOURCE, fact.document, line_order(fact.line)))
