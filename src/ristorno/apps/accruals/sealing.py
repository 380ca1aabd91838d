"""What was learned too late: after the last day for corrections, a window that was closed stays as it was known then.

A closing says through which day it has closed a member's windows. Where the terms name a last day for corrections, and
it is past, such a window is answered once more as it was known at the end of that day (at the closing, where that was
later), and that is booked for good. What would be more or less by what was learned since is told beside it.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from ristorno.apps.accruals.models import Booked, Shut
from ristorno.apps.accruals.rules import Key, Wanted
from ristorno.engine.fact import Fact, instant
from ristorno.engine.settling import Settling
from ristorno.kernel.period import DAY, LAST_DAY, Period

Answered = Callable[[datetime], Mapping[Key, Wanted]]
"""What is wanted as it was known at a moment."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """Keys that stay as they were: the last day for their corrections, and what was known then of those new among them.

    Of the others the amount that is booked is the one that was known.
    """

    days: Mapping[Key, date] = field(default_factory=dict)
    then: Mapping[Key, Wanted | None] = field(default_factory=dict)


def sealed(
    keys: Iterable[Key], rows: Mapping[Key, Booked], settling: Settling, closed: Shut, today: date, answered: Answered,
    learned: Sequence[datetime],
) -> Sealed:  # fmt: skip
    """Return which of the keys stay as they were known; ``learned`` is when anything was learned, in order."""
    if not settling.spoken:
        return Sealed()
    days = {key: day for key in keys if (day := _last_day(key, settling, closed, today)) is not None}
    fresh = {key: day for key, day in days.items() if key not in rows or rows[key].sealed_on != day}
    moments = {key: _moment(day, settling, closed) for key, day in fresh.items()}
    # As long as nothing is learned between two moments, both know the same.
    known = {bisect_right(learned, moment): moment for moment in moments.values()}
    answers = {place: answered(moment) for place, moment in known.items()}
    then = {key: answers[bisect_right(learned, moment)].get(key) for key, moment in moments.items()}
    return Sealed(days, then)


def learned_at(facts: Iterable[Fact], approved: Iterable[datetime | None]) -> Sequence[datetime]:
    """Return when facts and terms became known, in order, each moment once."""
    return sorted({moment for moment in (*(fact.recorded_at for fact in facts), *approved) if moment is not None})


def closed_by(closed: Shut, last: date, taken_until: date | None, calculated_on: date | None) -> bool:
    """Return whether a closing has closed a window with this last day: it could have had it on the day it was made."""
    taken = last if taken_until is None else taken_until
    calculated = calculated_on is None or closed.as_of >= calculated_on
    return closed.through >= last and closed.as_of > taken and calculated


def _last_day(key: Key, settling: Settling, closed: Shut, today: date) -> date | None:
    if key.ends >= LAST_DAY or closed.through < (last := key.ends - DAY):
        return None
    terms = settling.terms(last, key.agreement)
    clause = terms.clauses.get(key.clause)
    if clause is None or terms.settlement is None:
        return None
    over = settling.lasting(key.agreement, clause, Period(key.starts, key.ends)).last
    day = terms.settlement.corrected_until(over)
    if day is None or day >= today:
        return None
    calculated = None if clause.calculate is None else over + clause.calculate * DAY
    return day if closed_by(closed, last, over + clause.accept_until * DAY, calculated) else None


def _moment(day: date, settling: Settling, closed: Shut) -> datetime:
    """Return the last moment at which what was learned still counts."""
    end = instant(day + DAY, settling.calculation.program.terms.zone) - datetime.resolution
    return max(end, closed.known_at)
