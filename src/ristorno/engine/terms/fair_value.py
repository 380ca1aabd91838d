"""What points are worth to whoever gets them, so that the accountant can divide a price between goods and points."""

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.measures.sum import Sum
from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Number, Rate
from ristorno.kernel.number import ONE


class BroughtForward(Model):
    """Points that were given before the facts begin, with the part of the price that was put by for them."""

    points: Number = Field(description="how many points had been given")
    price: Number = Field(description="the price that had been allocated to them, before anything was spent")


class FairValue(Model):
    """What a point is worth, for the sponsor's accountant. It changes nothing that a member earns.

    The price of a sale that gave points is divided between the goods and the points by what each would cost alone. The
    points' part becomes revenue as points are spent, measured by how many are expected to be spent at all.
    """

    price: Number = Field(description="what one point would cost alone if it is spent, in the currency of the facts")
    expected_redeemed: Rate = Field(description="which share of all points given is expected to be spent")
    redeemed: Sum | None = Field(
        None, description="how many points were spent, `{sum: points, of: {kinds: [redemption]}}`; not told if left out"
    )
    brought_forward: BroughtForward | None = Field(None, description="points given before the facts begin")

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.price <= 0:
            raise PydanticCustomError("terms.fair_value", "a point that is worth nothing has no fair value; price > 0")
        if not 0 < self.expected_redeemed <= ONE:
            text = "between 0 % and 100 % of the points are expected to be spent, more than none"
            raise PydanticCustomError("terms.fair_value", text)
        if self.redeemed is not None and self.redeemed.of is None:
            text = "purchases spend no points: say in `redeemed` of which facts, `of: {kinds: [redemption]}`"
            raise PydanticCustomError("terms.fair_value", text)
        brought = self.brought_forward
        if brought is not None and (brought.points <= 0 or brought.price < 0):
            text = "what is brought forward are points above 0 and a price not below it"
            raise PydanticCustomError("terms.fair_value", text)
        return self
