"""A rate table, for all rows at once: whether a row of the table is reached is a question of the measure alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from ristorno.bulk.mechanics.base import Due, Paying
from ristorno.bulk.mechanics.cutting import CutLine
from ristorno.bulk.mechanics.slices import part_of
from ristorno.bulk.plan.expressions import TRUE, Expression, call, every, negated, some, value
from ristorno.bulk.plan.numbers import ZERO, Number, chosen, constant, fitting, total
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
        lower, upper = slice_of(self.table, index)
        if self.table.mode == "rolling":
            return self.due.paid if upper is None else self.due.paid.least(upper)
        return self.due.cuts[index] if self.due.cuts else part_of(self.judged, lower, upper)

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
        judged = due.judged.whole_steps(ONE) if mechanic.edges == "whole_units" else due.judged
        reading = _Reading(mechanic, due, judged)
        return reading.highest() if mechanic.mode == "retroactive" else reading.each()

    def cuts(self, mechanic: Brackets) -> bool:
        """Return whether lines are cut where another measure passes a threshold."""
        return mechanic.mode == "marginal" and mechanic.picked_by is not None

    def shares(self, mechanic: Brackets, line: CutLine) -> Sequence[Number]:
        """Return what is paid on of a line in the slice of every row."""
        return [_share(line, *slice_of(mechanic, index)) for index in range(len(mechanic.table))]


def slice_of(table: Brackets, index: int) -> tuple[Number, Number | None]:
    """Return between which measures the slice of a row lies; None for the last one, which goes on."""
    # With whole units a threshold T is the first unit of its slice, which therefore begins after T - 1.
    shift = ONE if table.edges == "whole_units" else NOTHING
    rows = table.table
    upper = constant(rows[index + 1].threshold - shift) if index + 1 < len(rows) else None
    return constant(max(NOTHING, rows[index].threshold - shift)), upper


def _share(line: CutLine, lower: Number, upper: Number | None) -> Number:
    """Return what is paid on of a line that lies between two thresholds, in proportion."""
    low, high = line.start.least(line.end), line.start.greatest(line.end)
    inside = part_of(high, lower, upper).minus(part_of(low, lower, upper))
    # What lies inside / the size of the line, in parts of the multiple: never more than all of it.
    finer = inside.decimals - line.moved.decimals
    most = line.multiple * 10**finer
    share = Number(call("*", fitting(inside.expression, most), line.inverse), finer, most)
    stays = every([line.start.reaches(lower), TRUE if upper is None else negated(line.start.reaches(upper))])
    still = chosen([(stays, Number(value(most), share.decimals, most))], ZERO)
    paid = line.paid.multiplied(chosen([(line.moved.is_zero(), still)], share))
    return replace(paid, denominator=line.multiple)


def asks_whether_empty(mechanic: object) -> bool:
    """Return whether a mechanic has to know that nothing was counted at all."""
    return isinstance(mechanic, Brackets) and any(row.fixed for row in mechanic.table)
