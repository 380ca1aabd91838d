"""A rate table, for all rows at once: whether a row of the table is reached is a question of the measure alone."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ristorno.bulk.mechanics.base import Due, Paying
from ristorno.bulk.mechanics.slices import part_of
from ristorno.bulk.plan.expressions import TRUE, Expression, every, negated, some
from ristorno.bulk.plan.numbers import ZERO, Number, chosen, constant, total
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.mechanics.brackets import Brackets
from ristorno.kernel.number import ONE
from ristorno.kernel.number import ZERO as NOTHING


@dataclass(frozen=True, slots=True)
class _Reading:
    """A table as it is read for one measure."""

    table: Brackets
    due: Due
    judged: Number

    def reached(self, index: int) -> Expression:
        """Return whether a row is reached; the row from 0 holds from 0 up, whatever the boundary."""
        threshold, holds = self.table.table[index].threshold, self.holds(index)
        if threshold == 0:
            return holds
        at = constant(threshold)
        reached = self.judged.above(at) if self.table.boundary == "exclusive" else self.judged.reaches(at)
        return every([reached, holds])

    def holds(self, index: int) -> Expression:
        """Return whether a row holds by what it asks besides its threshold."""
        return self.due.rows[index] if self.due.rows else TRUE

    def highest(self) -> Number:
        """Return what the row reached gives on everything."""
        rows = range(len(self.table.table))
        branches = [(self.reached(index), self.gives(index, self.due.paid)) for index in reversed(rows)]
        return chosen(branches, ZERO)

    def each(self) -> Number:
        """Return what all rows reached give, each on its own base."""
        rows = range(len(self.table.table))
        return total([chosen([(self.reached(index), self.gives(index, self._base(index)))], ZERO) for index in rows])

    def gives(self, index: int, base: Number) -> Number:
        """Return what a row gives on a base."""
        return base.times(self.table.table[index].factor).plus(self._fixed(index))

    def _base(self, index: int) -> Number:
        if self.table.mode == "total":
            return self.due.paid
        lower, upper = self._slice(index)
        if self.table.mode == "rolling":
            return self.due.paid if upper is None else self.due.paid.least(constant(upper))
        return part_of(self.judged, constant(lower), None if upper is None else constant(upper))

    def _slice(self, index: int) -> tuple[Decimal, Decimal | None]:
        # With whole units a threshold T is the first unit of its slice, which therefore begins after T - 1.
        shift = ONE if self.table.edges == "whole_units" else NOTHING
        rows = self.table.table
        upper = rows[index + 1].threshold - shift if index + 1 < len(rows) else None
        return max(NOTHING, rows[index].threshold - shift), upper

    def _fixed(self, index: int) -> Number:
        """Return the fixed sum of a row: never taken back, never for nothing."""
        table = self.table
        sums = [row.fixed for row in table.table]
        if table.fixed_of == "highest":
            last = index + 1 == len(sums) or table.mode == "retroactive"
            shown = constant(sums[index])
            own = shown if last else chosen([(negated(self.reached(index + 1)), shown)], ZERO)
        elif table.mode == "retroactive":
            own = total([chosen([(self.holds(each), constant(sums[each]))], ZERO) for each in range(index + 1)])
        else:
            own = constant(sums[index])
        if own == ZERO:
            return ZERO
        return chosen([(negated(some([self.due.charging, self.due.empty])), own)], ZERO)


class PayingBrackets(Paying):
    """What the rows give that are reached."""

    KEY: ClassVar[str] = Brackets.KEY

    def pay(self, mechanic: Brackets, due: Due) -> Number:
        """Return the amount of the rows reached."""
        if mechanic.bracket_by is not None and mechanic.mode == "marginal":
            raise NotCompiled("slices of lines that another measure cuts")
        judged = due.judged.whole_steps(ONE) if mechanic.edges == "whole_units" else due.judged
        reading = _Reading(mechanic, due, judged)
        return reading.highest() if mechanic.mode == "retroactive" else reading.each()


def asks_whether_empty(mechanic: object) -> bool:
    """Return whether a mechanic has to know that nothing was counted at all."""
    return isinstance(mechanic, Brackets) and any(row.fixed for row in mechanic.table)
