"""The sponsor's provision: how much it books for a window while nobody can know yet what the window will give."""

from typing import Literal, Self, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Number, Rate

By: TypeAlias = Literal["entitlement", "rate", "bracket", "forecast"]

_NEEDS = {"rate": ("rate",), "bracket": ("row",)}
_TAKES = {"rate": {"rate"}, "bracket": {"row"}, "forecast": {"expected"}}


class Accrue(Model):
    """What the sponsor books for a clause. It is an estimate of the sponsor's own and promises nothing.

    Once a window is over, what is booked is what the terms give.
    """

    by: By = Field(
        description="what the window gives so far, a rate of its own, a row of the table, or what the whole will give"
    )
    spread: Literal["with_facts", "daily"] = Field(
        "with_facts", description="it grows with what is measured, or with the days of the window"
    )
    rate: Rate | None = Field(None, description="by rate: this share of what is measured")
    row: Number | None = Field(
        None, description="by bracket: the row from this threshold on everything; 0 for none where no row begins at 0"
    )
    expected: Number | None = Field(
        None, description="by forecast: what will be measured; left out, it goes on as so far"
    )

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        given = {name for name in ("rate", "row", "expected") if getattr(self, name) is not None}
        for name in _NEEDS.get(self.by, ()):
            if name not in given:
                text = "`by: {by}` needs `{name}`"
                raise PydanticCustomError("terms.accrue", text, {"by": self.by, "name": name})
        for name in sorted(given - _TAKES.get(self.by, set())):
            raise PydanticCustomError("terms.accrue", "`by: {by}` takes no `{name}`", {"by": self.by, "name": name})
        if self.spread == "daily" and self.by in _NEEDS:
            text = "`by: {by}` grows with what is measured, so it cannot be spread daily"
            raise PydanticCustomError("terms.accrue", text, {"by": self.by})
        return self

    @property
    def by_days(self) -> bool:
        """Whether it counts the days of a window, which must have an end then."""
        return self.spread == "daily" or (self.by == "forecast" and self.expected is None)
