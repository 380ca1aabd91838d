"""The ground that all clauses of a program stand on: which facts they tell apart, where they cut time, what they sum.

A program is compiled twice. The first time every clause says what it needs (sets, days at which something changes,
fields); then facts are summed once, as coarsely as all of them allow, and the second time the clauses are compiled
against these sums. So facts are scanned once, however many clauses there are.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from ristorno.bulk.counting.sorts import Look, Sorts
from ristorno.bulk.plan.expressions import Expression, col
from ristorno.bulk.plan.numbers import NARROW, Number, TooLarge
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.sets import FactSet
from ristorno.kernel.number import AMOUNT_DECIMALS
from ristorno.kernel.period import DAY, Period

Field: TypeAlias = Literal["amount", "quantity", "cost", "tax", "margin"]
FIELDS: tuple[Field, ...] = ("amount", "quantity", "cost", "tax", "margin")
Grain: TypeAlias = Literal["period", "document", "line"]


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

    def most(self, name: str) -> int:
        """Return what no sum over any facts can pass."""
        if name == "margin":
            return self.sums.get("amount", 0) + self.sums.get("cost", 0)
        return self.sums.get(name, 0)


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

    def holds(self, rules: Rules, facts: FactSet) -> Expression:
        """Return whether a row of a grain lies in a set; days of the set are asked apart."""
        return self.sorts.holds(rules, facts)

    @property
    def summed_alone(self) -> bool:
        """Whether all facts are of one sort, so that a grain has one row for each of its keys."""
        return self.sorts.number == 1

    def cut(self, period: Period) -> None:
        """Let no stretch of days reach over the ends of a period."""
        self.cuts.update((period.start, period.end))

    def summed(self, grain: Grain, name: Field) -> Number:
        """Return the column that holds the sum of a field in a grain; raises :class:`TooLarge`."""
        if self.holdings.most(name) > NARROW:
            raise TooLarge
        self.fields.setdefault(grain, set()).add(name)
        return Number(col(name), AMOUNT_DECIMALS, self.holdings.most(name))

    def counted(self, grain: Grain, name: str) -> Number:
        """Return the column that counts lines in a grain: ``facts``, or ``FIELD_known``."""
        self.fields.setdefault(grain, set()).add(name)
        return Number(col(name), 0, self.holdings.lines)

    def use(self, grain: Grain, *moments: Literal["at", "first_day"]) -> None:
        """Ask for a grain without summing anything more; with when a document, or the first line of all, was."""
        self.fields.setdefault(grain, set()).update(moments)

    def settle(self, looks: Sequence[Look]) -> None:
        """Decide into which stretches of days and sorts of facts everything is summed."""
        first, last = self.holdings.first_day, self.holdings.last_day
        self.starts = tuple(sorted({first, *(day for day in self.cuts if first < day <= last)}))
        self.sorts.settle(looks)

    def stretches(self, period: Period) -> Iterable[int]:
        """Return the numbers of the stretches inside a period, which cuts must have been made for."""
        if not self.starts:
            return ()
        first = bisect_left(self.starts, period.start)
        if period.start < self.starts[0]:
            first = 0
        return range(first, bisect_right(self.starts, period.end - DAY))

    def calendar(self) -> Iterable[tuple[date, date, int]]:
        """Yield the first and the last day of every stretch, with its number."""
        ends = (*(start - DAY for start in self.starts[1:]), self.holdings.last_day)
        for number, (first, last) in enumerate(zip(self.starts, ends, strict=True)):
            yield first, last, number
