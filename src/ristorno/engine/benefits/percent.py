"""A share of the price: ``percent: 10 %``, or by level, group or segment."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from ristorno.engine.benefits.base import Asked, BenefitKind, Offered, Part, used
from ristorno.engine.explanation import Step
from ristorno.engine.mechanics.keyed import ROWS_TOLD, Keyed, KeyedRate, numbers, rows_told
from ristorno.engine.phrase import Phrase, phrase
from ristorno.engine.said import Grid, Said, Words, says
from ristorno.engine.terms.finding import Finding
from ristorno.kernel.document import Tree
from ristorno.kernel.number import ONE, Exact, times, total


class PercentOff(BenefitKind):
    """A share of the price of every line. E02: at 990,000 bought before, an order of 100,000 gets 3 %: 3,000 off."""

    KEY: ClassVar[str] = "percent"
    STARTER: ClassVar[Mapping[str, Tree]] = {"gives": {"percent": "5 %"}}
    CHOICE: ClassVar[str | None] = "by"
    SHORT: ClassVar[str | None] = "rate"
    SENTENCES: ClassVar[Mapping[str, Phrase]] = {
        "percent_off": phrase(
            "{of:amount} × {rate:rate}",
            en=("Discount", "{rate:rate} of {of:amount} is {result:amount}."),
            ru=("Скидка", "{rate:rate} от {of:amount} составляет {result:amount}."),
            th=("ส่วนลด", "{rate:rate} ของ {of:amount} เท่ากับ {result:amount}"),
        )
    }
    RULES: ClassVar[Mapping[str, Words]] = {
        **ROWS_TOLD,
        "percent": says(en="{rate:rate} off the price.", ru="{rate:rate} от цены.", th="ลด {rate:rate} จากราคา"),
    }

    rate: KeyedRate = Field(
        description="the share, such as `10 %`, or `{by: level.status, silver: 3 %, gold: 5 %}`; what fits no row gets "
        "nothing"
    )

    @property
    def keyed(self) -> Keyed | None:
        """By what the rate is picked."""
        return self.rate if isinstance(self.rate, Keyed) else None

    @property
    def by_line(self) -> bool:
        """Every line has its own share."""
        return True

    def offer(self, asked: Asked) -> Offered:
        """Return the share of every part."""
        parts = list(asked.parts) if asked.lines is None else list(filter(asked.won, asked.parts))
        rates: dict[Decimal, list[Part]] = {}
        if isinstance(self.rate, Keyed):
            for part in parts:
                if rate := asked.row(self.rate, part):
                    rates.setdefault(rate, []).append(part)
        elif self.rate and parts:
            rates[self.rate] = parts
        amounts: dict[str, Exact] = {
            part.key: times(part.amount, rate) for rate, parts in rates.items() for part in parts
        }
        return Offered(amounts, lambda: used(asked, amounts), lambda: tuple(_steps(rates)))

    def most_share(self, least: Exact) -> Exact | None:
        """Return the highest rate."""
        return max(numbers(self.rate))

    def rules(self) -> Iterator[Said | Grid]:
        """Yield the rate."""
        if isinstance(self.rate, Keyed):
            yield Said("by")
            yield rows_told(self.rate, "rate")
        else:
            yield Said("percent", {"rate": self.rate})

    def problems(self) -> Iterator[Finding]:
        """Yield a problem for rates that no discount can have."""
        for rate in numbers(self.rate):
            if not 0 <= rate <= ONE:
                reason = f"A discount of {rate * 100:f} % lies outside 0 % to 100 %."
                yield Finding((), "terms.rate", reason, "Write a rate such as 10 %.")


def _steps(rates: Mapping[Decimal, Sequence[Part]]) -> Iterator[Step]:
    for rate, parts in sorted(rates.items()):
        of = total([part.amount for part in parts])
        yield Step("percent_off", times(of, rate), {"of": of, "rate": rate})
