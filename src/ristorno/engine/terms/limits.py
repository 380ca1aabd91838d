"""Within what bounds an amount lies, in the order in which they hold."""

from functools import cached_property
from typing import Annotated, ClassVar, Final, Literal, TypeAlias

from pydantic import BeforeValidator, Field, WithJsonSchema

from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Day, Name, Number, String
from ristorno.kernel.problem import near

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
    """The first in a window, left out of any mechanic: so many facts or pieces, so much of what is measured.

    Pieces are cut off inside a line: of one with 10 pieces, 3 of them free, seven tenths count.
    """

    facts: Number | None = Field(None, description="the first facts of the window, a whole number")
    quantity: Number | None = Field(None, description="the first pieces of the window, inside a line too")
    amount: Number | None = Field(None, description="the first of what is measured in the window")
    ends: Literal["first", "all"] | None = Field(
        None, description="where both are said: what is free ends when the first of the two is used up, or when all are"
    )

    @property
    def mode(self) -> Literal["facts", "quantity", "amount", "first", "all"]:
        """By what is left out: facts, pieces, an amount, or facts and an amount until the first or all are used up."""
        if self.quantity is not None:
            return "quantity"
        if self.facts is not None and self.amount is not None:
            return self.ends or "first"
        return "amount" if self.facts is None else "facts"


_WHOM: Final = ("member", "contact", "program")
_NAMED: Final = ("attribute", "party")


def read_whom(value: object) -> tuple[str, ...]:
    """Read for whom facts are counted: one word or a list, ``attribute`` and ``party`` with a name behind a point."""
    found = tuple(str(each) for each in value) if isinstance(value, list | tuple) else (str(value),)
    for each in found:
        kind, _, name = each.partition(".")
        if kind not in (_NAMED if name else _WHOM):
            known = (*_WHOM, *(f"{kind}.NAME" for kind in _NAMED))
            raise ValueError(f"{each!r} is nobody for whom facts are counted. {near(each, known)}")
    return found


Whom = Annotated[
    tuple[str, ...],
    BeforeValidator(read_whom),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}],
            "description": "member, contact, attribute.NAME, party.NAME, program; or several of them",
        }
    ),
]


class Times(Model):
    """How many facts count at most, the first in order: one for each person and course, one for a tax number.

    They are counted for each member apart; with ``program`` among ``per`` for all members together. A fact that was
    returned whole, and one whose conditions do not hold, leave their place to the next. Where pieces are counted, of a
    line that passes the limit the first pieces count.
    """

    n: Number = Field(description="so many facts at most, a whole number; or so many pieces")
    counts: Literal["facts", "quantity"] = Field(
        "facts", description="what is counted: facts, or `quantity`, the pieces that they hold"
    )
    per: Whom = Field(
        ("member",),
        description="for whom: `member`, `contact`, `attribute.NAME`, `party.NAME`, `program` (all members), or a list",
    )
    over: Literal["lifetime", "window"] = Field("lifetime", description="once and for all, or in each window again")

    @property
    def by_pieces(self) -> bool:
        """Whether the pieces of facts are counted, and lines are cut where the limit lies inside of them."""
        return self.counts == "quantity"

    @cached_property
    def of_all(self) -> bool:
        """Whether the facts of all members are counted together."""
        return "program" in self.per


class SharedCap(Model):
    """A cap over what several clauses give in one window: ``caps: {NAME: 100}``, ``limits: {shared: NAME}``."""

    SHORT: ClassVar[str | None] = "amount"

    amount: Number = Field(description="at most so much for all of them together, in each window")


class LegalCap(Model):
    """What a law allows at most: from which day on, where, and where that is written."""

    since: Day | None = Field(None, alias="from", description="the first day on which it holds; always if left out")
    country: String | None = Field(None, description="the country whose law it is; everywhere if left out")
    at_most: Number = Field(
        description="at most so much in a window, or for a document or fact where that is the window"
    )
    source: String = Field(description="where it is written, as members read it")


class Limits(Model):
    """Within what bounds: how many facts count, what is free, at most, at least, nothing below, at most measured."""

    times: Times | None = Field(None, description="how many facts, or pieces, count at most: `{n: 1, per: contact}`")
    free: Free | None = Field(None, description="the first of what is measured is left out")
    cap: Bound | None = Field(None, description="at most this amount")
    floor: Bound | None = Field(None, description="at least this amount, once the gates hold, to those it is for")
    legal: Name | None = Field(None, description="a table of what the law allows: the lower one wins")
    shared: Name | None = Field(None, description="a cap of the program, shared with the other clauses that name it")
    minimum: Number | None = Field(None, description="an amount below this is nothing")
    cap_measure: Bound | None = Field(None, description="at most this much is measured, the first in order")
    guarantee: Guarantee | None = Field(
        None, description="what a window comes to in any case: `{amount: 10_000, paid: end, surplus: lose}`"
    )

    @cached_property
    def bounding(self) -> bool:
        """Whether anything bounds the amount."""
        bounds = (self.cap, self.floor, self.legal, self.shared, self.minimum, self.guarantee)
        return any(bound is not None for bound in bounds)
