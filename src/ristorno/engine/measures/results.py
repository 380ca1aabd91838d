"""What other promises gave: their amounts, or the points that they earn before any multiplier."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from ristorno.engine.fact import RESULT
from ristorno.engine.history.line import Line
from ristorno.engine.measures.base import NOTHING_SEEN, Drawn, MeasureKind, Seen
from ristorno.engine.phrase import Named, named
from ristorno.engine.said import Said, Words, says
from ristorno.engine.terms.scalars import Name

_FROM = says(en="It counts these promises: {names}.", ru="Учитываются обещания: {names}.", th="นับจากสัญญา: {names}")


class _OfOthers(MeasureKind):
    """Measures nothing but what other promises gave."""

    @property
    @abstractmethod
    def others(self) -> tuple[str, ...]:
        """The clauses that it counts."""

    def values(self, lines: Sequence[Line], seen: Seen = NOTHING_SEEN) -> tuple[Decimal | None, ...]:
        """Return the amount of each result; facts of other kinds do not count."""
        return tuple([line.fact.amount if line.fact.kind == RESULT else None for line in lines])

    def rules(self) -> Iterator[Said]:
        """Yield which promises are counted."""
        yield Said("from", {"names": ", ".join(self.others)})

    @property
    def phrase(self) -> str:
        """Return the key of the kind."""
        return self.KEY


class ResultOf(_OfOthers):
    """``result_of``: the final amounts of other clauses, after limits and rounding, in the windows inside this one."""

    KEY: ClassVar[str] = "result_of"
    WORDS: ClassVar[Mapping[str, Named]] = {
        "result_of": named(en="what other promises give", ru="начислено по другим обещаниям", th="ยอดที่ได้จากสัญญาอื่น")
    }
    RULES: ClassVar[Mapping[str, Words]] = {"from": _FROM}

    result_of: tuple[Name, ...] = Field(description="the clauses whose amounts are summed", min_length=1)

    @property
    def others(self) -> tuple[str, ...]:
        """The clauses that it counts."""
        return self.result_of

    @property
    def draws(self) -> Drawn:
        """The amounts as they are."""
        return Drawn(self.result_of)


class PointsEarned(_OfOthers):
    """``points_earned``: what clauses of documents and facts earn before any multiplier, for ladders and conditions.

    A ladder that counts points may multiply the same points: a circle there is none, because what it counts is
    not multiplied.
    """

    KEY: ClassVar[str] = "points_earned"
    WORDS: ClassVar[Mapping[str, Named]] = {
        "points_earned": named(en="points earned", ru="начисленные баллы", th="คะแนนที่ได้รับ")
    }
    RULES: ClassVar[Mapping[str, Words]] = {
        "from": says(
            en="Points count before any multiplier. It counts these promises: {names}.",
            ru="Баллы считаются до умножения. Учитываются обещания: {names}.",
            th="นับคะแนนก่อนคูณ จากสัญญา: {names}",
        )
    }

    points_earned: tuple[Name, ...] = Field(description="the clauses whose points are summed", min_length=1)

    @property
    def others(self) -> tuple[str, ...]:
        """The clauses that it counts."""
        return self.points_earned

    @property
    def draws(self) -> Drawn:
        """The amounts before multipliers."""
        return Drawn(self.points_earned, multiplied=False)
