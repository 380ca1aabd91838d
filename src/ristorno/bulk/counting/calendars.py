"""Which days the calendars of a program and its agreements make facts of, for whom: equal ones make equal facts."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.ruling.timeline import Timeline
from ristorno.kernel.period import Period

Calendars: TypeAlias = tuple[tuple[str, str, Period, str], ...]
"""Member (empty for everybody whom no agreement names), contract, days, and what the calendar of these days says."""


def calendars_of(calculation: Calculation, moment: Moment) -> Calendars:
    """Return all calendars; nothing where no terms have one."""
    timelines = {member: calculation.timelines(member, moment.known_at) for member in ("", *calculation.members())}
    found = tuple(told for member, held in timelines.items() for told in _told(member, held))
    return found if any(calendar for *_, calendar in found) else ()


def _told(member: str, timelines: Iterable[Timeline]) -> Iterator[tuple[str, str, Period, str]]:
    for timeline in timelines:
        for span in timeline.spans:
            calendar = span.rules.terms.calendar
            yield member, timeline.contract.id, span.days, "" if calendar is None else calendar.model_dump_json()
