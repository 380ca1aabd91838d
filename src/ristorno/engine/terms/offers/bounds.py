"""Within what bounds an offer gives: at most so much, so often."""

from typing import Literal

from pydantic import Field

from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Number


class Uses(Model):
    """How often an offer is given: so many orders for each member, contact or code, or for the whole program."""

    n: Number = Field(description="so many times at most, a whole number")
    per: Literal["member", "contact", "code", "program"] = Field("member", description="for whom it is counted")


class OfferLimits(Model):
    """At most how much an order gets, and how often."""

    cap: Number | None = Field(None, description="at most this amount for an order")
    times: Uses | None = Field(None, description="how often it is given: `{n: 1, per: member}`")
