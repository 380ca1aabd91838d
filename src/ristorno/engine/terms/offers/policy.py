"""What no offer may pass, whatever the offers say of themselves."""

from pydantic import Field

from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Rate


class Policy(Model):
    """The price policy of the sponsor. Both bounds look at what the order will earn later, too."""

    highest_discount: Rate | None = Field(
        None, description="at most this share of the list prices is given, later earnings included"
    )
    margin_floor: Rate | None = Field(
        None,
        description="what is left of the net price above cost, later earnings taken off, is at least this share of it; "
        "a line whose cost is unknown gets no discount",
    )
