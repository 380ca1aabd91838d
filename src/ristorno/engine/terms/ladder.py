"""A ladder: levels by what is measured over a window, how long they are kept and how they fall."""

from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.measures import Measure
from ristorno.engine.measures.sum import Sum
from ristorno.engine.terms.keeping import Length, Span
from ristorno.engine.terms.model import Model, Structured, Worded, told_apart
from ristorno.engine.terms.scalars import Days, Name, Number, Title
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.tenders import Tenders
from ristorno.engine.terms.windows import WindowTerm, campaign
from ristorno.kernel.period import Period


class Lasting(Model):
    """How long a level lasts: ``{windows: 3}`` after its own, or ``{after: 12 months}`` from the day it was reached."""

    windows: Number | None = Field(None, description="how many windows after its own, a whole number")
    after: Length | None = Field(
        None, description="how long from the day on which it was reached, such as `12 months`; the last day included"
    )

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.windows is None) == (self.after is None):
            raise PydanticCustomError("terms.kept", "say either how many `windows` a level lasts, or a time `after`")
        return self


class Ladder(Model):
    """A set of levels: what is measured, over what window, from which thresholds, how long a level is kept."""

    title: Title | None = Field(None, description="how people call it")
    measure: Measure = Field(Sum(), description="what is measured")
    of: FactSet = Field(FactSet(), description="which facts count")
    net_of: Tenders | None = Field(
        None, description="tenders whose part is not measured, such as `points`; all counts if left out"
    )
    window: WindowTerm = Field(description="over what time the thresholds are to be reached")
    tiers: dict[Name, Number] = Field(description="levels with their thresholds, from the lowest, which begins at 0")
    boundary: Literal["inclusive", "exclusive"] = Field(
        "inclusive", description="whether a level is reached at its threshold"
    )
    kept_until: Annotated[
        Worded[Literal["end_of_window", "end_of_next_window"]] | Structured[Lasting], told_apart()
    ] = Field(
        "end_of_window",
        description="how long a level that was reached is kept; `{windows: 3}` after its own, or `{after: 12 months}` "
        "from the day on which it was reached",
    )
    not_below: Name | None = Field(None, description="a level below which nobody falls who has reached it")
    grace: Days = Field(0, description="how long a level is held on after it would have fallen, such as `30 days`")
    falls: Literal["none", "one_level", "full"] = Field(
        "full", description="how far it falls when it is not reached again"
    )
    level_at: Literal["before", "including"] = Field(
        "before", description="whether a fact is judged at the level before it, or with it"
    )

    @property
    def of_member(self) -> bool:
        """Whether its windows begin for every member on a day of its own."""
        return self.window.from_start or self.window.shape == "agreement"

    def begun(self, day: date, term: Period) -> "Ladder":
        """Return the ladder of a member whose terms start on a day and hold for a term."""
        if not self.of_member:
            return self
        window = self.window.anchored(day) if self.window.from_start else campaign(term)
        return self.model_copy(update={"window": window})

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The levels from the lowest."""
        return tuple(self.tiers)

    @cached_property
    def kept_windows(self) -> int:
        """How many windows a level lasts after the one in which it was reached."""
        if isinstance(self.kept_until, Lasting):
            return int(self.kept_until.windows or 0)
        return int(self.kept_until == "end_of_next_window")

    @property
    def kept_for(self) -> Span | None:
        """How long a level lasts from the day on which it was reached; None where the ends of windows say it."""
        return self.kept_until.after if isinstance(self.kept_until, Lasting) else None
