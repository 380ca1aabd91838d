"""After N counted the next is free: ``every_nth: {after: 5, counts: quantity}``.

Everything counted stands in one row, in the full order of facts and unit by unit inside a line. After ``after`` that
are counted comes one that is free; it is not counted itself, and the count starts again. So of every ``after`` + 1 the
last is free: with 5, the 6th and the 12th. A line that holds many units is cut by arithmetic, never unit by unit.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field

from ristorno.engine.explanation import Step
from ristorno.engine.measures import Measure
from ristorno.engine.measures.base import MeasureKind
from ristorno.engine.mechanics.base import Cut, Due, MechanicKind, Paid
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Number
from ristorno.kernel.document import Tree
from ristorno.kernel.number import ONE, ZERO, Exact, plus, times, whole_steps


class EveryNth(MechanicKind):
    """After so many that are counted, the next is free, and what the measure says of that one is paid.

    E29: of 12 purchases with ``after: 5`` the 6th and the 12th are free. With a measure of amount a free piece pays its
    share of the line's amount, with a measure of quantity it pays 1. What comes back takes back.
    """

    KEY: ClassVar[str] = "every_nth"
    STARTER: ClassVar[Mapping[str, Tree]] = {
        "measure": "amount",
        "mechanic": {"every_nth": {"after": "5", "counts": "quantity"}},
    }
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "every_nth": phrase(
            "{judged:number} → {free:number}",
            en=(
                "Free ones",
                "After every {after:number} counted the next is free: {free:free_ones}, worth {result:amount}.",
            ),
            ru=(
                "Бесплатно",
                "После каждых {after:number} учтённых единица бесплатно: {free:free_ones} на {result:amount}.",
            ),
            th=("ชิ้นฟรี", "หลังนับครบทุก {after:number} ชิ้นถัดไปฟรี: {free:free_ones} มูลค่า {result:amount}"),
        )
    }
    RULES: ClassVar[Mapping[str, Words]] = {
        "every_nth": says(
            en="After every {after:number} counted the next is free; it is not counted, and the count starts again.",
            ru="После каждых {after:number} учтённых единица бесплатно; она не учитывается, и счёт идёт заново.",
            th="หลังนับครบทุก {after:number} ชิ้นถัดไปฟรี ชิ้นฟรีไม่นับ แล้วเริ่มนับใหม่",
        ),
        "counts": says(
            en="Counted one by one: {by:counted}.",
            ru="Поштучно считается: {by:counted}.",
            th="นับทีละหนึ่งจาก: {by:counted}",
        ),
    }

    after: Number = Field(description="how many are counted before one is free, a whole number")
    counts: Annotated[
        Measure, Field(description="what is counted one by one: `quantity` for pieces, `{count: facts}` for lines")
    ]

    @property
    def picked_by(self) -> MeasureKind:
        """What is counted one by one."""
        return self.counts

    def pay(self, due: Due) -> Paid:
        """Return what the free ones are worth."""
        free, amount = self._free(due.cuts)
        details = {"after": self.after, "judged": due.judged, "free": Decimal(free)}
        return Paid(amount, lambda: [Step("every_nth", amount, details)])

    def _free(self, cuts: Sequence[Cut]) -> tuple[int, Exact]:
        """Return how many are free, and what the measure says of them; a line pays its free share."""
        position: Exact = ZERO
        worth: Exact = ZERO
        passed = 0
        for cut in cuts:
            position = plus(position, cut.judged)
            before, passed = passed, whole_steps(position, self.after + ONE)
            if passed != before:
                worth = plus(worth, times(cut.paid, Fraction(passed - before) / Fraction(cut.judged)))
        return passed, worth

    def rules(self) -> Iterator[Said]:
        """Yield after how many one is free, and what is counted one by one."""
        yield Said("every_nth", {"after": self.after})
        yield Said("counts", {"by": self.counts})

    def problems(self) -> Iterator[Finding]:
        """Yield what cannot be counted one by one."""
        if self.after < 1 or self.after % 1:
            remedy = "Write a whole number from 1 on, such as 5."
            yield Finding(("after",), "terms.step", f"Nothing comes after {self.after} counted.", remedy)
        if self.counts.KEY == "count" and self.counts.phrase != "count.facts":
            reason = "Of these, one may lie in several lines, so the free one has no price of its own."
            yield Finding(("counts",), "terms.bracket_by", reason, "Count quantity, or {count: facts}.")
