"""Growth over the baseline, for all rows at once."""

from decimal import Decimal
from typing import ClassVar

from ristorno.bulk.mechanics.base import Due, Paying
from ristorno.bulk.mechanics.slices import part_of
from ristorno.bulk.plan.expressions import Expression
from ristorno.bulk.plan.numbers import ZERO, Number, chosen, constant, total
from ristorno.engine.mechanics.growth import Growth
from ristorno.kernel.number import ONE


class PayingGrowth(Paying):
    """What the rates give on the growth; rows without a baseline are told apart elsewhere."""

    KEY: ClassVar[str] = Growth.KEY

    def pay(self, mechanic: Growth, due: Due) -> Number:
        """Return the amount on the growth over the baseline, which must be given."""
        baseline = due.baseline
        assert baseline is not None
        marks = [_at(mechanic, threshold, baseline, due.scale) for threshold, _ in mechanic.rates]
        rates = list(mechanic.rates.values())
        reached = [_reached(mechanic, due.judged, mark) for mark in marks]
        if mechanic.pays == "marginal_on_excess":
            uppers: list[Number | None] = [*marks[1:], None]
            slices = [part_of(due.judged, lower, upper) for lower, upper in zip(marks, uppers, strict=True)]
            return total([part.times(rate) for part, rate in zip(slices, rates, strict=True)])
        base = due.paid if mechanic.pays == "on_all" else due.judged.minus(baseline)
        rows = zip(reversed(reached), reversed(rates), strict=True)
        return chosen([(held, base.times(rate)) for held, rate in rows], ZERO)


def _at(mechanic: Growth, threshold: Decimal, baseline: Number, scale: Number | None) -> Number:
    if mechanic.relative:
        return baseline.times(ONE + threshold)
    above = constant(threshold)
    return baseline.plus(above if scale is None else scale.multiplied(above))


def _reached(mechanic: Growth, judged: Number, mark: Number) -> Expression:
    return judged.above(mark) if mechanic.boundary == "exclusive" else judged.reaches(mark)
