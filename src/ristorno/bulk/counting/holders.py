"""Who has which terms: the members of each timeline, and the calendar of their clauses as the engine has it.

Windows, labels, versions and what is left of a cut window come from the engine's own code, asked for a member without
facts; so there is no second calendar.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ristorno.bulk.counting.seen import Seen, seen_by
from ristorno.bulk.counting.tenders import Tendering
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.accrual import Moment, Status
from ristorno.engine.calculation import Calculation
from ristorno.engine.counting.frame import Frame
from ristorno.engine.counting.framing import windows
from ristorno.engine.counting.slots import Slot
from ristorno.engine.history.book import Book
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.dated import ways_of
from ristorno.engine.ruling.timeline import Rules, Span, Timeline
from ristorno.engine.terms.clause import Clause
from ristorno.kernel.period import ALWAYS, FIRST_DAY


@dataclass(frozen=True, slots=True)
class Holders:
    """The members that have one and the same timeline: those that are named, or all others."""

    number: int
    timeline: Timeline
    members: tuple[str, ...] | None
    """None for everybody who is not named by any agreement."""
    career: tuple[Span, ...]
    """All terms that they ever had, of all contracts, in order."""
    context: Context
    """The question of a member of theirs that has no facts."""
    tendered: bool = False
    """Whether anything but money paid for a document."""
    _windows: dict[str, list[tuple[Slot, Frame]]] = field(default_factory=dict, compare=False, repr=False)
    """By clause: a plan asks for its windows several times."""

    @property
    def agreement(self) -> str:
        """The id of the contract."""
        return self.timeline.contract.id

    def clauses(self) -> tuple[str, ...]:
        """Return the names of the clauses that any version has."""
        return self.timeline.clauses

    def seen(self, name: str) -> Seen:
        """Return on which days a clause counts facts, and what of them."""
        seen = seen_by(self.career, ways_of(self.career, name))
        tenderings = self.tenderings(name)
        pooled = any(clause.pooled for _, clause in self.spans(name))
        if pooled and not seen and not any(tenderings):
            return Seen(pooled=True)
        return replace(seen, tenders=next(iter(tenderings))) if tenderings else seen

    def tenderings(self, name: str) -> frozenset[Tendering | None]:
        """Return what versions of a clause let not earn, where anything but money paid for a document."""
        if not self.tendered:
            return frozenset()
        return frozenset(Tendering.of(clause.tenders, span.rules.terms.tenders) for span, clause in self.spans(name))

    def spans(self, name: str) -> Iterator[tuple[Span, Clause]]:
        """Yield the versions that have a clause."""
        for span in self.timeline.spans:
            clause = span.clause(name)
            if clause is not None:
                yield span, clause

    def wide(self, name: str) -> list[tuple[Slot, Frame]]:
        """Return the windows of a clause in order, each in its frame; raises :class:`NotCompiled`."""
        for span, clause in self.spans(name):
            open_ended = span.days.start == FIRST_DAY
            shapes = [clause.window, *([clause.pay_every.window] if clause.pay_every else [])]
            of_member = any(shape.anchor == "start" or shape.shape == "agreement" for shape in shapes)
            if open_ended and of_member:
                raise NotCompiled("windows that begin with the first fact of each member")
        if name not in self._windows:
            self._windows[name] = list(windows(self.context, name))
        return self._windows[name]

    def frame(self, span: Span, name: str) -> Frame:
        """Return the frame of the windows of single documents under a version."""
        clause = span.rules.terms.clauses[name]
        return Frame(self.context, name, clause, span, ALWAYS)

    def status(self, slot: Slot) -> Status:
        """Return whether a window of many days is over, with the days for late facts."""
        over = self.context.over(slot.lasting(self.context), slot.clause.accept_until)
        return "final" if over else "provisional"


def holders_of(
    calculation: Calculation, moment: Moment, first_day: date, *, tendered: bool = False, apart: Collection[str] = ()
) -> list[Holders]:
    """Return all timelines with their members; those that are named by no agreement come first, together.

    Whoever stands ``apart`` has none of these.
    """
    found: dict[tuple[object, ...], tuple[Timeline, tuple[Span, ...], list[str]]] = {}
    for member in sorted({*calculation.members()}.difference(apart)):
        timelines = calculation.timelines(member, moment.known_at)
        career = _career(timelines)
        for timeline in timelines:
            key = (timeline.contract.id, *((span.days, id(span.rules)) for span in (*timeline.spans, *career)))
            found.setdefault(key, (timeline, career, []))[2].append(member)
    groups: list[tuple[Timeline, tuple[Span, ...], Sequence[str] | None]] = []
    if calculation.program.terms.membership.join == "open":
        common = calculation.common(moment.known_at)
        groups += [(common, common.spans, None)] if common.spans else []
    groups += found.values()
    return [
        Holders(
            number,
            timeline,
            None if members is None else tuple(members),
            career,
            _asking(timeline, career, moment, first_day),
            tendered,
        )
        for number, (timeline, career, members) in enumerate(groups, start=1)
    ]


def _career(timelines: Sequence[Timeline]) -> tuple[Span, ...]:
    return tuple(sorted((span for timeline in timelines for span in timeline.spans), key=lambda span: span.days.start))


def _asking(timeline: Timeline, career: tuple[Span, ...], moment: Moment, first_day: date) -> Context:
    book = Book(member="", lines=(), days=(), states=(), aside=(), enrolled=first_day)
    return Context(book, timeline, moment, terms=career)


def rules_on(holders: Holders, day: date) -> Rules | None:
    """Return the terms that rule on a day."""
    span = holders.timeline.on(day)
    return None if span is None else span.rules
