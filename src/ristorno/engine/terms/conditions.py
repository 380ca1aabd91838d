"""On what condition a clause pays: gates, joined by all, any and not."""

from decimal import Decimal
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self, TypeAlias, Union

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.history.counted_on import CountOn
from ristorno.engine.measures import Measure
from ristorno.engine.measures.ratio import Ratio
from ristorno.engine.population.pools import Whose
from ristorno.engine.terms.model import Model, OneOf
from ristorno.engine.terms.scalars import Number, NumberOrRate, read_rate
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.tenders import Tenders
from ristorno.engine.terms.windows import WindowTerm

Comparison: TypeAlias = Literal["at_least", "at_most", "above", "below"]


class Gate(Model):
    """A bound on a measure: exactly one of ``at_least``, ``at_most``, ``above``, ``below``."""

    measure: Measure = Field(description="what is compared")
    of: FactSet | None = Field(None, description="which facts; the clause's `earn_on` if left out")
    window: WindowTerm | None = Field(None, description="over what time; the clause's window if left out")
    at: Literal["window_end"] | None = Field(
        None,
        description="judge the whole window even for single documents, which else see only what came before",
    )
    count_on: CountOn | None = Field(
        None, description="when a fact counts for the condition; as for the clause if left out"
    )
    net_of: Tenders | None = Field(
        None, description="tenders whose part is not measured, such as `points`; all counts if left out"
    )
    whose: Whose | None = Field(None, description="whose facts it looks at; as for the clause if left out")
    per: Literal["contact", "party"] | None = Field(
        None, description="judged for every person or party apart that is paid, by the facts that name it"
    )
    at_least: NumberOrRate | None = Field(
        None, description="holds from this number up; a rate for a share, such as `60 %`"
    )
    at_most: NumberOrRate | None = Field(None, description="holds up to this number, or rate")
    above: NumberOrRate | None = Field(None, description="holds above this number, or rate")
    below: NumberOrRate | None = Field(None, description="holds below this number, or rate")

    @field_validator("at_least", "at_most", "above", "below", mode="before")
    @classmethod
    def _of_a_share(cls, value: object, info: ValidationInfo) -> object:
        """A share is compared with a rate: 0.6 and 60 would be guesses. What is compared may be refused already."""
        measure = info.data.get("measure")
        share = measure.share if isinstance(measure, Ratio) else measure is None and str(value).endswith("%")
        return read_rate(value) if share else value

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if sum(bound is not None for bound in (self.at_least, self.at_most, self.above, self.below)) != 1:
            text = "a gate needs exactly one of at_least, at_most, above, below; a range is two gates in a list"
            raise PydanticCustomError("terms.gate", text)
        return self

    @cached_property
    def comparison(self) -> Comparison:
        """Which of the four bounds is given."""
        names: tuple[Comparison, ...] = ("at_least", "at_most", "above", "below")
        return next(name for name in names if getattr(self, name) is not None)

    @cached_property
    def bound(self) -> Decimal:
        """The number compared with."""
        bound = getattr(self, self.comparison)
        assert isinstance(bound, Decimal)
        return bound


class All(Model):
    """Every one of the conditions holds."""

    SHORT: ClassVar[str | None] = "all"
    all: tuple["Condition", ...] = Field(min_length=1)

    @property
    def parts(self) -> tuple["Condition", ...]:
        """The conditions that it joins."""
        return self.all

    @property
    def needed(self) -> int:
        """How many of its parts must hold."""
        return len(self.all)


class Any(Model):
    """At least one of the conditions holds, or at least so many of them."""

    any: tuple["Condition", ...] = Field(min_length=1)
    at_least: Number | None = Field(None, description="how many of them must hold, a whole number; one if left out")

    @model_validator(mode="after")
    def _so_many_can(self) -> Self:
        if self.at_least is not None and (self.at_least % 1 or not 1 <= self.at_least <= len(self.any)):
            told = {"n": str(self.at_least), "of": len(self.any)}
            text = "of {of} conditions {n} cannot hold; write a whole number from 1 to {of}"
            raise PydanticCustomError("terms.gate", text, told)
        return self

    @property
    def parts(self) -> tuple["Condition", ...]:
        """The conditions that it joins."""
        return self.any

    @property
    def needed(self) -> int:
        """How many of its parts must hold."""
        return int(self.at_least or 1)


class Not(Model):
    """The condition does not hold."""

    negated: "Condition" = Field(alias="not")


def _kinds() -> dict[str, type[Model]]:
    return {"all": All, "any": Any, "not": Not, "measure": Gate}


def _list_is_all(value: object) -> object:
    return {"all": value} if isinstance(value, list | tuple) else value


Condition: TypeAlias = Annotated[
    Union[All, Any, Not, Gate],  # noqa: UP007 - the alias refers to itself
    OneOf(_kinds, what="condition", nested=False, default=_list_is_all),
]

for _model in (All, Any, Not):
    _model.model_rebuild()


def gates(condition: Condition) -> tuple[Gate, ...]:
    """Return the gates of a condition, in the order of the document."""
    if isinstance(condition, Gate):
        return (condition,)
    if isinstance(condition, Not):
        return gates(condition.negated)
    return tuple(gate for part in condition.parts for gate in gates(part))
