"""A sum that does not depend on how much is measured, for all rows at once."""

from typing import ClassVar

from ristorno.bulk.mechanics.base import Due, Paying
from ristorno.bulk.plan.expressions import every, negated
from ristorno.bulk.plan.numbers import ZERO, Number, chosen, constant
from ristorno.engine.mechanics.fixed import Fixed


class PayingFixed(Paying):
    """The sum, where anything above zero was measured."""

    KEY: ClassVar[str] = Fixed.KEY

    def pay(self, mechanic: Fixed, due: Due) -> Number:
        """Return the sum if anything above zero was measured and nothing is taken back."""
        earned = every([due.judged.above(ZERO), negated(due.charging)])
        return chosen([(earned, constant(mechanic.gives))], ZERO)
