"""So much for every full N: ``per_step: {step: 1_000, gives: 1}``."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from ristorno.engine.explanation import Step
from ristorno.engine.mechanics.base import Due, MechanicKind, Paid
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Number
from ristorno.kernel.number import plus, whole_steps


class PerStep(MechanicKind):
    """An amount for every full step. E01: one point per full 1,000; 300,400 gives 300 points."""

    KEY: ClassVar[str] = "per_step"
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "per_step": phrase(
            "{of:measure} ÷ {step:mark} → {steps:number}; {steps:number} × {gives:amount}",
            en=("Full steps", "That is {steps:full_steps} of {step:mark}, {gives:amount} each: {result:amount}."),
            ru=("Полные шаги", "Это {steps:full_steps} по {step:mark}, за каждый {gives:amount}: {result:amount}."),
            th=("ขั้นเต็ม", "เท่ากับ {steps:full_steps} ขั้นละ {step:mark} ได้ขั้นละ {gives:amount} รวม {result:amount}"),
        )
    }

    step: Number = Field(description="the size of a step of the measure")
    gives: Number = Field(description="how much each full step gives")

    def pay(self, due: Due) -> Paid:
        """Return the number of full steps times what one gives."""
        steps = whole_steps(due.paid, self.step)
        amount = steps * self.gives
        following = (steps + 1) * self.step
        details = {
            "of": due.paid,
            "step": self.step,
            "steps": Decimal(steps),
            "rest": plus(due.paid, -steps * self.step),
            "missing": plus(following, -due.paid),
            "gives": self.gives,
        }
        return Paid(amount, (Step("per_step", amount, details),), following=following)

    def problems(self) -> Iterator[Finding]:
        """Yield a problem for a step or an amount that makes no sense."""
        if self.step <= 0:
            yield Finding(
                ("step",), "terms.step", "A step must be above 0.", "Write the size of a full step, such as 1_000."
            )
        if self.gives < 0:
            yield Finding((), "terms.negative", "An amount below 0 would take money away.", "Write 0 or more.")
