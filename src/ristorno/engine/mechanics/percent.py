"""A share of the measure: ``percent: 3 %``."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from pydantic import Field

from ristorno.engine.explanation import Step
from ristorno.engine.mechanics.base import Due, MechanicKind, Paid
from ristorno.engine.mechanics.rows import over_100
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Flag, Rate
from ristorno.kernel.number import times


class Percent(MechanicKind):
    """A share of the measure. E14: 3 % of 1,234,567.89 is 37,037.04."""

    KEY: ClassVar[str] = "percent"
    SHORT: ClassVar[str | None] = "rate"
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "percent": phrase(
            "{of:measure} × {rate:rate}",
            en=("Share", "{rate:rate} of it is {result:amount}."),
            ru=("Доля", "{rate:rate} от этого составляет {result:amount}."),
            th=("ส่วนแบ่ง", "{rate:rate} ของยอดนี้เท่ากับ {result:amount}"),
        )
    }

    RULES: ClassVar[Mapping[str, Words]] = {
        "percent": says(
            en="{rate:rate} of what is counted.",
            ru="{rate:rate} от учтённого.",
            th="{rate:rate} ของยอดที่นับได้",
        )
    }

    rate: Rate = Field(description="the share, such as `3 %`")
    allow_over_100: Flag = Field(False, description="say that a rate over 100 % is meant")

    @property
    def linear(self) -> bool:
        """Every unit of the measure earns the same."""
        return True

    def pay(self, due: Due) -> Paid:
        """Return rate x measure."""
        amount = times(due.paid, self.rate)
        return Paid(amount, lambda: [Step("percent", amount, {"of": due.paid, "rate": self.rate})], self.rate)

    def rules(self) -> Iterator[Said]:
        """Yield the rate."""
        yield Said("percent", {"rate": self.rate})

    def problems(self) -> Iterator[Finding]:
        """Yield a problem for a rate that cannot be meant."""
        yield from over_100(self.rate, (), allowed=self.allow_over_100)
