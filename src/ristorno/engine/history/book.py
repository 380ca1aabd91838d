"""The member's book: its facts in local time and in order, net of returns, with consents and segments."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from ristorno.engine.accrual import Moment, SetAside
from ristorno.engine.fact import CALENDAR_KINDS, Fact, instant, line_order, local_day, name_of_document
from ristorno.engine.history.exchange import Rates, exchanged
from ristorno.engine.history.known import known_facts
from ristorno.engine.history.line import Line
from ristorno.engine.history.presence import MOVES, absences
from ristorno.engine.history.reversals import net
from ristorno.engine.history.taken import not_taken
from ristorno.engine.history.tenders import Shares, set_aside, shares_of
from ristorno.kernel.period import Period

CONSENT_KINDS = frozenset({"consent_given", "consent_withdrawn"})
"""Kinds by which an employer lets its staff be rewarded."""
RELATION_KINDS = frozenset({"joined_group", "left_group", "supplied_by"})
"""Kinds that say how members belong together."""
STATE_KINDS = CONSENT_KINDS | RELATION_KINDS | {"segment_assigned"}
"""Kinds that say what holds from a moment on, and are never counted themselves."""


_NO_TENDERS: Mapping[str, Shares] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Book:
    """Everything that counts for one member. ``lines`` stand in the order that means something."""

    member: str
    lines: tuple[Line, ...]
    days: tuple[date, ...]
    states: tuple[Line, ...]
    aside: tuple[SetAside, ...]
    entries: tuple[Line, ...] = ()
    """The lines before returns were taken off: debts and payments move with them."""
    tenders: Mapping[str, Shares] = field(default_factory=lambda: _NO_TENDERS)
    """What paid for documents besides money, by document."""
    enrolled: date | None = None
    """The first day on which anything happened, where the lines stand on other days than their own."""
    away: tuple[Period, ...] = ()
    """The days on which the member took no part in anything, in order: since it left, until it joined again."""

    def within(self, period: Period) -> Sequence[Line]:
        """Return the lines of a period."""
        return self.lines[bisect_left(self.days, period.start) : bisect_left(self.days, period.end)]

    def with_order(self, lines: Sequence[Line]) -> "Book":
        """Return the book with lines that come after all of its own."""
        days = (*self.days, *(line.day for line in lines))
        return replace(self, lines=(*self.lines, *lines), days=days, entries=(*self.entries, *lines))

    @property
    def first_day(self) -> date | None:
        """The first day on which anything happened; the calendar alone does not begin anything."""
        own = (line.day for line in self.lines if line.fact.kind not in CALENDAR_KINDS)
        return self.enrolled or next(own, None)

    def consents(self, contact: str, at: datetime) -> bool:
        """Return whether the employer's consent for the contact is in force: the latest word by then counts."""
        for line in reversed(self.states):
            fact = line.fact
            if line.at <= at and fact.kind in CONSENT_KINDS and fact.contact in {contact, None}:
                return fact.kind == "consent_given"
        return False

    def segment(self, at: datetime) -> str | None:
        """Return the segment last assigned by then."""
        for line in reversed(self.states):
            if line.at <= at and line.fact.kind == "segment_assigned":
                return line.fact.attributes.get("segment")
        return None


def open_book(
    member: str,
    log: Iterable[Fact],
    moment: Moment,
    zone: ZoneInfo,
    currency: str | None,
    tenders: Collection[str] = (),
    rates: Rates | None = None,
) -> Book:
    """Return the member's book as of ``moment.as_of``, as known at ``moment.known_at``.

    ``tenders`` are those of which the terms say whether they earn; ``rates`` what other currencies are worth.
    """
    facts = known_facts(log, moment)
    seen = [line for line in in_order(facts, zone) if line.day <= moment.as_of]
    seen, unpaid = exchanged(seen, currency, rates) if rates and currency else (seen, [])
    found = {line.fact.id: reason for line in seen if (reason := not_taken(line.fact, currency)) is not None}
    lines = [line for line in seen if line.fact.id not in found] if found else seen
    tendered = any(line.fact.tenders for line in lines)
    if tendered:
        _, untold = shares_of(lines, tenders)
        found |= {item.fact: item for item in set_aside(lines, untold)}
        lines = [line for line in lines if line.document not in untold]
    netted, problems = net(lines)
    entries = _entries(lines, problems) if any(line.fact.reverses for line in lines) else None
    states = tuple(line for line in netted if line.fact.kind in STATE_KINDS)
    counting = tuple(line for line in netted if line.fact.kind not in STATE_KINDS)
    moves = [line for line in counting if line.fact.kind in MOVES and line.fact.contact is None]
    aside = sorted([*unpaid, *found.values(), *problems], key=lambda item: item.fact)
    return Book(
        member=member,
        lines=counting,
        days=tuple(line.day for line in counting),
        states=states,
        aside=tuple(aside),
        entries=counting if entries is None else entries,
        tenders=shares_of(counting if entries is None else entries, tenders)[0] if tendered else _NO_TENDERS,
        away=tuple(absences(moves)),
    )


def _entries(lines: Sequence[Line], problems: Sequence[SetAside]) -> tuple[Line, ...]:
    """Return the lines of documents and payments as they came, without those that were set aside."""
    gone = {problem.fact for problem in problems}
    return tuple(line for line in lines if line.fact.kind not in STATE_KINDS and line.fact.id not in gone)


def in_order(facts: Iterable[Fact], zone: ZoneInfo) -> list[Line]:
    """Return facts as lines, each with its document's instant (the earliest) and the local day, in order."""
    moments: dict[tuple[str, str], tuple[datetime, date]] = {}
    known = list(facts)
    for fact in known:
        key = (fact.source, fact.document)
        at = instant(fact.occurred_at, zone)
        if key not in moments or at < moments[key][0]:
            moments[key] = (at, local_day(fact.occurred_at, zone))
    lines = [_line(fact, *moments[fact.source, fact.document]) for fact in known]
    lines.sort(key=lambda line: line.order)
    return lines


def _line(fact: Fact, at: datetime, day: date) -> Line:
    document = name_of_document(fact.source, fact.document)
    return Line(fact, at, day, document, (at, fact.source, fact.document, line_order(fact.line)))
