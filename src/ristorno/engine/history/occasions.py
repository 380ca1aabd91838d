"""Days that come back every year, read from a member's facts: of its joining, of its contacts' joining, birthdays.

A member or contact takes part from the day after it joined (``enrolled``) through the day on which it left (``left``);
where nothing says so, always. So no fact of a day makes or unmakes an occasion of that day.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from ristorno.engine.accrual import SetAside
from ristorno.engine.history.line import Line
from ristorno.engine.history.presence import MOVES, absences
from ristorno.engine.terms.scalars import read_day
from ristorno.kernel.period import LAST_DAY, Period, add_months

BIRTHDAY = "birthday"
"""The attribute that says a day of birth, and the kind of the facts that are made of it."""
_MONTHS = 12


class Occasion(NamedTuple):
    """A day to be made a fact: of which kind, by which fact or entry of a table, about which contact."""

    day: date
    kind: str
    origin: str
    contact: str | None
    attributes: Mapping[str, str]


class Stay(NamedTuple):
    """How long a member or contact took part: from the fact by which it joined through the day on which it left."""

    joined: Line
    last: date


class Presence:
    """When a member (None) and its contacts took part."""

    __slots__ = ("_away", "_moves")

    def __init__(self, lines: Iterable[Line]) -> None:
        self._moves: dict[str | None, list[Line]] = {}
        for line in lines:
            if line.fact.kind in MOVES:
                self._moves.setdefault(line.fact.contact, []).append(line)
        self._away: Mapping[str | None, tuple[Period, ...]] = {
            contact: tuple(absences(moves)) for contact, moves in self._moves.items()
        }

    def has(self, occasion: Occasion) -> bool:
        """Return whether neither the member nor the contact that it is about had left before that day."""
        return all(self._there(contact, occasion.day) for contact in {None, occasion.contact})

    def anniversaries(self, today: date) -> Iterator[Occasion]:
        """Yield the anniversaries of every stay; who leaves and joins again begins anew."""
        for contact in self._moves:
            for stay in self._stays(contact):
                for years, day in _yearly(stay.joined.day, stay.joined.day, min(stay.last, today)):
                    told = {"years": str(years), "of": _of(contact)}
                    yield Occasion(day, "anniversary", stay.joined.fact.id, contact, told)

    def _there(self, contact: str | None, day: date) -> bool:
        return not any(away.start <= day <= away.end for away in self._away.get(contact, ()))

    def _stays(self, contact: str | None) -> Iterator[Stay]:
        joined: Line | None = None
        for line in self._moves[contact]:
            if line.fact.kind == "enrolled":
                joined = joined or line
            elif joined is not None:
                yield Stay(joined, line.day)
                joined = None
        if joined is not None:
            yield Stay(joined, LAST_DAY)


class Birthdays:
    """The days of birth that facts say in their attribute ``birthday``; the latest word on a contact holds."""

    __slots__ = ("_words", "aside")

    def __init__(self, lines: Iterable[Line]) -> None:
        self._words: list[tuple[Line, date]] = []
        self.aside: list[SetAside] = []
        """Facts whose word cannot be read."""
        for line in lines:
            text = line.fact.attributes.get(BIRTHDAY)
            if text:
                self._read(line, text)

    def occasions(self, today: date) -> Iterator[Occasion]:
        """Yield the birthdays behind each word, through the day of the next word on the same contact."""
        following: dict[str | None, date] = {}
        for line, born in reversed(self._words):
            contact = line.fact.contact
            for _, day in _yearly(born, max(born, line.day), min(following.get(contact, LAST_DAY), today)):
                yield Occasion(day, BIRTHDAY, line.fact.id, contact, {"of": _of(contact)})
            following[contact] = line.day

    def _read(self, line: Line, text: str) -> None:
        try:
            self._words.append((line, read_day(text)))
        except ValueError as error:
            reason = f"It names no birthday: {error}. All else in it counts."
            self.aside.append(SetAside(line.fact.id, line.fact.member, "facts.birthday", reason))


def _yearly(first: date, after: date, last: date) -> Iterator[tuple[int, date]]:
    """Yield the days that come back, each with the years behind the first: later than ``after``, up to ``last``."""
    for years in range(max(1, after.year - first.year), last.year - first.year + 1):
        day = add_months(first, years * _MONTHS)
        if after < day <= last:
            yield years, day


def _of(contact: str | None) -> str:
    return "member" if contact is None else "contact"
