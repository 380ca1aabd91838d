"""Named sets of facts: which facts earn, by kind, product, brand, group, party, attribute and day."""

from datetime import date
from functools import cached_property
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.terms.model import Model, Structured, Worded, told_apart
from ristorno.engine.terms.scalars import Day, Name, String, Title

Values = tuple[String, ...]
Given = Annotated[Worded[Literal["any"]] | Structured[Values], told_apart()]
ANY: Final = "any"
"""Stands for whatever value there is, as long as there is one."""


class FactSet(Model):
    """A set of facts: everything named must hold; a list means any of its entries.

    A bare name stands for the set of that name. A set that names neither ``kinds`` nor ``of`` holds net sales:
    purchases, returns and credit notes.
    """

    SHORT: ClassVar[str | None] = "of"

    title: Title | None = Field(None, description="how people call it, where it is named")
    of: Name | None = Field(None, description="another set that this one narrows")
    kinds: tuple[Name, ...] | None = Field(None, description="kinds of facts", min_length=1)
    products: Values | None = Field(None, description="product codes; `*`, `?` and `[0-9]` are wildcards", min_length=1)
    brands: Values | None = Field(None, description="brands", min_length=1)
    groups: Values | None = Field(None, description="product groups, with everything below them", min_length=1)
    contacts: Values | None = Field(None, description="persons who acted", min_length=1)
    parties: dict[String, Given] | None = Field(
        None, description="other roles by name: `{distributor: [D1]}`; `any`: whoever it is"
    )
    attributes: dict[String, Given] | None = Field(
        None, description="attributes of the fact and the values that count; `any`: there is one"
    )
    first: Day | None = Field(None, alias="from", description="first day that counts")
    last: Day | None = Field(None, alias="until", description="last day that counts")
    excluded: "FactSet | None" = Field(None, alias="except", description="facts that do not count: a set or its name")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.first and self.last and self.last < self.first:
            raise PydanticCustomError("terms.dates", "`until` lies before `from`: the set can never hold a fact")
        return self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FactSet) and self._meant == other._meant

    def __hash__(self) -> int:
        return hash(self._meant)

    @cached_property
    def _meant(self) -> tuple[object, ...]:
        """What it says, without the order in which entries are listed: one of them is enough."""
        return tuple(_unordered(getattr(self, name)) for name in type(self).model_fields)

    @cached_property
    def only_of(self) -> Name | None:
        """The name of the set that this one is, where it says nothing else."""
        return self.of if self == FactSet(of=self.of) else None

    def days(self) -> tuple[date | None, date | None]:
        """Return the first and the last day that count, None for no bound."""
        return self.first, self.last


def _unordered(value: object) -> object:
    if isinstance(value, dict):
        return frozenset((key, _unordered(inner)) for key, inner in value.items())
    return frozenset(value) if isinstance(value, tuple) else value
