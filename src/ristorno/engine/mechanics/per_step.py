"""So much for every full N: ``per_step: {step: 1_000, gives: 1}``."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from ristorno.engine.explanation import Step
from ristorno.engine.mechanics.base import Due, MechanicKind, Paid
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Number
from ristorno.kernel.document import Tree
from ristorno.kernel.number import Exact, per_unit, plus, whole_steps


class PerStep(MechanicKind):
    """An amount for every full step. E01: one point per full 1,000; 300,400 gives 300 points."""

    KEY: ClassVar[str] = "per_step"
    STARTER: ClassVar[Mapping[str, Tree]] = {
        "measure": "amount",
        "mechanic": {"per_step": {"step": "1_000", "gives": "1"}},
    }
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "per_step": phrase(
            "{of:measure} ÷ {step:mark} → {steps:number}; {steps:number} × {gives:amount}",
            en=("Full steps", "That is {steps:full_steps} of {step:mark}, {gives:amount} each: {result:amount}."),
            ru=("Полные шаги", "Это {steps:full_steps} по {step:mark}, за каждый {gives:amount}: {result:amount}."),
            th=("จำนวนครั้งที่ครบ", "ครบ {step:mark} จำนวน {steps:full_steps} ได้ครั้งละ {gives:amount} รวม {result:amount}"),
        )
    }

    RULES: ClassVar[Mapping[str, Words]] = {
        "per_step": says(
            en="{gives:amount} for every full {step:mark}; what is left below a full step earns nothing.",
            ru="{gives:amount} за каждые полные {step:mark}; неполный остаток ничего не даёт.",
            th="{gives:amount} ทุก ๆ {step:mark} ที่ครบ เศษที่ไม่ครบไม่ได้รับ",
        )
    }

    step: Number = Field(description="the size of a step of the measure")
    gives: Number = Field(description="how much each full step gives")

    def most_per_unit(self, least: Exact) -> Exact | None:
        """Return what full steps give: nothing is given for a step that was only begun."""
        return per_unit(self.gives, self.step)

    def pay(self, due: Due) -> Paid:
        """Return the number of full steps times what one gives."""
        steps = whole_steps(due.paid, self.step)
        following = (steps + 1) * self.step
        return Paid(steps * self.gives, lambda: [self._told(due.paid, steps, following)], following=following)

    def _told(self, paid: Exact, steps: int, following: Decimal) -> Step:
        details = {
            "of": paid,
            "step": self.step,
            "steps": Decimal(steps),
            "rest": plus(paid, -steps * self.step),
            "missing": plus(following, -paid),
            "gives": self.gives,
        }
        return Step("per_step", steps * self.gives, details)

    def rules(self) -> Iterator[Said]:
        """Yield the step and what it gives."""
        yield Said("per_step", {"step": self.step, "gives": self.gives})

    def problems(self) -> Iterator[Finding]:
        """Yield a problem for a step or an amount that makes no sense."""
        if self.step <= 0:
            yield Finding(
                ("step",), "terms.step", "A step must be above 0.", "Write the size of a full step, such as 1_000."
            )
        if self.gives < 0:
            yield Finding((), "terms.negative", "An amount below 0 would take money away.", "Write 0 or more.")
