"""What a condition of a single document measures over a wider window: before the document, or in the whole window."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.measuring import Judge, holding, once, sums
from ristorno.bulk.plan.expressions import TRUE, Expression, call, col, every, value
from ristorno.bulk.plan.relations import (
    AsOf,
    Days,
    Join,
    Relation,
    Rows,
    Running,
    Select,
    Summed,
    aggregate,
    extended,
    filtered,
    select,
)
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.measures.base import MeasureKind
from ristorno.kernel.period import DAY, Period


@dataclass(frozen=True)
class Panes:
    """The days that a condition looks at, by the day of the document that asks."""

    compiling: Compiling
    judge: Judge
    measure: MeasureKind
    periods: Mapping[date, Period]
    column: str
    """The name of what it measures; other columns begin with it."""

    def seen(self, relation: Relation, *, whole: bool) -> Relation:
        """Return rows that have member, day and moment with what was measured before them, or in the ``whole``."""
        if not self._tiled:
            return self._rolling(relation, whole=whole)
        placed = Join(relation, self._of_documents(), ("day",), "left")
        return self._in_panes(placed) if whole else self._climbed(placed)

    @cached_property
    def _tiled(self) -> bool:
        """Whether every fact lies in one period at most."""
        ordered = sorted(set(self.periods.values()))
        return all(one.end <= other.start for one, other in pairwise(ordered))

    @cached_property
    def _numbers(self) -> Mapping[Period, int]:
        return {period: number for number, period in enumerate(sorted(set(self.periods.values())), start=1)}

    @property
    def _pane(self) -> str:
        return f"{self.column}_pane"

    def _of_documents(self) -> Days:
        """Return every day with the number of the period that a document of that day looks at."""
        days = tuple((day, day, self._numbers[period]) for day, period in self.periods.items())
        return Days("day", self._pane, days)

    def _in_panes(self, placed: Relation) -> Relation:
        """Return rows with what was measured in all of their period."""
        ground = self.compiling.ground
        rows = [
            (stretch, number)
            for period, number in self._numbers.items()
            for stretch in ground.stretches(self._held(period))
        ]
        facts = Join(
            self.compiling.measured(self.measure, "period"),
            Rows((("stretch", "integer"), (self._pane, "integer")), tuple(rows)),
            ("stretch",),
        )
        keys = ("member", self._pane)
        return Join(
            placed,
            sums(ground, facts, "period", self.measure, [self.judge], keys, {self.column: TRUE}, {}),
            keys,
            "left",
        )

    def _climbed(self, placed: Relation) -> Relation:
        """Return rows with what was measured in their period strictly before their moment."""
        days = tuple((held.start, held.last, number) for held, number in self._held_periods() if held.days > 0)
        facts = Join(self._by_document(), Days("day", self._pane, days), ("day",))
        running = self._running(facts, ("member", self._pane), "at")
        return AsOf(placed, running, ("member", self._pane), "at", f"{self.column}_since", strictly=True)

    def _rolling(self, relation: Relation, *, whole: bool) -> Relation:
        """Return rows with what was measured in days of their own: all until then, less all before these days."""
        if once(self.compiling.ground, self.measure):
            raise NotCompiled(f"the measure {self.measure.phrase} over days that roll on")
        all_days = Period(
            min(each.start for each in self.periods.values()), max(each.end for each in self.periods.values())
        )
        held = self._held(all_days)
        facts = filtered(self._by_document(), _within(held))
        begins, since = f"{self.column}_begins", f"{self.column}_since"
        starts = tuple((day, period.start) for day, period in self.periods.items())
        relation = Join(relation, Rows((("day", "day"), (begins, "day")), starts), ("day",), "left")
        by = "day" if whole else "at"
        until = self._running(facts, ("member",), by, "_until")
        relation = AsOf(relation, until, ("member",), by, since, strictly=not whole)
        earlier = self._running(facts, ("member",), "day", "_earlier")
        relation = AsOf(relation, earlier, ("member",), begins, since, strictly=True)
        both = [call("coalesce", col(f"{self.column}{name}"), value(0)) for name in ("_until", "_earlier")]
        return extended(relation, {self.column: call("-", *both)})

    def _running(self, facts: Relation, partition: tuple[str, ...], by: str, suffix: str = "") -> Select:
        """Return what was measured through every moment, or day, of facts."""
        ground, measured = self.compiling.ground, f"{self.column}{suffix}"
        keys = (*partition, by)
        if once(self.compiling.ground, self.measure):
            named = filtered(facts, every([holding(ground, [self.judge]), ground.bought()]))
            first = aggregate(
                named, {name: col(name) for name in (*partition, "thing")}, {by: Summed("least", col(by))}
            )
            values: Relation = aggregate(first, {name: col(name) for name in keys}, {"value": Summed("sum", value(1))})
        else:
            values = sums(ground, facts, "document", self.measure, [self.judge], keys, {"value": TRUE}, {})
        running = Running(values, partition, (by,), ((measured, Summed("sum", col("value"))),), before=False)
        kept = {name: col(name) for name in partition}
        return select(running, {**kept, f"{self.column}_since": col(by), measured: col(measured)})

    def _by_document(self) -> Relation:
        self.compiling.ground.use("document", "at")
        return self.compiling.measured(self.measure, "document")

    def _held(self, period: Period) -> Period:
        return self.compiling.held_days(self.judge.rules, self.judge.facts, period)

    def _held_periods(self) -> list[tuple[Period, int]]:
        """Return the part of each period in which there may be facts that count."""
        holdings = self.compiling.ground.holdings
        known = Period(holdings.first_day, holdings.last_day + DAY)
        return [(self._held(period).cut(known), number) for period, number in self._numbers.items()]


def _within(days: Period) -> Expression:
    return every([call(">=", col("day"), value(days.start)), call("<", col("day"), value(days.end))])
