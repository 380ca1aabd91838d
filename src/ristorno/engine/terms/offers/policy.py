"""What no offer may pass, whatever the offers say of themselves."""

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Flag, Name, Number, Rate, String
from ristorno.engine.terms.sets import FactSet


class PriceFloor(Model):
    """The lowest price of goods: what an order pays for them is never less, whatever is taken off."""

    on: FactSet = Field(FactSet(), description="for which goods: the name of a set, or a set; delivery has no floor")
    share: Rate | None = Field(None, description="at least this share of the list price, such as `80 %`")
    price: Number | None = Field(None, description="at least this price of a unit, net; a list price below it stays")

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.share is None) == (self.price is None):
            raise PydanticCustomError("terms.policy", "a price floor is a `share` of the list price or a `price`")
        return self


class GoodsCost(Model):
    """What goods cost the sponsor at most: it stands for a line whose cost nobody has told, and in proofs for all."""

    on: FactSet = Field(FactSet(), description="for which goods: the name of a set, or a set")
    share: Rate = Field(description="at most this share of the list price, such as `60 %`")


class GiftPolicy(Model):
    """What one person may be given in a calendar year: money, points and goods, each at its worth."""

    at_most: Number | None = Field(None, description="at most so much, in the currency of the facts")
    lawful: Flag = Field(False, description="at most what the law of the program's `country` allows on each day")

    @model_validator(mode="after")
    def _bounds_something(self) -> Self:
        if self.at_most is None and not self.lawful:
            raise PydanticCustomError("terms.policy", "gifts are bounded by `at_most`, by the law (`lawful`), or both")
        return self


class Policy(Model):
    """The price policy of the sponsor. `highest_discount` and `margin_floor` look at what is earned later, too."""

    highest_discount: Rate | None = Field(
        None, description="at most this share of the list prices is given, later earnings included"
    )
    margin_floor: Rate | None = Field(
        None,
        description="what is left of the net price above cost, later earnings taken off, is at least this share of it; "
        "a line whose cost is unknown gets no discount",
    )
    price_floors: dict[Name, PriceFloor] = Field(
        {}, description="the lowest prices: `{tires: {on: {groups: [tires]}, share: 80 %}}`"
    )
    costs: dict[Name, GoodsCost] = Field({}, description="what goods cost at most: `{goods: {share: 60 %}}`")
    never_together: dict[Name, tuple[String, ...]] = Field(
        {},
        description="offers and clauses of which a line gets one alone: `{sale: [spring, quarterly]}`; those of other "
        "programs as `PROGRAM.NAME`. Of offers the one that is decided first holds",
    )
    budgets_hold: Flag = Field(
        False, description="no budget may ever be passed, not even one of which it is only told (`alert_only`)"
    )
    gifts: GiftPolicy | None = Field(None, description="what one person may be given in a calendar year")
