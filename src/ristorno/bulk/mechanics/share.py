"""A share of a whole, for all rows at once: of a pool that all members divide, or of an expense."""

from typing import ClassVar

from ristorno.bulk.mechanics.base import Due, Paying
from ristorno.bulk.plan.expressions import every, negated
from ristorno.bulk.plan.numbers import ZERO, Number, chosen
from ristorno.bulk.reasons import NotCompiled
from ristorno.engine.mechanics.share import ShareOf


class PayingShare(Paying):
    """A member's part of the pool, or of the expense."""

    KEY: ClassVar[str] = ShareOf.KEY

    def pay(self, mechanic: ShareOf, due: Due) -> Number:
        """Return the part, to who measured anything above zero."""
        if mechanic.pool is None:
            return _of_expense(mechanic, due)
        assert due.among is not None
        takes_part = every([due.judged.above(ZERO), negated(due.charging)])
        return chosen([(takes_part, due.among.parts[mechanic.pool, due.among.step])], ZERO)


def _of_expense(mechanic: ShareOf, due: Due) -> Number:
    """Return the rate of what is paid on, in proportion; an amount of a proportion is rounded already."""
    assert mechanic.rate is not None
    beside = due.beside
    if beside is None:
        raise NotCompiled("a proportion over several facts")
    exact = due.paid.times(mechanic.rate).multiplied(beside.own).greatest(ZERO)
    amount = exact.over(beside.whole, beside.step, beside.mode)
    return chosen([(every([beside.own.above(ZERO), beside.whole.reaches(beside.own)]), amount)], ZERO)
