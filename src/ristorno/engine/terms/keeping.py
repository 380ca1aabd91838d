"""How a wallet of a unit is kept: how long what came in may be used, how far it may be spent, what is owed back."""

from datetime import date, timedelta
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Name, Number, read_string
from ristorno.engine.terms.windows import read_length
from ristorno.kernel.number import ZERO
from ristorno.kernel.period import DAY, add_months, first_of_month
from ristorno.kernel.problem import near

_MONTHS: Final = {"month_end": 1, "quarter_end": 3, "year_end": 12}
ENDINGS: Final = ("day", *_MONTHS)
"""The words for where a length ends."""


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


def read_ending(value: object) -> str:
    """Read on which day of a calendar something ends: one of the words, or a day of the year such as ``03-31``."""
    word = read_string(value)
    if word in ENDINGS:
        return word
    try:
        found = date.fromisoformat(f"2000-{word}")
    except ValueError:
        told = {"name": repr(word), "near": near(word, (*ENDINGS, "MM-DD"))}
        raise PydanticCustomError("terms.choice", "{name} is not a choice here. {near}", told) from None
    return f"{found:%m-%d}"


class Expiry(Model):
    """How long points may be used after they were earned: ``expires: {after: 12 months, at: month_end}``."""

    SHORT: ClassVar[str | None] = "after"

    after: Length | None = Field(
        None, description="how long they live: `12 months`, `90 days`; may be left out beside a day of the calendar"
    )
    at: Annotated[
        str,
        BeforeValidator(read_ending),
        WithJsonSchema({"type": "string", "pattern": r"^(day|month_end|quarter_end|year_end|\d\d-\d\d)$"}),
    ] = Field(
        "day",
        description="the last day itself, or the end of its month, quarter or year, or the first such day of a year on "
        "or after it: `03-31`",
    )
    since: Literal["earned", "last_earned"] = Field(
        "earned",
        description="from when on: every lot from the day on which it was earned, or all of them from the day on which "
        "anything was earned last, so that whoever goes on earning loses nothing",
    )
    boundary: Literal["inclusive", "exclusive"] = Field(
        "inclusive", description="whether they may still be used on the last day"
    )

    @model_validator(mode="after")
    def _some_day(self) -> Self:
        if self.after is None and self.at == "day":
            raise PydanticCustomError("terms.expiry", "say how long they live (`after`), or until which day (`at`)")
        return self

    @property
    def yearly(self) -> tuple[int, int] | None:
        """The month and day on which they end each year, None where they end otherwise."""
        if self.at in ENDINGS:
            return None
        month, day = self.at.split("-")
        return int(month), int(day)

    @property
    def rolls(self) -> bool:
        """Whether all that is there lives on with what is earned last."""
        return self.since == "last_earned"

    def last_day(self, earned_on: date) -> date:
        """Return the last day on which what was earned on a day may be used."""
        day = earned_on if self.after is None else self.after.after(earned_on)
        if self.yearly is not None:
            day = next(end for year in (day.year, day.year + 1) if (end := _in_year(year, *self.yearly)) >= day)
        elif self.at != "day":
            months = _MONTHS[self.at]
            start = first_of_month(day)
            day = add_months(start.replace(month=(start.month - 1) // months * months + 1), months) - DAY
        return day if self.boundary == "inclusive" else day - DAY


def _in_year(year: int, month: int, day: int) -> date:
    """Return a day of a year; 29 February is the 28th in common years."""
    return add_months(date(2000, month, day), (year - 2000) * 12)


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
    pays_for: Name | None = Field(
        None, description="the set of the lines of an order that it may pay for; left out: whatever the offer is for"
    )
    if_short: Literal["refuse", "partial"] = Field(
        "refuse", description="what becomes of a hold that asks for more than can be spent: nothing, or what there is"
    )
    holds: Holds = Field(Holds(), description="what becomes of what is held: `30 days` or `{expire: 30 days}`")
    on_leaving: Literal["keep", "forfeit"] = Field(
        "keep", description="what becomes of what is there when the member leaves: it stays, or is lost"
    )
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
