"""The ground that all clauses of a program stand on: which facts they tell apart, where they cut time, what they sum.

A program is compiled twice. The first time every clause says what it needs (sets, days at which something changes,
fields); then facts are summed once, as coarsely as all of them allow, and the second time the clauses are compiled
against these sums. So facts are scanned once, however many clauses there are.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import lcm
from typing import Literal, TypeAlias

from ristorno.bulk.counting.calendars import Calendars
from ristorno.bulk.counting.looks import Facts
from ristorno.bulk.counting.payments import NOTHING_ASKED, Asked
from ristorno.bulk.counting.reckoning import Reckoned, Reckoning
from ristorno.bulk.counting.seen import AS_THEY_HAPPEN, Seen
from ristorno.bulk.counting.sorts import Sorts
from ristorno.bulk.plan.expressions import Expression, col, every
from ristorno.bulk.plan.numbers import NARROW, WIDE, Number, TooLarge
from ristorno.bulk.plan.relations import Days, Join, Relation, Step, Table
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.measures.reckoned import Tree
from ristorno.engine.measures.units import Conversion
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.ladder import Ladder
from ristorno.engine.terms.sets import FactSet
from ristorno.kernel.number import AMOUNT_DECIMALS
from ristorno.kernel.period import DAY, Period

Field: TypeAlias = Literal["amount", "quantity", "cost", "tax", "margin"]
FIELDS: tuple[Field, ...] = ("amount", "quantity", "cost", "tax", "margin")
Grain: TypeAlias = Literal["period", "document", "act", "line"]
"""``act``: by document, and by who acted in it."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What is known of the facts before anything is counted: enough to prove that no sum overflows."""

    first_day: date
    last_day: date
    lines: int
    sums: Mapping[str, int]
    """By field: the sum of the absolute values of all lines, in ten-thousandths."""
    tendered: bool = False
    """Whether anything but money paid for a document."""
    calendars: Calendars = ()
    """The calendars whose facts are among these."""
    payments: Asked = NOTHING_ASKED
    """What is told of payments beside these."""
    cut: int = 0
    """By so many ten-thousandths a part of a line can be more than its share."""
    days_early: int = 0
    """So many days at most lie between a fact, as any clause counts it, and its due day."""
    debt: int = 0
    """What no overdue debt can pass, in ten-thousandths."""
    apart: tuple[str, ...] = ()
    """The members that the engine counts one by one, whatever they are given."""

    def most(self, name: str) -> int:
        """Return what no sum over any facts can pass."""
        if name == "margin":
            return self.sums.get("amount", 0) + self.sums.get("cost", 0)
        return self.sums.get(name, 0)


MOST_SIZES = 1_000
"""So many sizes of lines are asked for at most; more have no common multiple that anybody could reckon with."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes that lines have, in ten-thousandths: every share of a line is a whole number over their multiple."""

    multiple: int = 1
    smallest: int = 1

    @staticmethod
    def of(sizes: Sequence[int]) -> "Sizes":
        """Return what some sizes have in common."""
        multiple = 1
        for size in sizes:
            multiple = lcm(multiple, size)
            if multiple > WIDE:
                break
        return Sizes(multiple, min(sizes, default=1))

    def checked(self) -> "Sizes":
        """Return this; raises :class:`NotCompiled` where nobody could reckon with the multiple."""
        if self.multiple > NARROW:
            raise NotCompiled("shares of lines whose sizes have no small common multiple")
        return self


