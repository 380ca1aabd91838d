"""The windows of a clause for one member: one for every period, or one for every document or fact."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Literal, NamedTuple

from ristorno.engine.history.line import Line
from ristorno.engine.population.pools import Whose
from ristorno.engine.ruling.context import Context, up_to
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.windows import Window, label
from ristorno.kernel.period import ALWAYS, FIRST_DAY, LAST_DAY, Period


class Slot(NamedTuple):
    """One window of a clause, with the lines that lie in it, whether they count or not."""

    clause: Clause
    """The clause as it reads on the window's first day."""
    window: Period
    whole: Period
    """The window without the cut at the ends of the agreement."""
    label: str
    document: str | None
    lines: tuple[Line, ...]
    term: Period = ALWAYS
    """The days from whose start windows with ``anchor: start`` are counted."""
    piece: Period | None = None
    """The piece of the window that is paid, where ``window`` holds everything from its start through that piece."""
    full: Period | None = None
    """The window through its last piece, where ``window`` ends with a piece of it."""
    owner: str | None = None
    """Whose facts count together: a group, or the member whose downstream it is; None where only its own count."""

    at: datetime | None = None
    """When the document happened, where no line of it is left."""

    @property
    def opened_at(self) -> datetime:
        """When the document of a narrow window happened."""
        return self.lines[0].at if self.at is None else self.at

    def seen(self, context: Context) -> "Slot":
        """Return the slot with its lines, as far as they are seen."""
        return self._replace(lines=tuple(context.book.within(up_to(self.window, context.today))))

    @property
    def entire(self) -> Period:
        """The window through its last piece."""
        return self.full or self.window

    @property
    def shared(self) -> Period:
        """The days whose facts members count together, the same for all of them: nothing cuts them but a piece."""
        return self.clause.to_date(self.whole, self.key.start, self.term)

    def lasting(self, context: Context) -> Period:
        """Return the window through the last day on which anything that happens can change it."""
        return context.timeline.lasting(self.clause, self.window)

    @property
    def key(self) -> Period:
        """The days for which an amount stands."""
        return self.piece or self.window

    @property
    def judged_label(self) -> str:
        """The name of the days that are judged: of a piece after the first, those since the window began."""
        return self.label if self.piece is None or self.piece.start == self.window.start else str(self.window)

    def earlier(self, by: Literal["previous", "previous_year"]) -> Period:
        """Return the earlier window with which this one is compared: of a cut one the same days of it."""
        return self.clause.judged.earlier(self.whole, by, self.term, self.entire)


def slots(context: Context, name: str) -> Iterator[Slot]:
    """Yield the windows of a clause in order, up to the day of the question."""
    for clause, days in stretches(context, name):
        if clause.window.narrow:
            yield from _narrow(context, name, clause, days)
        else:
            yield from _wide(context, name, clause, days)


def stretches(context: Context, name: str) -> Iterator[tuple[Clause, Period]]:
    """Yield the stretches of days on which the clause has one and the same window."""
    held: list[tuple[Clause, Period]] = []
    for span in context.timeline.spans:
        clause = span.clause(name)
        if clause is None:
            continue
        if held and _tiles_alike(held[-1][0], clause) and held[-1][1].end == span.days.start:
            held[-1] = (held[-1][0], Period(held[-1][1].start, span.days.end))
        else:
            held.append((clause, span.days))
    yield from held


def _tiles_alike(one: Clause, other: Clause) -> bool:
    return one.window == other.window and one.pay_every == other.pay_every


def _wide(context: Context, name: str, clause: Clause, days: Period) -> Iterator[Slot]:
    day = _first_day(context, name, clause, days)
    if day is None:
        return
    anchor = Period(day, days.end) if days.start == FIRST_DAY else days
    for whole, window in _tiled(clause.judged, days, anchor, context.today):
        if clause.cumulative:
            yield from _pieces(context, clause, whole, window, anchor)
        else:
            yield Slot(clause, window, whole, _label(clause.judged, whole, window), None, (), anchor).seen(context)


def _pieces(context: Context, clause: Clause, whole: Period, window: Period, anchor: Period) -> Iterator[Slot]:
    """Yield the window to date at the end of each of its pieces."""
    assert clause.pay_every is not None
    every = clause.pay_every.window
    for uncut, piece in _tiled(every, window, anchor, context.today):
        inside = uncut.cut(whole)  # of a month in which a fiscal year begins two years have a part each
        name = _label(every, uncut, piece) if inside == uncut else str(inside)
        to_date = Period(window.start, piece.end)
        yield Slot(clause, to_date, whole, name, None, (), anchor, piece, window).seen(context)


def _tiled(shape: Window, days: Period, anchor: Period, today: date) -> Iterator[tuple[Period, Period]]:
    """Yield the windows that tile some days up to today, each whole and cut at the ends of the days."""
    day = max(days.start, anchor.start)
    while day < days.end and day <= today:
        whole = shape.whole(day, anchor)
        window = whole.cut(days)
        if window.days > 0 and window.start <= today:
            yield whole, window
        if shape.shape == "campaign" or whole.end >= LAST_DAY:
            return
        day = whole.end


def _first_day(context: Context, name: str, clause: Clause, days: Period) -> date | None:
    """Return the day of enrolment: the agreement's first day, or the first fact where the terms have no beginning.

    Without a beginning and without a fact nobody has enrolled, so there is no window either.
    """
    if days.start > FIRST_DAY:
        return days.start
    if not clause.pooled or context.population is None:
        return context.book.first_day
    return _first_of_all(context, name, clause.whose)


def _first_of_all(context: Context, name: str, whose: Whose) -> date | None:
    """Return the first day on which the member, or anybody whose facts count with its own, did anything."""
    member, others = context.book.member, context.others
    groups = {stay.group for stay in others.relations.stays.get(member, ())} if whose == "group" else {member}
    days = [context.book.first_day, *(others.pools.first_day(name, owner) for owner in groups)]
    return min((day for day in days if day is not None), default=None)


def _label(window: Window, whole: Period, cut: Period) -> str:
    return label(window, cut if window.shape in {"every", "agreement", "campaign"} else whole)


def _narrow(context: Context, name: str, clause: Clause, days: Period) -> Iterator[Slot]:
    return narrow_windows(clause, _earning(context, name, days))


def narrow_windows(clause: Clause, lines: Iterable[Line]) -> Iterator[Slot]:
    """Yield a window for every document or fact among lines that lie in the clause's set, in order.

    One that counts on several days, part by part, has a window on each of them.
    """
    for (key, _), group in groupby(lines, key=lambda line: (_narrow_key(clause, line), line.day)):
        members = tuple(group)
        window = clause.window.whole(members[0].day)
        yield Slot(clause, window, window, label(clause.window, window), key, members)


def _narrow_key(clause: Clause, line: Line) -> str:
    return line.fact.id if clause.window.shape == "fact" else line.document


def _earning(context: Context, name: str, days: Period) -> Iterator[Line]:
    """Yield the lines that open windows of their own: those in the set under the terms of their day."""
    for span in context.timeline.spans:
        clause = span.clause(name)
        if clause is not None:
            yield from context.matching(span.rules, clause.earn_on, up_to(span.days.cut(days), context.today))
