"""An amount for every started package, for all rows at once."""

from typing import ClassVar

from ristorno.bulk.mechanics.base import Due, Paying
from ristorno.bulk.plan.numbers import Number
from ristorno.engine.mechanics.package import Package


class PayingPackage(Paying):
    """Started packages x what one gives."""

    KEY: ClassVar[str] = Package.KEY

    def pay(self, mechanic: Package, due: Due) -> Number:
        """Return the number of started packages times what one gives."""
        return due.paid.started_steps(mechanic.size).times(mechanic.gives)
