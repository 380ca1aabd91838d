"""Levels by the course of days: the mirror of :mod:`ristorno.engine.ruling.rolling` and its ``holding``.

Facts come at their moments, and leave with the beginning of a day. Each is a turn; a running sum over all turns of a
member tells what is measured, and so which level is reached. What is kept on after that is a day until which a level
holds: the latest of all that turns have given. The level at some moment is read off the last turn before it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from ristorno.bulk.counting.climbed import Climbed
from ristorno.bulk.counting.grains import grain_of
from ristorno.bulk.counting.measuring import once, sums
from ristorno.bulk.plan.expressions import FALSE, TRUE, Expression, call, col, every, some, value, when, within
from ristorno.bulk.plan.relations import (
    AsOf,
    Join,
    Kind,
    Numbered,
    Relation,
    Rows,
    Running,
    Select,
    Summed,
    Table,
    aggregate,
    extended,
    filtered,
    select,
    union,
)
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.ruling.rolling import leaves_on
from ristorno.kernel.period import DAY, FIRST_DAY, LAST_DAY, Period

_LEFT, _CAME = value(0), value(1)
"""The kinds of turns: what leaves with the beginning of a day comes before everything that happens on it."""
_ORDER = ("day", "turn", "at")
_NO_MOMENT = value(datetime.fromisoformat("2000-01-01"))
"""Stands where a day begins: what leaves on it is one turn."""


@dataclass(frozen=True, slots=True)
class Course(Climbed):
    """A ladder of which levels are held by the course of days."""

    def levels(self, relation: Relation, column: str, day: str, last: Select, by: str, *, strictly: bool) -> Relation:
        """Return rows that have a member with the level (its place on the ladder) at some moment of a day.

        ``last`` has the turns among which the last one before that moment is found, by the column ``by``; with the
        beginning of ``day`` leaves what then leaves.
        """
        since, came, left = f"{column}_since", f"{column}_came", f"{column}_left"
        relation = AsOf(relation, _renamed(last, since, came), ("member",), by, since, strictly)
        relation = AsOf(relation, _renamed(self._leaving, since, left), ("member",), day, since, strictly=False)
        latest = call("greatest", *(call("coalesce", col(name), value(0)) for name in (came, left)))
        told = {name: f"{column}_{name}" for name in ("place", *self._read)}
        turns = select(self.turns(), {"member": col("member"), **{new: col(old) for old, new in told.items()}})
        relation = Join(extended(relation, {told["place"]: latest}), turns, ("member", told["place"]), "left")
        return extended(relation, {column: self._held(column, col(day))})

    @property
    def moments(self) -> Select:
        """The turns with which facts came, by their moments."""
        columns = {"member": col("member"), "since": col("at"), "place": col("place")}
        return select(self.turns(), columns, call("=", col("turn"), _CAME))

    @property
    def days(self) -> Select:
        """The last turn of every day that has any."""
        last = aggregate(
            self.turns(), {"member": col("member"), "since": col("day")}, {"place": Summed("greatest", col("place"))}
        )
        return select(last, {name: col(name) for name in ("member", "since", "place")})

    @property
    def _leaving(self) -> Select:
        columns = {"member": col("member"), "since": col("day"), "place": col("place")}
        return select(self.turns(), columns, call("=", col("turn"), _LEFT))

    def turns(self) -> Table:
        """Return all turns of all members, numbered, with what is reached from each on and what is kept until when."""
        title = f"What is reached, and kept, of the levels of {self.name} in the course of days"
        return self._once(f"course of levels, {self.name}", self._lasting, title)

    def _calendar(self) -> Table:
        """Return for every day when its facts leave, and until when a level lasts that ends, or begins, with it."""
        return self._once(f"days of levels, {self.name}", self._dates, f"How long the levels of {self.name} last")

    def _once(self, name: str, made: Callable[[], Relation], title: str) -> Table:
        known = name in self.ground.steps
        return Table(name) if known else self.ground.keep(name, made(), title)

    def _dates(self) -> Rows:
        columns: tuple[tuple[str, Kind], ...] = (("day", "day"), ("leaves", "day"), ("after", "day"))
        columns += tuple((f"falls_{times}", "day") for times in range(self._falls))
        return Rows(columns, tuple(self._days()))

    def _days(self) -> Iterator[tuple[date, ...]]:
        """Yield the rows of the calendar; what ends after today is not told apart."""
        never, grace = self.today + DAY, timedelta(days=self.ladder.grace)
        day = min(self.ground.holdings.first_day, self.today)
        while day <= never:
            falls = [day]
            while len(falls) < self._falls:
                falls.append(self._after(falls[-1]))
            until = (min(each + grace, never) for each in falls)
            yield day, min(leaves_on(self.ladder.window, day), never), self._after(day), *until
            day += DAY

    def _after(self, day: date) -> date:
        """Return the day with which a level ends that was reached on a day, if it is kept for a time."""
        time = self.ladder.kept_for
        return day if time is None else min(time.after(day) + DAY, self.today + DAY)

    @property
    def _falls(self) -> int:
        """From how many levels one may fall, one after the other."""
        stepwise = self.ladder.kept_for is not None and self.ladder.falls == "one_level"
        return len(self.ladder.tiers) - 1 if stepwise else 1

    @property
    def _lasts(self) -> bool:
        """Whether a level is held on once it is no longer reached."""
        return self.ladder.falls != "none" and (self.ladder.grace > 0 or self.ladder.kept_for is not None)

    def _came(self) -> Table:
        """Return what was measured at each moment."""
        measure = self.ladder.measure
        if once(self.ground, measure):
            raise NotCompiled(f"levels by the measure {measure.phrase}, by the course of days")
        self.ground.use("document", "at")
        counted = self.counted(Period(FIRST_DAY, LAST_DAY))
        facts = filtered(grain_of(self.ground, "document"), within(col("day"), counted.start, counted.end))
        found = sums(
            self.ground, facts, "document", measure, [self.judge], ("member", "day", "at"), {"value": TRUE}, {}
        )
        return self.ground.keep(f"facts of levels, {self.name}", found, f"What counts for the levels of {self.name}")

    def _reached(self) -> Relation:
        came = self._came()
        gone = filtered(Join(came, self._calendar(), ("day",)), call("<=", col("leaves"), value(self.today)))
        left = aggregate(
            gone,
            {"member": col("member"), "day": col("leaves")},
            {"value": Summed("sum", call("-", value(0), col("value")))},
        )
        names = ("member", *_ORDER, "value")
        both = [extended(came, {"turn": _CAME}), extended(left, {"turn": _LEFT, "at": _NO_MOMENT})]
        turns = union([select(each, {name: col(name) for name in names}) for each in both])
        running = Running(turns, ("member",), _ORDER, (("measured", Summed("sum", col("value"))),), before=False)
        reached = select(
            running, {**{name: col(name) for name in ("member", *_ORDER)}, "reached": self.reached("measured")}
        )
        return Numbered(reached, ("member",), _ORDER, "place")

    def _lasting(self) -> Relation:
        """Return the turns with the best that was ever reached, and until when each level is kept."""
        turns = self._reached()
        best = {"best": Summed("greatest", col("reached"))}
        if not self._lasts:
            return Running(turns, ("member",), ("place",), tuple(best.items()), before=False)
        kept = self.ground.keep(f"turns of levels, {self.name}", turns, f"What is reached of the levels of {self.name}")
        previous = {"member": col("member"), "place": call("+", col("place"), value(1)), "previous": col("reached")}
        told = Join(kept, select(kept, previous), ("member", "place"), "left")
        relation: Relation = extended(told, {"before": call("coalesce", col("previous"), value(0))})
        since = {
            f"since_{tier}": Summed("greatest", col("day"), _passed(low="before", high="reached", tier=tier))
            for tier in self._tiers
        }
        relation = Running(relation, ("member",), ("place",), tuple(since.items()), before=False)
        until: dict[str, Summed] = {}
        for tier in self._tiers:
            relation = self._with_end(relation, tier)
            lost = _passed(low="reached", high="before", tier=tier)
            for times in range(self._fallen(tier)):
                of_itself = lost if not times else every([lost, call("=", col("turn"), _LEFT)])
                until[_until(tier, times)] = Summed("greatest", col(f"end_{tier}_{times}"), of_itself)
        return Running(relation, ("member",), ("place",), tuple({**best, **until}.items()), before=False)

    def _with_end(self, relation: Relation, tier: int) -> Relation:
        """Return turns with the day until which a level is kept that is no longer reached from each on.

        What a fact takes away, which is a return, ends with its day; then the levels below it are not kept longer.
        """
        end: Expression = col("day")
        calendar = self._calendar()
        if self.ladder.kept_for is not None:
            after = select(calendar, {f"since_{tier}": col("day"), f"after_{tier}": col("after")})
            relation = Join(relation, after, (f"since_{tier}",), "left")
            lasting = call("greatest", col("day"), call("coalesce", col(f"after_{tier}"), col("day")))
            end = when(call("=", col("turn"), _LEFT), lasting, col("day"))
        ends = {f"end_{tier}_{times}": col(f"falls_{times}") for times in range(self._fallen(tier))}
        return Join(
            extended(relation, {f"end_{tier}": end}),
            select(calendar, {f"end_{tier}": col("day"), **ends}),
            (f"end_{tier}",),
            "left",
        )

    def _fallen(self, tier: int) -> int:
        """Return how many levels are kept, one after the other, once one is lost."""
        return min(tier, self._falls)

    @property
    def _tiers(self) -> range:
        return range(1, len(self.ladder.tiers))

    @property
    def _read(self) -> tuple[str, ...]:
        """The columns of turns that tell what is held."""
        ends = [end for tier in self._tiers for end in self._ends(tier)] if self._lasts else []
        return ("reached", "best", *ends)

    def _ends(self, tier: int) -> Iterator[str]:
        """Yield the columns of the days until which a level is kept: lost itself, or fallen to from above."""
        for above in self._tiers[tier - 1 :]:
            if above - tier < self._fallen(above):
                yield _until(above, above - tier)

    def _held(self, prefix: str, day: Expression) -> Expression:
        """Return what is held on a day: what is reached, what is never lost, and what is kept until later."""
        best, reached = (call("coalesce", col(f"{prefix}_{name}"), value(0)) for name in ("best", "reached"))
        if self.ladder.falls == "none":
            return best
        held = reached
        if self.ladder.not_below in self.ladder.tiers:
            floor = self.ladder.names.index(self.ladder.not_below)
            held = call("greatest", held, call("least", best, value(floor)))
        if not self._lasts:
            return held
        for tier in self._tiers:
            ends = [col(f"{prefix}_{end}") for end in self._ends(tier)]
            kept = some([call("coalesce", call(">", end, day), FALSE) for end in ends])
            held = call("greatest", held, when(kept, value(tier), value(0)))
        return held


def course_of(climbed: Climbed) -> Course:
    """Return a ladder with the course of its levels."""
    return Course(climbed.ground, climbed.rules, climbed.name, climbed.ladder, climbed.today)


def _passed(*, low: str, high: str, tier: int) -> Expression:
    """Return whether a level lies above one number and not above another."""
    return every([call("<", col(low), value(tier)), call(">=", col(high), value(tier))])


def _until(tier: int, times: int) -> str:
    """Return the column of the day until which the level is kept to which one falls from another, so many levels."""
    return f"until_{tier}_{times}"


def _renamed(turns: Select, since: str, place: str) -> Select:
    return select(turns, {"member": col("member"), since: col("since"), place: col("place")})
