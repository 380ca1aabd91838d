"""How early money came in: days before the due day times the amount, each instalment by itself."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from ristorno.engine.history.line import Line
from ristorno.engine.measures.base import NOTHING_SEEN, MeasureKind, Seen
from ristorno.engine.measures.fields import Dimension
from ristorno.engine.phrase import Named, named
from ristorno.engine.said import Said, Words, says
from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Number
from ristorno.kernel.number import ZERO


class Early(Model):
    """How many days count."""

    at_most: Number | None = Field(None, description="at most so many days count; all of them if left out")

    @field_validator("at_most")
    @classmethod
    def _whole(cls, value: Decimal | None) -> Decimal | None:
        if value is not None and (value != int(value) or value < 1):
            raise ValueError(f"{value} is not a number of days; write a whole number from 1 on, such as 30")
        return value


class DaysEarly(MeasureKind):
    """``days_early``: the days between payment and due day, times what was paid; ``count_on: as_paid`` must be said.

    Every payment is judged on its own day against the due day of the instalment that it pays. On the due day and
    later it is 0, never less. E19: 400,000 due on 31 March, paid on 11 March, are 20 days x 400,000.
    """

    KEY: ClassVar[str] = "days_early"
    BARE: ClassVar[Mapping[str, str]] = {}
    WORDS: ClassVar[Mapping[str, Named]] = {
        "days_early.amount": named(
            en="days paid early × amount", ru="дней до срока × сумма", th="จำนวนวันที่จ่ายก่อนกำหนด × ยอดเงิน"
        )
    }
    RULES: ClassVar[Mapping[str, Words]] = {
        "instalment": says(
            en="Each payment counts against the due day of what it pays; late money counts 0.",
            ru="Каждый платёж сравнивается со сроком оплаты документа; платёж после срока даёт 0.",
            th="แต่ละการชำระเทียบกับวันครบกำหนดของสิ่งที่ชำระ การชำระล่าช้านับเป็น 0",
        ),
        "at_most": says(
            en="Of being early, {days:at_most_days} can count.",
            ru="Из дней досрочной оплаты учитывается {days:at_most_days}.",
            th="นับจำนวนวันที่จ่ายก่อนกำหนด{days:at_most_days}",
        ),
    }

    days_early: Early = Field(description="how many days count: `{at_most: 30}`, or `{}` for all of them")
    times: Literal["amount"] = Field("amount", description="what the days are multiplied by: the amount paid, net")

    def values(self, lines: Sequence[Line], seen: Seen = NOTHING_SEEN) -> tuple[Decimal | None, ...]:
        """Return days early x amount of each paid share; None where nothing was due on a day."""
        return tuple([self._value(line) for line in lines])

    def _value(self, line: Line) -> Decimal | None:
        due, amount = line.fact.due_on, line.fact.amount
        if due is None or amount is None:
            return None
        days = Decimal((due - line.day).days)
        most = self.days_early.at_most
        return amount * (days if most is None else min(days, most)) if days > 0 else ZERO

    def missing(self, line: Line) -> str:
        """Return that nobody knows how early money came where nothing was due on a day."""
        return "no_due_day" if line.fact.due_on is None else "not_measurable"

    @property
    def shared(self) -> bool:
        """Paid shares are what is measured."""
        return True

    def rules(self) -> Iterator[Said]:
        """Yield how payments are judged, and how many days count."""
        yield Said("instalment")
        if self.days_early.at_most is not None:
            yield Said("at_most", {"days": self.days_early.at_most})

    @property
    def phrase(self) -> str:
        """Return ``days_early.`` and what the days are multiplied by."""
        return f"days_early.{self.times}"

    @property
    def dimension(self) -> Dimension:
        """A rate of it is money: so much for every day."""
        return "money"
