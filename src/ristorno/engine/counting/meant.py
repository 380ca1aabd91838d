"""Whom a floor and a guarantee are for: who has them with or without facts.

A window of many days is meant for whom a fact would count at some moment of it, or when it begins or ends where the
terms say so; whether there are facts changes nothing. A document, and the part of a person or party, is there only
because lines are: it has a floor where one of its lines counts.
"""

from collections.abc import Iterator, Sequence

from ristorno.engine.counting.frame import Frame, Reading
from ristorno.engine.counting.measured import Run, lines_of
from ristorno.engine.counting.slots import Slot
from ristorno.engine.ruling.context import Context, up_to
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.ruling.track import BOUNDARY, FACT, Change
from ristorno.engine.terms.limits import Limits
from ristorno.engine.terms.who import Who
from ristorno.kernel.period import ALWAYS, Period


def meant(context: Context, frame: Frame, slot: Slot, own: Sequence[Run]) -> bool:
    """Return whether a window has what its clause pays at least; ``own``: the lines of one part that count."""
    clause = frame.clause
    if not pays_at_least(clause.limits) or slot.owner is not None:
        return True  # a clause that pools facts has no window for a member that it does not pay
    if clause.opened_by_lines:
        if clause.mechanic.picked_by is None:
            return True  # the tally tells
        return any(value is not None for value in clause.measure.values(lines_of(own)))
    return any(_meant_by(context, reading, slot) for reading in frame.readings)


def pays_at_least(limits: Limits) -> bool:
    """Return whether anything is paid at least."""
    return limits.floor is not None or limits.guarantee is not None


def _meant_by(context: Context, reading: Reading, slot: Slot) -> bool:
    """Return whether a version is for the member in its days of a window, as far as they are seen."""
    who, rules, days = reading.clause.who, reading.span.rules, up_to(reading.days, context.today)
    if who.everybody or not days.days:
        return days.days > 0
    if who.at != "fact":
        return context.concerns_at(who, rules, context.first_moment(days), slot.window)
    if context.concerns_on(who, rules, days.start):
        return True
    return who.dated and any(_after(context, who, rules, change) for change in _changes(context, reading, days))


def _after(context: Context, who: Who, rules: Rules, change: Change) -> bool:
    """Return whether a fact would count when something changes, or right after it."""
    at, kind = change.key
    if kind == BOUNDARY:
        return context.concerns_on(who, rules, change.day)
    return context.concerns_at(who, rules, at, ALWAYS) or context.concerns_after(who, rules, at)


def _changes(context: Context, reading: Reading, days: Period) -> Iterator[Change]:
    """Yield every change of a segment or a level on some days."""
    changes = [Change((line.at, FACT), line.day, 0) for line in context.book.states]
    for ladder in reading.clause.who.ladders:
        changes += context.track(reading.span.rules, ladder).changes
    yield from (change for change in changes if change.day in days)
