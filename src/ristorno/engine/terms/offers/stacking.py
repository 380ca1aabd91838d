"""How offers stand with each other: which exclude each other, and off which price they are taken."""

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field

from ristorno.engine.terms.model import Model, Structured, Worded, told_apart
from ristorno.engine.terms.scalars import Name


class AfterOffers(Model):
    """The price that other offers leave."""

    after: tuple[Name, ...] = Field(
        description="these offers; units that they used are there still, even where they consume", min_length=1
    )


class Exclusive(Model):
    """A group of offers of which only one wins, for the whole order or for each line."""

    SHORT: ClassVar[str | None] = "group"

    group: Name = Field(description="the name of the group")
    per: Literal["order", "line"] = Field("order", description="one for the order, or one for each line")
    choose: Literal["priority", "best", "most_specific"] = Field(
        "priority",
        description="which wins: the highest priority, the largest benefit to the buyer, or the one that names members "
        "or products most closely. Ties are decided by the next of these, at last by the name",
    )


Base: TypeAlias = Literal["list"] | AfterOffers
BaseTerm = Annotated[Worded[Literal["list"]] | Structured[AfterOffers], told_apart()]