@dataclass(slots=True)
class Ground:
    """What all clauses need, collected in the first pass; the sums that serve it, in the second."""

    holdings: Holdings
    sorts: Sorts = field(default_factory=Sorts)
    cuts: set[date] = field(default_factory=set)
    fields: dict[Grain, set[str]] = field(default_factory=dict)
    """By grain: what is summed; ``FIELD_known`` counts the lines that say it, ``facts`` counts lines."""
    starts: tuple[date, ...] = ()
    """The first day of every stretch of days that no clause cuts."""
    reckoned: dict[str, Callable[[], Reckoned]] = field(default_factory=dict)
    """By column: how it follows from the numbers of a line."""
    counts: dict[str, Callable[[], Expression]] = field(default_factory=dict)
    """By column that counts documents: of which rows a document has to have one."""
    things: set[tuple[str, Grain]] = field(default_factory=set)
    """What is counted once, and in which grain it is wanted."""
    roles: set[str] = field(default_factory=set)
    """The roles of the parties that acts are told apart by."""
    steps: dict[str, Step] = field(default_factory=dict)
    """What is worked out once for all clauses besides the sums of facts, by name."""
    sizes: dict[str, "Sizes"] = field(default_factory=dict)
    """By field: which sizes lines have, where lines are cut into shares."""
    _ladders: dict[str, int] = field(default_factory=dict)
    _reckoning: Reckoning | None = None
    _documents: dict[str, str] = field(default_factory=dict)
    seen: Seen = AS_THEY_HAPPEN
    """On which days facts count."""
    _own: "Ground | None" = None
    _others: dict[Seen, "Ground"] = field(default_factory=dict)

    @property
    def own(self) -> "Ground":
        """The ground on which every fact counts on its own day."""
        return self._own or self

    @property
    def all(self) -> tuple["Ground", ...]:
        """All grounds, that of facts on their own days first."""
        return (self.own, *self.own._others.values())  # noqa: SLF001 - of the same class

    def as_seen(self, seen: Seen) -> "Ground":
        """Return the ground on which facts count on other days: it sums for itself what others cut and sort with it."""
        own = self.own
        if not seen:
            return own
        known = own._others  # noqa: SLF001 - of the same class
        if seen not in known:
            known[seen] = Ground(
                own.holdings,
                own.sorts,
                own.cuts,
                starts=own.starts,
                steps=own.steps,
                seen=seen,
                _ladders=own._ladders,  # noqa: SLF001
                _reckoning=own.reckoning,
                _own=own,
            )
        return known[seen]

    def named(self, name: str) -> str:
        """Return the name of a relation of facts, by the days on which they count."""
        return f"{name}, {self.seen.name}" if self.seen else name

    @property
    def lines(self) -> Table:
        """The lines on the days on which they count."""
        return Table(self.named("lines"))

    @property
    def reckoning(self) -> Reckoning:
        """What lines are reckoned from besides their own fields."""
        if self._reckoning is None:
            self._reckoning = Reckoning(self.holdings.lines, self.holdings.sums, self.holdings.cut)
        return self._reckoning

    def holds(self, rules: Rules, facts: FactSet) -> Expression:
        """Return whether a row of a grain lies in a set; days of the set are asked apart, where facts keep theirs."""
        return self.sorts.holds(rules, facts, moved=bool(self.seen.days))

    @property
    def summed_alone(self) -> bool:
        """Whether all facts are of one sort, so that a grain has one row for each of its keys."""
        return self.sorts.number == 1

    def bought(self) -> Expression:
        """Return whether a row of a grain is anything but a return or a credit note."""
        return self.sorts.bought()

    def keep(self, name: str, relation: Relation, title: str) -> Table:
        """Return a relation that is worked out once, in a step of its own."""
        self.steps[name] = Step(name, relation, title)
        return Table(name)

    def ladder(self, rules: Rules, name: str, ladder: Ladder) -> str:
        """Return the name of a ladder of some terms; ladders that say the same of the same facts are one."""
        said = ladder.model_dump_json(exclude={"title"}) + self.sorts.key(rules, ladder.measure.of or ladder.of)
        return f"{name}, {self._ladders.setdefault(said, len(self._ladders) + 1)}"

    def cut(self, period: Period) -> None:
        """Let no stretch of days reach over the ends of a period."""
        self.cuts.update((period.start, period.end))

    def summed(self, grain: Grain, name: Field) -> Number:
        """Return the column that holds the sum of a field in a grain; raises :class:`TooLarge`."""
        if self.holdings.most(name) > NARROW:
            raise TooLarge
        self.fields.setdefault(grain, set()).add(name)
        return Number(col(name), AMOUNT_DECIMALS, self.holdings.most(name))

    def expression(self, grain: Grain, text: str, tree: Tree) -> Number:
        """Return the column that holds the sum of an expression in a grain; raises :class:`TooLarge`."""
        return self._reckoned(grain, text, lambda: self.reckoning.number(tree))

    def quantity(self, grain: Grain, unit: str, table: Sequence[Conversion]) -> Number:
        """Return the column that holds the sum of quantities in a unit in a grain; raises :class:`TooLarge`."""
        place = self.reckoning.place(unit, table)
        return self._reckoned(grain, f"quantity in {unit}, {place}", lambda: self.reckoning.quantity(unit, table))

    def days_early(self, grain: Grain, at_most: Decimal | None) -> Number:
        """Return the column that holds the sum of days times amounts paid early; raises :class:`TooLarge`."""
        longest = self.holdings.days_early
        days = longest if at_most is None else min(longest, int(at_most))
        name = f"days paid early, at most {days}"
        return self._reckoned(grain, name, lambda: self.reckoning.days_early(days))

    def _reckoned(self, grain: Grain, name: str, reckon: Callable[[], Reckoned]) -> Number:
        self.reckoned[name] = reckon
        self.fields.setdefault(grain, set()).add(name)
        found = reckon()
        if found.total > NARROW:
            raise TooLarge
        return Number(col(name), found.of_line.decimals, found.total)

    def documents(self, grain: Grain, rules: Rules, facts: FactSet) -> Number:
        """Return the column that counts documents of a set in a grain, those alone that are no returns."""
        names = self._documents
        name = names.setdefault(self.sorts.key(rules, facts), f"documents_{len(names) + 1}")
        self.sorts.bought()
        self.holds(rules, facts)
        self.counts[name] = lambda: every([self.sorts.bought(), self.holds(rules, facts)])
        self.use("document")
        self.fields.setdefault(grain, set()).add(name)
        return Number(col(name), 0, self.holdings.lines)

    def counted(self, grain: Grain, name: str) -> Number:
        """Return the column that counts lines in a grain: ``facts``, or ``FIELD_known``."""
        self.fields.setdefault(grain, set()).add(name)
        return Number(col(name), 0, self.holdings.lines)

    def sized(self, name: Field) -> "Sizes":
        """Return which sizes lines have in a field; raises :class:`NotCompiled` where they have no common measure."""
        return self.sizes.setdefault(name, Sizes()).checked()

    def use(self, grain: Grain, *moments: Literal["at", "first_day", "place"]) -> None:
        """Ask for a grain without summing anything more; with when a document, or the first line of all, was.

        ``place`` is that of a line among all lines of its member.
        """
        self.fields.setdefault(grain, set()).update(moments)

    def settle(self, facts: Facts) -> None:
        """Decide into which stretches of days and sorts of facts everything is summed."""
        first, last = self.holdings.first_day, self.holdings.last_day
        self.starts = tuple(sorted({first, *(day for day in self.cuts if first < day <= last)}))
        for other in self._others.values():
            other.starts = self.starts
        self.sorts.settle(facts.looks(sorted(self.sorts.fields)), first, last)
        self.reckoning.settle(facts)
        for name in self.sizes:
            self.sizes[name] = Sizes.of(facts.sizes(name, MOST_SIZES))

    def stretches(self, period: Period) -> Iterable[int]:
        """Return the numbers of the stretches inside a period, which cuts must have been made for."""
        if not self.starts:
            return ()
        first = bisect_left(self.starts, period.start)
        if period.start < self.starts[0]:
            first = 0
        return range(first, bisect_right(self.starts, period.end - DAY))

    def in_stretches(self, facts: Relation) -> Relation:
        """Return facts that have a day with the number of its stretch of days."""
        return Join(facts, Days("day", "stretch", tuple(self.calendar())), ("day",))

    def calendar(self) -> Iterable[tuple[date, date, int]]:
        """Yield the first and the last day of every stretch, with its number."""
        if not self.starts:
            return
        ends = (*(start - DAY for start in self.starts[1:]), self.holdings.last_day)
        for number, (first, last) in enumerate(zip(self.starts, ends, strict=True)):
            yield first, last, number
