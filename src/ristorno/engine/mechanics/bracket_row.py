"""A row of a rate table: from which measure it holds, what it gives, what it asks besides."""

from decimal import Decimal
from functools import cached_property
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.mechanics.keyed import Keyed, KeyedNumber, KeyedRate, RowPath, leaf
from ristorno.engine.mechanics.keyed import at as value_at
from ristorno.engine.mechanics.rows import RowFrom
from ristorno.engine.terms.conditions import All, Any, Condition
from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Number
from ristorno.kernel.number import ZERO


class Row(Model):
    """A step of the table: from a threshold on, a share, an amount per unit and a fixed sum, one or several."""

    threshold: RowFrom = Field(ZERO, alias="from", description="the measure from which the row holds")
    rate: KeyedRate = Field(ZERO, description="share of the measure; or `{by: group, NAME: ..., else: ...}`")
    per_unit: KeyedNumber = Field(ZERO, description="amount per unit of the measure; or several by what a fact says")
    fixed: Number = Field(ZERO, description="a fixed sum")
    every: tuple[Condition, ...] | None = Field(
        None, alias="all", description="further conditions that must all hold for the row", min_length=1
    )
    some: tuple[Condition, ...] | None = Field(
        None, alias="any", description="further conditions of which one must hold for the row", min_length=1
    )

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if "threshold" not in self.model_fields_set and self.condition is None:
            raise PydanticCustomError("terms.table", "a row says from which measure it holds: `from`")
        return self

    @cached_property
    def condition(self) -> Condition | None:
        """What the row asks besides its threshold; None where it asks for nothing else."""
        asked: list[Condition] = [
            *([All(all=self.every)] if self.every else []),
            *([Any(any=self.some)] if self.some else []),
        ]
        return All(all=tuple(asked)) if len(asked) > 1 else asked[0] if asked else None

    @property
    def choices(self) -> tuple[Keyed, ...]:
        """What depends on the fact."""
        return tuple(value for value in (self.rate, self.per_unit) if isinstance(value, Keyed))

    @cached_property
    def factor(self) -> Decimal:
        """What one unit of the measure gives in this row, where that depends on no fact."""
        return leaf(self.rate, 1) + leaf(self.per_unit, 1)

    def at(self, threshold: Decimal) -> "Row":
        """Return the row from another threshold on."""
        held = {name: getattr(self, name) for name in type(self).model_fields}
        return Row.model_construct(set(self.model_fields_set), **{**held, "threshold": threshold})

    def of_path(self, path: RowPath) -> "Row":
        """Return the row as it is for the facts of one choice."""
        given = {"rate": value_at(self.rate, path), "per_unit": value_at(self.per_unit, path)}
        held = {name: getattr(self, name) for name in type(self).model_fields}
        return Row.model_construct(set(self.model_fields_set), **{**held, **given})
