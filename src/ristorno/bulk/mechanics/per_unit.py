"""An amount for every unit measured, for all rows at once."""

from typing import ClassVar

from ristorno.bulk.mechanics.base import Due, Paying
from ristorno.bulk.plan.numbers import Number
from ristorno.engine.mechanics.keyed import leaf
from ristorno.engine.mechanics.per_unit import PerUnit


class PayingPerUnit(Paying):
    """Gives x measure."""

    KEY: ClassVar[str] = PerUnit.KEY

    def pay(self, mechanic: PerUnit, due: Due) -> Number:
        """Return gives x measure."""
        return due.paid.times(leaf(mechanic.gives, 1))
