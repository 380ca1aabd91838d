"""So much for every full N: ``per_step: {step: 1_000, gives: 1}``."""

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from ristorno.engine.explanation import Step
from ristorno.engine.mechanics.base import Due, MechanicKind, Paid
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Number
from ristorno.kernel.number import whole_steps


class PerStep(MechanicKind):
    """An amount for every full step. E01: one point per full 1,000; 300,400 gives 300 points."""

    KEY: ClassVar[str] = "per_step"

    step: Number = Field(description="the size of a step of the measure")
    gives: Number = Field(description="how much each full step gives")

    def pay(self, due: Due) -> Paid:
        """Return the number of full steps times what one gives."""
        steps = whole_steps(due.paid, self.step)
        amount = steps * self.gives
        details = {"of": due.paid, "step": self.step, "steps": Decimal(steps), "gives": self.gives}
        return Paid(amount, (Step("per_step", amount, details),), following=(steps + 1) * self.step)

    def problems(self) -> Iterator[Finding]:
        """Yield a problem for a step or an amount that makes no sense."""
        if self.step <= 0:
            yield Finding(
                ("step",), "terms.step", "A step must be above 0.", "Write the size of a full step, such as 1_000."
            )
        if self.gives < 0:
            yield Finding((), "terms.negative", "An amount below 0 would take money away.", "Write 0 or more.")
