"""What promises of documents and facts earn before any multiplier."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from ristorno.engine.measures.base import Drawn
from ristorno.engine.measures.others import OfOthers
from ristorno.engine.phrase import Named, named
from ristorno.engine.said import Words, says
from ristorno.engine.terms.scalars import Name


class PointsEarned(OfOthers):
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
            en="Points count before any multiplier. It counts these promises: {names:promises}.",
            ru="Баллы считаются до умножения. Учитываются правила: {names:promises}.",
            th="นับคะแนนก่อนคูณ จากกติกา: {names:promises}",
        )
    }

    points_earned: tuple[Name, ...] = Field(description="the clauses whose points are summed", min_length=1)

    @property
    def draws(self) -> Drawn:
        """The amounts before multipliers."""
        return Drawn(self.points_earned, multiplied=False)
