"""Days of which the program makes facts, in words."""

from collections.abc import Iterator

from ristorno.engine.rulebook.book import Sentence
from ristorno.engine.rulebook.reader import Reader
from ristorno.engine.terms.calendar import Calendar


def told_calendar(reader: Reader, calendar: Calendar) -> Iterator[Sentence]:
    """Yield which days of the calendar count, and how they are found."""
    if calendar.anniversary:
        yield reader.sentence("calendar.anniversary")
    if calendar.birthday:
        yield reader.sentence("calendar.birthday")
    if calendar.anniversary or calendar.birthday:
        yield reader.sentence("calendar.leap")
    if calendar.holidays:
        days = sorted(calendar.holidays.items())
        named = (reader.say("calendar.holiday", day=reader.days.day(day), name=name) for day, name in days)
        yield reader.sentence("calendar.holidays", days=reader.all_of(named))
    yield reader.sentence("calendar.while")
