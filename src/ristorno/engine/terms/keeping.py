"""How a wallet of a unit is kept: how long what came in may be used, how far it may be spent, what is owed back."""

from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Name, Number
from ristorno.engine.terms.windows import read_length
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import DAY, add_months, first_of_month

Ending = Literal["day", "month_end", "quarter_end", "year_end"]
_MONTHS: dict[Ending, int] = {"month_end": 1, "quarter_end": 3, "year_end": 12}


class Span(Model):
    """So many months or days, written ``12 months``, ``1 year``, ``90 days``."""

    months: int = 0
    days: int = 0

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.months > 0) == (self.days > 0) or min(self.months, self.days) < 0:
            raise PydanticCustomError("terms.value", "expected a length such as 12 months or 90 days")
        return self

    def after(self, day: date) -> date:
        """Return the day so long after another one; 31 August + 6 months is the last of February."""
        return add_months(day, self.months) + timedelta(days=self.days)

    @property
    def text(self) -> str:
        """The length as a document writes it."""
        return f"{self.months} months" if self.months else f"{self.days} days"


def read_span(value: object) -> object:
    """Read a length such as ``12 months``."""
    return value if isinstance(value, Span | dict) else read_length(value)


Length = Annotated[
    Span,
    BeforeValidator(read_span),
    WithJsonSchema({"type": "string", "pattern": r"^\d+ (days?|weeks?|months?|years?)$"}),
]


class Expiry(Model):
    """How long points may be used after they were earned: ``expires: {after: 12 months, at: month_end}``."""

    SHORT: ClassVar[str | None] = "after"

    after: Length = Field(description="how long they live: `12 months`, `90 days`")
    at: Ending = Field("day", description="the last day itself, or the end of its month, quarter or year")
    boundary: Literal["inclusive", "exclusive"] = Field(
        "inclusive", description="whether they may still be used on the last day"
    )

    def last_day(self, earned_on: date) -> date:
        """Return the last day on which what was earned on a day may be used."""
        day = self.after.after(earned_on)
        if self.at != "day":
            months = _MONTHS[self.at]
            start = first_of_month(day)
            day = add_months(start.replace(month=(start.month - 1) // months * months + 1), months) - DAY
        return day if self.boundary == "inclusive" else day - DAY


class Holds(Model):
    """What becomes of what is set aside: ``holds: {expire: 30 days, post_rest: keep}``."""

    SHORT: ClassVar[str | None] = "expire"

    expire: Length | None = Field(
        None, description="how long what is held stays held: `30 days`; left out: until ended"
    )
    post_rest: Literal["free", "keep"] = Field(
        "free", description="what becomes of the rest when a part of it is used: it comes back at once, or stays held"
    )


class WalletTerms(Model):
    """How far a wallet may be spent, and what becomes of what was spent and has to be given back."""

    spend: Literal["earliest_expiry", "oldest", "priority"] = Field(
        "earliest_expiry",
        description="what is spent first: what ends first, what came first, or what clauses of `priority` gave",
    )
    priority: tuple[Name, ...] = Field(
        (), description="the clauses whose points are spent first, in this order; among equals, what ends first"
    )
    overdraft: Number = Field(ZERO, description="so much may be spent that is not there")
    keep_at_least: Number = Field(ZERO, description="so much stays on the wallet")
    at_most: Number | None = Field(
        None, description="so much is on the wallet at most, held or not: what is given beyond that is lost"
    )
    if_short: Literal["refuse", "partial"] = Field(
        "refuse", description="what becomes of a hold that asks for more than can be spent: nothing, or what there is"
    )
    holds: Holds = Field(Holds(), description="what becomes of what is held: `30 days` or `{expire: 30 days}`")
    spent_before_return: Literal["allow_negative", "offset_next", "invoice"] = Field(
        "allow_negative",
        description="what was spent before a return took it back: the wallet falls below zero, or it is kept apart and "
        "taken off what is earned next, or kept apart until it is invoiced",
    )

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.overdraft < 0 or self.keep_at_least < 0:
            raise PydanticCustomError("terms.wallet", "an overdraft and what is kept are not below zero")
        if self.at_most is not None and self.at_most <= self.keep_at_least:
            raise PydanticCustomError(
                "terms.wallet", "a wallet that holds no more than it keeps can never be spent: `at_most` is too little"
            )
        if (self.spend == "priority") != bool(self.priority):
            raise PydanticCustomError(
                "terms.wallet", "`spend: priority` and a list of clauses under `priority` belong together"
            )
        if self.overdraft and self.keep_at_least:
            raise PydanticCustomError(
                "terms.wallet", "a wallet that may be overdrawn keeps nothing: say `overdraft` or `keep_at_least`"
            )
        return self
