"""One offer: for whom, on which lines, when, on what condition, what it gives, and how it stands with the others."""

from datetime import date
from functools import cached_property
from typing import Any, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.benefits import Benefit
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.conditions import Condition, Gate, gates
from ristorno.engine.terms.model import Model
from ristorno.engine.terms.offers.bounds import OfferLimits
from ristorno.engine.terms.offers.stacking import BaseTerm, Exclusive
from ristorno.engine.terms.offers.trigger import TriggerTerm
from ristorno.engine.terms.scalars import Day, Flag, Name, Number, Title
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.who import Who
from ristorno.engine.terms.windows import Window
from ristorno.kernel.number import ZERO


class Valid(Model):
    """From which day through which, both included, in the program's time zone."""

    first: Day | None = Field(None, alias="from", description="first day")
    last: Day | None = Field(None, alias="until", description="last day")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.first and self.last and self.last < self.first:
            raise PydanticCustomError("terms.dates", "`until` lies before `from`: the offer is never valid")
        return self

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


class Offer(Model):
    """What an order gets at once: for whom, on which of its lines, when, on what condition, and what."""

    title: Title | None = Field(None, description="how people call it")
    who: Who = Field(Who(), alias="for", description="who gets it; levels and segments as they were before the order")
    on: FactSet = Field(FactSet(), description="which lines of the order: the name of a set, or a set")
    lines: Literal["goods", "delivery", "all"] = Field(
        "goods", description="whether it is for goods, for their delivery, or for both"
    )
    valid: Valid = Field(Valid(), description="from which day through which: `{from: 2026-03-01, until: 2026-03-31}`")
    trigger: TriggerTerm = Field(
        "auto",
        description="`auto`: by itself; `code`: with a single code that was given out; `{code: SPRING}`: with this "
        "word; `{with: NAME}`: where another offer applies",
    )
    qualify: Condition | None = Field(
        None,
        description="on what condition: on the goods of this order at list prices (for `lines: all` with their "
        "delivery), or with a `window` on what was before it",
    )
    gives: Benefit = Field(description="what it gives")
    base: BaseTerm = Field(
        "list", description="off which price: `list`, or `{after: [NAME]}`, what those offers leave of it"
    )
    exclusive: Exclusive | None = Field(
        None, description="a group of offers of which one wins: `GROUP`, or `{group: GROUP, per: line, choose: best}`"
    )
    priority: Number = Field(ZERO, description="a whole number; higher ones come first")
    consumes: Flag = Field(False, description="whether the units that it used are gone for the offers after it")
    units_at_most: Number | None = Field(None, description="at most so many units of an order get it")
    pick: Literal["cheapest", "dearest"] = Field(
        "cheapest", description="which units come first where only some of them get it"
    )
    basis: Literal["net", "gross"] = Field("net", description="whether its sums of money are meant net or with tax")
    limits: OfferLimits = Field(OfferLimits(), description="at most how much, and how often")
    budget: Name | None = Field(None, description="a budget of the program: what is given cannot pass what is left")

    @property
    def stage(self) -> str:
        """What it is to an order: a discount, free goods, a voucher, a tender."""
        return self.gives.STAGE

    @cached_property
    def gates(self) -> tuple[Gate, ...]:
        """The gates of its condition, in the order of the document."""
        return gates(self.qualify) if self.qualify else ()

    @property
    def measured(self) -> Literal["goods", "all"]:
        """Which lines of the order its condition measures: delivery only where the offer is for all lines.

        So what is delivered for 12 is no part of the 500 from which on delivery is free.
        """
        return "all" if self.lines == "all" else "goods"

    @cached_property
    def asking(self) -> Clause:
        """A clause that would ask the same of a single document: by it conditions are judged and read out."""
        said: dict[str, Any] = {"window": Window(shape="document"), "earn_on": self.on, "qualify": self.qualify}
        return Clause.model_construct(**said, who=self.who)  # it pays nothing, so it has no mechanic

    @property
    def after(self) -> tuple[str, ...]:
        """The offers whose price is its base."""
        return () if self.base == "list" else self.base.after
