"""How much of a window the terms hold, worked out from its days."""

from datetime import date

from ristorno.engine.recompute.reading import Complaints, Malformed, StepRead
from ristorno.kernel.period import DAY, add_months


def prorated(step: StepRead, complaints: Complaints) -> None:
    """Check how many days or months of a window there are, and how many of them its part has."""
    start, end = _day(step, "start"), _day(step, "end")
    first, last = _day(step, "whole_start"), _day(step, "whole_end")
    months = step.text("mode") == "months"
    complaints.holds(step.where, truth=first <= start <= end <= last, reason="the part lies in the window")
    complaints.same(f"{step.where}, part", step.number("part"), _count(first, last, start, end, months=months))
    complaints.same(f"{step.where}, whole", step.number("whole"), _count(first, last, first, last, months=months))


def _count(first: date, last: date, start: date, end: date, *, months: bool) -> int:
    if not months:
        return (end - start).days + 1
    found, number = 0, 0
    while add_months(first, number) <= last:
        month_end = min(last, add_months(first, number + 1) - DAY)
        found += start <= month_end and add_months(first, number) <= end
        number += 1
    return found


def _day(step: StepRead, name: str) -> date:
    try:
        return date.fromisoformat(step.text(name))
    except ValueError:
        raise Malformed(f"{step.where}, {name}: no such day") from None
