"""Who earns: members by id, by segment, by level, and those among them who do not."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Literal

from pydantic import Field

from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Name, String


class Whom(Model):
    """Members by id, by segment, by level of a ladder; all that are named must hold."""

    members: tuple[String, ...] | None = Field(None, description="members by id", min_length=1)
    segments: tuple[String, ...] | None = Field(
        None, description="segments given by `segment_assigned` facts", min_length=1
    )
    levels: dict[Name, tuple[Name, ...]] | None = Field(None, description="tiers by ladder: `{status: [gold]}`")

    @property
    def names_nothing(self) -> bool:
        """Whether it names no member, segment or level."""
        return self.members is None and self.segments is None and self.levels is None

    @property
    def changing(self) -> bool:
        """Whether it names what changes in the course of time: segments and levels do, a member's id does not."""
        return self.segments is not None or bool(self.levels)

    def holds(self, member: str, segment: Callable[[], str | None], level: Callable[[str], str]) -> bool:
        """Return whether a member is meant; its segment and its levels are asked only where they matter."""
        if self.members is not None and member not in self.members:
            return False
        if self.segments is not None and segment() not in self.segments:
            return False
        return all(level(ladder) in tiers for ladder, tiers in (self.levels or {}).items())


class Who(Whom):
    """Who earns: named members, segments, levels of ladders; all that are named must hold."""

    excluded: Whom | None = Field(
        None, alias="except", description="who does not earn nevertheless: `{segments: [tender]}`"
    )
    at: Literal["fact", "window_start", "window_end"] = Field("fact", description="when segment and level are judged")

    @cached_property
    def everybody(self) -> bool:
        """Whether nobody is left out."""
        return self.names_nothing and self.excluded is None

    @cached_property
    def dated(self) -> bool:
        """Whether the answer changes in the course of time."""
        return any(whom.changing for whom in self.parts)

    @property
    def parts(self) -> tuple[Whom, ...]:
        """Those who earn, and those of them who do not."""
        return (self,) if self.excluded is None else (self, self.excluded)

    @property
    def ladders(self) -> Iterator[str]:
        """The ladders whose levels decide."""
        return (ladder for whom in self.parts for ladder in whom.levels or ())

    def earns(self, member: str, segment: Callable[[], str | None], level: Callable[[str], str]) -> bool:
        """Return whether a member earns: one that is meant, and is not left out."""
        excluded = self.excluded
        return self.holds(member, segment, level) and not (excluded and excluded.holds(member, segment, level))
