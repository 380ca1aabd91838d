"""Ladders: which level every member holds, as the engine has it in :mod:`ristorno.engine.ruling.levels`.

The windows of a ladder come from the terms. What was reached in each follows from sums; what is kept into a window is
the best of what was reached before it, fallen once for every window that has passed since it stopped lasting. That is
the same as going through the windows one by one, because of two levels the higher one never falls below the lower one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ristorno.bulk.counting.climbed import Climbed
from ristorno.bulk.counting.grains import grain_of
from ristorno.bulk.counting.measuring import holding, once, source, sums
from ristorno.bulk.plan.expressions import TRUE, Expression, call, col, every, some, value, when
from ristorno.bulk.plan.relations import (
    Days,
    Join,
    Relation,
    Rows,
    Running,
    Summed,
    Table,
    aggregate,
    filtered,
    select,
)
from ristorno.engine.ruling.keeping import fallen, grace_end
from ristorno.engine.ruling.levels import stages
from ristorno.engine.terms.ladder import Ladder
from ristorno.kernel.period import DAY, FIRST_DAY, LAST_DAY, Period


@dataclass(frozen=True, slots=True)
class Stages(Climbed):
    """A ladder of some terms over the windows that its facts lie in, numbered from 1."""

    windows: tuple[Period, ...]

    def at(self, day: date) -> tuple[int, Period] | None:
        """Return the window that holds a day, with its number; None before all of them."""
        held = ((number, window) for number, window in enumerate(self.windows, start=1) if day in window)
        return next(held, None)

    def days(self, column: str) -> Days:
        """Return every day that facts may lie on with the number of its window."""
        holdings = self.ground.holdings
        known = Period(holdings.first_day, holdings.last_day + DAY)
        cut = ((number, window.cut(known)) for number, window in enumerate(self.windows, start=1))
        return Days("day", column, tuple((each.start, each.last, number) for number, each in cut if each.days > 0))

    def graced(self, number: int) -> date:
        """Return the day of a window on which what was held before it no longer holds by grace."""
        return grace_end(self.ladder, self.windows[number - 1])

    def kept(self) -> Table:
        """Return what is kept into every window, and what is held by grace, by member."""
        title = f"What is kept of the levels of {self.name}"
        return self.ground.keep(f"levels kept, {self.name}", self._kept(), title)

    def climbing(self, by: str) -> Table:
        """Return what was measured in a window through every moment, or every day, of facts."""
        title = f"What is measured for the levels of {self.name} in the course of time"
        return self.ground.keep(f"climbing by {by}, {self.name}", self._climbing(by), title)

    def _climbing(self, by: str) -> Relation:
        ground, measure = self.ground, self.ladder.measure
        ground.use("document", "at")
        facts = source(ground, "document", measure) or grain_of(ground, "document")
        counted = self.counted(Period(FIRST_DAY, LAST_DAY))
        windows = tuple((first, last, number) for first, last, number in _cut(self.days("stage"), counted))
        keys = ("member", "stage", by)
        lines = Join(facts, Days("day", "stage", windows), ("day",))
        if once(ground, measure):
            named = filtered(lines, every([holding(ground, [self.judge]), ground.bought()]))
            values = _first_named(named, by)
        else:
            values = sums(ground, lines, "document", measure, [self.judge], keys, {"value": TRUE}, {})
        running = (("measured", Summed("sum", col("value"))),)
        return Running(values, ("member", "stage"), (by,), running, before=False)

    def _kept(self) -> Relation:
        """Return member, stage, kept and graced for the windows after the first."""
        rows = [
            (stretch, number)
            for number, window in enumerate(self.windows, start=1)
            for stretch in self.ground.stretches(self.counted(window))
        ]
        measure = self.ladder.measure
        facts = source(self.ground, "period", measure) or grain_of(self.ground, "period")
        lines = Join(facts, Rows((("stretch", "integer"), ("stage", "integer")), tuple(rows)), ("stretch",))
        keys = ("member", "stage")
        found = sums(self.ground, lines, "period", measure, [self.judge], keys, {"measured": TRUE}, {})
        reached = select(found, {**{key: col(key) for key in keys}, "reached": self.reached("measured")})
        members = aggregate(reached, {"member": col("member")}, {})
        numbers = Rows((("stage", "integer"),), tuple((number,) for number in range(1, len(self.windows) + 1)))
        each = Join(Join(members, numbers, (), "cross"), reached, keys, "left")
        tiers = range(1, len(self.ladder.tiers))
        latest = {
            f"last_{tier}": Summed("greatest", col("stage"), call("=", col("reached"), value(tier))) for tier in tiers
        }
        passed = Running(each, ("member",), ("stage",), tuple(latest.items()), before=True)
        lasting = self.ladder.kept_windows
        columns = {"kept": self._left(lasting), "graced": self._left(lasting + 1) if self.ladder.grace else value(0)}
        held = select(passed, {**{key: col(key) for key in keys}, **columns})
        return select(
            held,
            {name: col(name) for name in (*keys, *columns)},
            some([call(">", col(name), value(0)) for name in columns]),
        )

    def _left(self, lasting: int) -> Expression:
        """Return the best of what was reached before a window, fallen for every window beyond those that it lasts."""
        best: Expression = value(0)
        for tier in range(1, len(self.ladder.tiers)):
            last = col(f"last_{tier}")
            own = _fallen(self.ladder, tier, call("-", call("-", col("stage"), last), value(lasting)))
            best = call("greatest", best, when(call("is null", last), value(0), own))
        return best


def _first_named(things: Relation, by: str) -> Relation:
    """Return how many things were first named in a window at each moment."""
    each = {name: col(name) for name in ("member", "stage", "thing")}
    first = aggregate(things, each, {by: Summed("least", col(by))})
    return aggregate(first, {name: col(name) for name in ("member", "stage", by)}, {"value": Summed("sum", value(1))})


def _cut(days: Days, counted: Period) -> Iterator[tuple[date, date, int]]:
    for first, last, number in days.stretches:
        held = Period(first, last + DAY).cut(counted)
        if held.days > 0:
            yield held.start, held.last, number


def _fallen(ladder: Ladder, tier: int, times: Expression) -> Expression:
    """Return what becomes of a level that falls so many times; it does not where that is 0 or below."""
    levels = [tier]
    while (lower := fallen(ladder, levels[-1])) != levels[-1]:
        levels.append(lower)
    held: Expression = value(levels[-1])
    for number, level in reversed(list(enumerate(levels[:-1]))):
        held = when(call("<=", times, value(number)), value(level), held)
    return held


def stages_of(climbed: Climbed) -> Stages:
    """Return a ladder with its windows."""
    first = min(climbed.ground.holdings.first_day, climbed.today)
    windows = tuple(stages(climbed.ladder, first, climbed.today))
    return Stages(climbed.ground, climbed.rules, climbed.name, climbed.ladder, climbed.today, windows)
