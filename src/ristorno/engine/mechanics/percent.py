"""A share of the measure: ``percent: 3 %``."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Self

from pydantic import Field

from ristorno.engine.explanation import Step
from ristorno.engine.mechanics.base import Due, MechanicKind, Paid
from ristorno.engine.mechanics.keyed import ROWS_TOLD, Keyed, KeyedRate, leaf, numbers, rows_told
from ristorno.engine.mechanics.rows import over_100
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Grid, Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Flag
from ristorno.kernel.document import Tree
from ristorno.kernel.number import Exact, times


class Percent(MechanicKind):
    """A share of the measure. E14: 3 % of 1,234,567.89 is 37,037.04."""

    KEY: ClassVar[str] = "percent"
    STARTER: ClassVar[Mapping[str, Tree]] = {"measure": "amount", "mechanic": {"percent": "1 %"}}
    CHOICE: ClassVar[str | None] = "by"
    SHORT: ClassVar[str | None] = "rate"
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "percent": phrase(
            "{of:measure} × {rate:rate}",
            en=("Share", "{rate:rate} of it is {result:amount}."),
            ru=("Доля", "{rate:rate} от этого составляет {result:amount}."),
            th=("อัตรา", "{rate:rate} ของยอดนี้เท่ากับ {result:amount}"),
        )
    }

    RULES: ClassVar[Mapping[str, Words]] = {
        **ROWS_TOLD,
        "percent": says(
            en="{rate:rate} of what is counted.",
            ru="{rate:rate} от учтённого.",
            th="{rate:rate} ของยอดที่นับได้",
        ),
    }

    rate: KeyedRate = Field(description="the share, such as `3 %`, or `{by: group, NAME: ..., else: ...}`")
    allow_over_100: Flag = Field(False, description="say that a rate over 100 % is meant")

    @property
    def linear(self) -> bool:
        """Every unit of the measure earns the same."""
        return True

    @property
    def keyed(self) -> Keyed | None:
        """By what of a fact the rate is picked."""
        return self.rate if isinstance(self.rate, Keyed) else None

    def of_row(self, row: int) -> Self:
        """Return the mechanic with the rate of one row alone."""
        return self.model_copy(update={"rate": leaf(self.rate, row)}) if self.keyed else self

    def most_per_unit(self, least: Exact) -> Exact | None:
        """Return the highest rate."""
        return max(numbers(self.rate))

    def pay(self, due: Due) -> Paid:
        """Return rate x measure."""
        rate = leaf(self.rate, 1)
        amount = times(due.paid, rate)
        return Paid(amount, lambda: [Step("percent", amount, {"of": due.paid, "rate": rate})], rate)

    def rules(self) -> Iterator[Said | Grid]:
        """Yield the rate."""
        if isinstance(self.rate, Keyed):
            yield Said("by")
            yield rows_told(self.rate, "rate")
        else:
            yield Said("percent", {"rate": self.rate})

    def problems(self) -> Iterator[Finding]:
        """Yield a problem for a rate that cannot be meant."""
        for rate in numbers(self.rate):
            yield from over_100(rate, (), allowed=self.allow_over_100)
