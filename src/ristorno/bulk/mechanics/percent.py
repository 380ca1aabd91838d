"""A share of the measure, for all rows at once."""

from typing import ClassVar

from ristorno.bulk.mechanics.base import Due, Paying
from ristorno.bulk.plan.numbers import Number
from ristorno.engine.mechanics.keyed import leaf
from ristorno.engine.mechanics.percent import Percent


class PayingPercent(Paying):
    """Rate x measure."""

    KEY: ClassVar[str] = Percent.KEY

    def pay(self, mechanic: Percent, due: Due) -> Number:
        """Return rate x measure."""
        return due.paid.times(leaf(mechanic.rate, 1))
