"""An amount for every full step, for all rows at once."""

from typing import ClassVar

from ristorno.bulk.mechanics.base import Due, Paying
from ristorno.bulk.plan.numbers import Number
from ristorno.engine.mechanics.per_step import PerStep


class PayingPerStep(Paying):
    """Full steps x what one gives."""

    KEY: ClassVar[str] = PerStep.KEY

    def pay(self, mechanic: PerStep, due: Due) -> Number:
        """Return the number of full steps times what one gives."""
        return due.paid.whole_steps(mechanic.step).times(mechanic.gives)
