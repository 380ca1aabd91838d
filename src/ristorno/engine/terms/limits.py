"""Within what bounds an amount lies, in the order in which they hold."""

from functools import cached_property
from typing import ClassVar, Literal, TypeAlias

from pydantic import Field

from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Number

Scope: TypeAlias = Literal["fact", "document", "window", "member"]


class Bound(Model):
    """A number with the scope that it bounds."""

    SHORT: ClassVar[str | None] = "amount"

    amount: Number = Field(description="the number")
    per: Scope = Field(
        "window", description="what it bounds: each fact, each document, the window, the member for good"
    )


class Guarantee(Model):
    """An amount that a window comes to in any case, whatever was earned, as long as its conditions hold.

    ``end``: what is missing is added when the window is over. ``begin``: it is due from the first day, and only what
    goes beyond it is paid as it is earned. A surplus that is carried lowers the guarantee of the window after it.
    """

    amount: Number = Field(description="the least that a window comes to")
    paid: Literal["begin", "end"] = Field(description="from the window's first day on, or once it is over")
    surplus: Literal["carry", "lose"] = Field(
        description="whether what was earned above it lowers the next window's guarantee"
    )


class Free(Model):
    """The first of what is measured in a window, left out of any mechanic: so many facts, so much of the measure."""

    facts: Number | None = Field(None, description="the first facts of the window, a whole number")
    amount: Number | None = Field(None, description="the first of what is measured in the window")
    ends: Literal["first", "all"] | None = Field(
        None, description="where both are said: what is free ends when the first of the two is used up, or when all are"
    )

    @property
    def mode(self) -> Literal["facts", "amount", "first", "all"]:
        """By what is left out: facts, an amount, or both until the first is used up or until all are."""
        if self.facts is not None and self.amount is not None:
            return self.ends or "first"
        return "amount" if self.facts is None else "facts"


class Limits(Model):
    """Within what bounds: what is free, at most, at least, less than this is nothing, and at most measured."""

    free: Free | None = Field(None, description="the first of what is measured is left out")

    cap: Bound | None = Field(None, description="at most this amount")
    floor: Bound | None = Field(None, description="at least this amount, once the gates hold")
    minimum: Number | None = Field(None, description="an amount below this is nothing")
    cap_measure: Bound | None = Field(None, description="at most this much is measured, the first in order")
    guarantee: Guarantee | None = Field(
        None, description="what a window comes to in any case: `{amount: 10_000, paid: end, surplus: lose}`"
    )

    @cached_property
    def bounding(self) -> bool:
        """Whether anything bounds the amount."""
        bounds = (self.cap, self.floor, self.minimum, self.guarantee)
        return any(bound is not None for bound in bounds)
