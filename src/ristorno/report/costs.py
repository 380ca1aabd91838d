"""What the program costs: by unit, by clause, by quarter, by window, and how sure it is.

An accrual belongs to the quarter in which its window ends; a window that is still open belongs to the quarter of
the day of the question. So every accrual stands in one quarter only, and the quarters sum to the whole.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from ristorno.engine.accrual import Accrual, MemberAnswer
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import LAST_DAY
from ristorno.report.quarters import quarter_of

Key: TypeAlias = tuple[str, str]
"""A clause and the unit that it pays in: an agreement may pay the same promise in another unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCost:
    """What is owed in one unit. ``total`` is the sum of final, provisional and undetermined amounts.

    ``lowest`` and ``highest`` are the totals if every open condition failed or held in the cheaper or dearer way.
    ``to_persons`` is the part of the total that goes to contacts and not to companies.
    """

    unit: str
    total: Decimal
    final: Decimal
    provisional: Decimal
    undetermined: Decimal
    lowest: Decimal
    highest: Decimal
    to_persons: Decimal
    members: int
    """How many members are owed anything but zero in sum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseCost:
    """What one clause costs in one unit; ``paid`` counts the accruals that are not zero, ``members`` who gets them."""

    clause: str
    unit: str
    amount: Decimal
    final: Decimal
    paid: int
    members: int
    quarters: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowCost:
    """What one window of a clause costs; ``final`` is False while any of its accruals may still change by itself."""

    clause: str
    unit: str
    label: str
    amount: Decimal
    members: int
    final: bool


@dataclass(slots=True)
class _Sum:
    amount: Decimal = ZERO
    final: Decimal = ZERO
    paid: int = 0
    members: int = 0
    quarters: dict[str, Decimal] = field(default_factory=dict)


@dataclass(slots=True)
class _Window:
    start: date = LAST_DAY
    amount: Decimal = ZERO
    members: int = 0
    final: bool = True

    def add(self, accrual: Accrual) -> None:
        """Add an accrual; a window that an agreement cuts begins later and is still the same window."""
        self.start = min(self.start, accrual.window.start)
        self.amount += accrual.amount
        self.final &= accrual.status == "final"


@dataclass(slots=True)
class _Unit:
    by_status: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    below: Decimal = ZERO
    above: Decimal = ZERO
    to_persons: Decimal = ZERO
    members: int = 0


class CostTally:
    """Adds up accruals, one member at a time, and keeps sums only."""

    def __init__(self, as_of: date) -> None:
        self._as_of = as_of
        self._units: dict[str, _Unit] = defaultdict(_Unit)
        self._clauses: dict[Key, _Sum] = defaultdict(_Sum)
        self._windows: dict[tuple[str, str, str], _Window] = defaultdict(_Window)

    def add(self, answer: MemberAnswer) -> None:
        """Add everything that one member is owed."""
        clauses: set[Key] = set()
        windows: set[tuple[str, str, str]] = set()
        for accrual in answer.accruals:
            key = (accrual.clause, accrual.unit)
            window = (*key, accrual.window_label)
            self._add_unit(accrual)
            self._add_clause(key, accrual)
            if accrual.document is None:
                self._windows[window].add(accrual)
            if accrual.amount:
                clauses.add(key)
                windows.add(window)
        for unit, amount in answer.totals().items():
            self._units[unit].members += bool(amount)
        for key in clauses:
            self._clauses[key].members += 1
        for window in windows & self._windows.keys():
            self._windows[window].members += 1

    def units(self) -> tuple[UnitCost, ...]:
        """Return the cost of each unit in which anything was counted, by name."""
        return tuple(_unit_cost(unit, sums) for unit, sums in sorted(self._units.items()))

    def clauses(self) -> tuple[ClauseCost, ...]:
        """Return the cost of each clause, by name."""
        return tuple(
            ClauseCost(
                clause=clause,
                unit=unit,
                amount=found.amount,
                final=found.final,
                paid=found.paid,
                members=found.members,
                quarters=dict(sorted(found.quarters.items())),
            )
            for (clause, unit), found in sorted(self._clauses.items())
        )

    def windows(self) -> tuple[WindowCost, ...]:
        """Return the cost of each window wider than a document, by clause and time."""
        return tuple(
            WindowCost(
                clause=clause, unit=unit, label=label, amount=found.amount, members=found.members, final=found.final
            )
            for (clause, unit, label), found in sorted(self._windows.items(), key=_by_time)
        )

    def _add_unit(self, accrual: Accrual) -> None:
        sums = self._units[accrual.unit]
        sums.by_status[accrual.status] += accrual.amount
        if accrual.contact is not None:
            sums.to_persons += accrual.amount
        if accrual.outcomes is not None:
            sums.below += min(accrual.outcomes) - accrual.amount
            sums.above += max(accrual.outcomes) - accrual.amount

    def _add_clause(self, key: Key, accrual: Accrual) -> None:
        found = self._clauses[key]
        quarter = quarter_of(min(accrual.window.last, self._as_of))
        found.amount += accrual.amount
        found.paid += bool(accrual.amount)
        found.quarters[quarter] = found.quarters.get(quarter, ZERO) + accrual.amount
        if accrual.status == "final":
            found.final += accrual.amount


def _by_time(item: tuple[tuple[str, str, str], _Window]) -> tuple[str, str, date, str]:
    (clause, unit, label), found = item
    return clause, unit, found.start, label


def _unit_cost(unit: str, sums: _Unit) -> UnitCost:
    total = sum(sums.by_status.values(), ZERO)
    return UnitCost(
        unit=unit,
        total=total,
        final=sums.by_status.get("final", ZERO),
        provisional=sums.by_status.get("provisional", ZERO),
        undetermined=sums.by_status.get("undetermined", ZERO),
        lowest=total + sums.below,
        highest=total + sums.above,
        to_persons=sums.to_persons,
        members=sums.members,
    )
