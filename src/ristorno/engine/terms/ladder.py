"""A ladder: levels by what is measured over a window, how long they are kept and how they fall."""

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from ristorno.engine.measures import Measure
from ristorno.engine.measures.sum import Sum
from ristorno.engine.terms.model import Model, Structured, Worded, told_apart
from ristorno.engine.terms.scalars import Days, Name, Number, Title
from ristorno.engine.terms.sets import FactSet
from ristorno.engine.terms.tenders import Tenders
from ristorno.engine.terms.windows import WindowTerm


class KeptWindows(Model):
    """How many windows a level is kept through, after the one in which it was reached."""

    windows: Number = Field(description="how many windows, a whole number")


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
        Worded[Literal["end_of_window", "end_of_next_window"]] | Structured[KeptWindows], told_apart()
    ] = Field("end_of_window", description="how long a level that was reached is kept; `{windows: 3}` after its own")
    not_below: Name | None = Field(None, description="a level below which nobody falls who has reached it")
    grace: Days = Field(0, description="how long a level is held on after it would have fallen, such as `30 days`")
    falls: Literal["none", "one_level", "full"] = Field(
        "full", description="how far it falls when it is not reached again"
    )
    level_at: Literal["before", "including"] = Field(
        "before", description="whether a fact is judged at the level before it, or with it"
    )

    def begun(self, day: date) -> "Ladder":
        """Return the ladder of a member whose terms start on a day."""
        return self.model_copy(update={"window": self.window.anchored(day)}) if self.window.from_start else self

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The levels from the lowest."""
        return tuple(self.tiers)

    @cached_property
    def kept_windows(self) -> int:
        """How many windows a level lasts after the one in which it was reached."""
        if isinstance(self.kept_until, KeptWindows):
            return int(self.kept_until.windows)
        return int(self.kept_until == "end_of_next_window")
