"""A fixed sum: ``fixed: 100_000`` for reaching the plan that a gate asks for."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from pydantic import Field

from ristorno.engine.explanation import Step
from ristorno.engine.mechanics.base import Due, MechanicKind, Paid
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Number
from ristorno.kernel.document import Tree
from ristorno.kernel.number import ZERO, Exact, per_unit


class Fixed(MechanicKind):
    """A sum that does not depend on how much is measured, as long as something is.

    E15: a plan of 5,000,000 pays 100,000 at 5,000,000.00 and nothing at 4,999,999.99. With a measure of zero or
    below there is nothing to reward, so nothing is paid; a sum that is due in any case is a ``floor``.
    """

    KEY: ClassVar[str] = "fixed"
    STARTER: ClassVar[Mapping[str, Tree]] = {"measure": "amount", "mechanic": {"fixed": "100"}}
    SHORT: ClassVar[str | None] = "gives"
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "fixed": phrase(
            "{gives:amount}",
            en=("Fixed sum", "For that a fixed sum of {gives:amount} is due."),
            ru=("Фиксированная сумма", "За это начисляется фиксированная сумма {gives:amount}."),
            th=("จำนวนคงที่", "จึงได้รับจำนวนคงที่ {gives:amount}"),
        ),
        "no_fixed": phrase(
            "",
            en=("No fixed sum", "The fixed sum is due only where something above zero was measured."),
            ru=("Без фиксированной суммы", "Фиксированная сумма начисляется, только если учтено больше нуля."),
            th=("ไม่ได้จำนวนคงที่", "จำนวนคงที่จ่ายเฉพาะเมื่อยอดที่นับได้มากกว่าศูนย์"),
        ),
    }

    RULES: ClassVar[Mapping[str, Words]] = {
        "fixed": says(
            en="A fixed sum of {gives:amount}, as soon as anything above zero is counted.",
            ru="Фиксированная сумма {gives:amount}, если учтено больше нуля.",
            th="จำนวนคงที่ {gives:amount} เมื่อยอดที่นับได้มากกว่าศูนย์",
        )
    }

    gives: Number = Field(description="the sum")

    def most_per_unit(self, least: Exact) -> Exact | None:
        """Return the sum over the least that it is given for."""
        return per_unit(self.gives, least) if least > 0 else None

    def pay(self, due: Due) -> Paid:
        """Return the sum if anything above zero was measured."""
        if due.judged <= 0 or due.charging:
            return Paid(ZERO, lambda: [Step("no_fixed", ZERO, {"judged": due.judged})])
        return Paid(self.gives, lambda: [Step("fixed", self.gives, {"judged": due.judged, "gives": self.gives})])

    def rules(self) -> Iterator[Said]:
        """Yield the sum."""
        yield Said("fixed", {"gives": self.gives})

    def problems(self) -> Iterator[Finding]:
        """Yield a problem for a negative sum."""
        if self.gives < 0:
            yield Finding((), "terms.negative", "A sum below 0 would take money away.", "Write 0 or more.")
