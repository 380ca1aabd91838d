"""What a member owes and should have paid: the open amount of documents whose due day has passed."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from ristorno.engine.measures.base import AskedOnly
from ristorno.engine.measures.fields import Dimension
from ristorno.engine.phrase import Named, named
from ristorno.engine.said import Said, Words, says
from ristorno.engine.terms.scalars import Days


class OverdueAmount(AskedOnly):
    """``overdue_amount``: what was due before the day that is judged and is still open, tax included. For conditions.

    It is a state, not a sum over a window: a condition of a period is judged at the end of its last day, one of a
    single document strictly before the document. ``{overdue_amount: 10 days}`` lets ten more days pass.
    """

    KEY: ClassVar[str] = "overdue_amount"
    BARE: ClassVar[str] = "0 days"
    WORDS: ClassVar[Mapping[str, Named]] = {
        "overdue_amount": named(money=True, en="overdue debt", ru="просроченный долг", th="หนี้เกินกำหนด")
    }
    RULES: ClassVar[Mapping[str, Words]] = {
        "state": says(
            en="Debt is what was due before that day and is still open.",
            ru="Просроченным считается долг, который следовало оплатить до этого дня и который ещё не оплачен.",
            th="หนี้คือยอดที่ครบกำหนดก่อนวันนั้นและยังค้างชำระ",
        ),
        "grace": says(
            en="What is late by {days:at_most_days} does not count.",
            ru="Просрочка {days:at_most_days} не учитывается.",
            th="การล่าช้า{days:at_most_days}ไม่นับ",
        ),
    }

    overdue_amount: Days = Field(description="how many days late are still let pass; `measure: overdue_amount` is 0")

    def rules(self) -> Iterator[Said]:
        """Yield when debt is judged, and the days that are let pass."""
        yield Said("state")
        if self.overdue_amount:
            yield Said("grace", {"days": Decimal(self.overdue_amount)})

    @property
    def phrase(self) -> str:
        """Return ``overdue_amount``."""
        return self.KEY

    @property
    def dimension(self) -> Dimension:
        """Debt is money."""
        return "money"
