"""Against what growth is measured: a number, or the same measure of an earlier window."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from ristorno.engine.counting.slots import Slot
from ristorno.engine.history.line import Line
from ristorno.engine.population.pools import NOTHING_EARLIER, Earlier
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.clause import Baseline, NewMembers
from ristorno.kernel.number import ZERO, Exact
from ristorno.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Stretched:
    """What a part of a window counted, for a member that began on a day inside of it: so many days of the whole."""

    counted: Decimal
    began: date
    days: int
    whole: int

    @property
    def number(self) -> Exact:
        """What the whole window would have counted."""
        return Fraction(self.counted) * self.whole / self.days


@dataclass(frozen=True, slots=True)
class Compared:
    """A baseline as it was found: the number, or the reason why there is none."""

    number: Exact | None
    note: str = ""
    window: Period | None = None
    stretched: Stretched | None = None
    """How the number was found, where it is a part of a window scaled up to the whole."""

    @property
    def unclear(self) -> bool:
        """Whether the terms would have to say something that they do not."""
        return self.note == "baseline_not_positive"


NOT_COMPARED = Compared(None)
"""What a clause without a baseline is compared with."""

Filter: TypeAlias = Callable[[Line], bool]


def compare(
    context: Context,
    rules: Rules,
    slot: Slot,
    *,
    relative: bool,
    mine: Filter,
    others: Earlier = NOTHING_EARLIER,
    joined: date | None = None,
) -> Compared:
    """Return the baseline of a window.

    ``mine`` picks the lines of the recipient, ``others`` is what other members brought to the earlier window;
    ``relative`` thresholds need a baseline above 0. ``joined`` is the day since which the recipient takes part,
    where that is known from more than the lines that count.
    """
    terms = slot.clause.baseline
    if terms is None:
        return NOT_COMPARED
    if terms.number is not None:
        return _positive(terms, terms.number, None, relative=relative)
    assert terms.window is not None
    period = slot.earlier(terms.window)
    found = context.matching(rules, slot.clause.earn_on, Period(date.min, period.end))
    lines = [line for line in context.earning(rules.terms, slot.clause, found) if mine(line)]
    first = min([*(line.day for line in lines[:1]), *([others.first] if others.first else [])], default=None)
    if first is None or first >= period.end:
        return _new(terms, period)
    inside = [line for line in lines if line.day in period]
    measured = sum((value or ZERO for value in slot.clause.measure.values(inside)), others.value)
    began = first if joined is None else min(first, joined)
    if terms.new_members == "prorated" and began > period.start:
        stretched = Stretched(measured, began, (period.end - began).days, period.days)
        return _positive(terms, stretched.number, period, relative=relative, stretched=stretched)
    return _positive(terms, measured, period, relative=relative)


def _new(terms: Baseline, period: Period) -> Compared:
    if isinstance(terms.new_members, NewMembers):
        return Compared(terms.new_members.fixed, "new_member", period)
    return Compared(None, "no_baseline", period)


def _positive(
    terms: Baseline, number: Exact, period: Period | None, *, relative: bool, stretched: Stretched | None = None
) -> Compared:
    if number > 0 or (number == 0 and not relative):
        return Compared(number, "", period, stretched)
    if isinstance(terms.if_not_positive, NewMembers):
        return Compared(terms.if_not_positive.fixed, "baseline_replaced", period)
    note = "baseline_nothing" if terms.if_not_positive == "nothing" else "baseline_not_positive"
    return Compared(None, note, period)
