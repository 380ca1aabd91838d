"""Rewards that are had in whole pieces: granted by a clause, or to be had for a price in units."""

from typing import Final, Literal, Self, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Days, Flag, Name, Number, Title
from ristorno.engine.terms.who import Who

AwardKind: TypeAlias = Literal[
    "money", "goods", "voucher", "offer", "entitlement", "deferral", "training", "donation", "marketing", "status"
]

WORTH_MONEY: Final = frozenset({"money", "voucher", "donation", "marketing"})
"""Kinds of which a piece is a sum of money."""


class Award(Model):
    """A reward that is had in pieces: what a piece is, for whom, for what price, how long, how many there are.

    A clause gives pieces of it with ``reward: {grants: NAME}``; whoever has the price in units may have it for that.
    """

    kind: AwardKind = Field(
        description="what a piece is: a sum of money, goods, a voucher, an offer, the right to something, a deferral "
        "of payment, a training place, a donation, a marketing budget, or a status"
    )
    title: Title | None = Field(None, description="how people call it")
    worth: dict[Name, Number] | None = Field(
        None, description="the sum that a piece is: `{RUB: 10_000}`; for money, voucher, donation and marketing"
    )
    days: Days | None = Field(None, description="by how long a piece defers a payment, such as `14 days`")
    price: dict[Name, Number] | None = Field(None, description="what a piece costs in one unit: `{PTS: 1_000}`")
    who: Who = Field(Who(), alias="for", description="who may have it for its price")
    valid: Days | None = Field(None, description="how long a piece can be used, such as `60 days`")
    stock: Number | None = Field(None, description="how many pieces there are, a whole number")
    capacity: Number | None = Field(None, description="how many may have the right at once, a whole number")
    approval: Flag = Field(False, description="whether a person must approve each piece that is had for its price")

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        if (self.worth is not None) != (self.kind in WORTH_MONEY):
            reason = "money, a voucher, a donation and a marketing budget say what they are `worth`, nothing else does"
            raise PydanticCustomError("terms.award", reason)
        if (self.days is not None) != (self.kind == "deferral"):
            raise PydanticCustomError("terms.award", "a deferral says by how many `days`, nothing else does")
        if self.capacity is not None and self.kind != "entitlement":
            raise PydanticCustomError("terms.award", "only an entitlement has a `capacity`; say `stock` for the others")
        return self
