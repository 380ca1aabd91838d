"""One measure divided by another: the share of the own brand in everything, what was sold on of what was bought."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Self, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.measures.base import AskedOnly, MeasureKind
from ristorno.engine.measures.count import Count
from ristorno.engine.measures.sum import Sum
from ristorno.engine.phrase import Named, named
from ristorno.engine.said import Said, Words, says
from ristorno.engine.terms.model import Model, OneOf


def _sides() -> Mapping[str, type[Model]]:
    return {"sum": Sum, "count": Count}


def _spelled(value: object) -> object:
    return {"sum": value} if isinstance(value, str) and value else value


Side: TypeAlias = Annotated[Sum | Count, OneOf(_sides, what="measure of a ratio", nested=False, default=_spelled)]


class Ratio(AskedOnly):
    """`{ratio: {sum: amount, of: own-brand}, to: amount}`: one measure divided by another. For conditions.

    Both are measured over the window of the condition, each on its own facts. Money to money, and a measure to the same
    measure, is a share and is compared with a rate (`at_least: 60 %`); anything else with a number. While the second
    measure is not above 0 there is no ratio, and the condition does not hold.
    """

    KEY: ClassVar[str] = "ratio"
    WORDS: ClassVar[Mapping[str, Named]] = {
        "ratio.share": named(share=True, en="share", ru="доля", th="สัดส่วน"),
        "ratio.number": named(en="ratio", ru="отношение", th="อัตราส่วน"),
    }
    RULES: ClassVar[Mapping[str, Words]] = {
        "part": says(
            en="What is divided: {part:counted}.",
            ru="Числитель: {part:counted}.",
            th="ตัวตั้ง: {part:counted}",
        ),
        "whole": says(
            en="By what it is divided: {whole:counted}. While that is not above 0, the condition does not hold.",
            ru="Знаменатель: {whole:counted}. Пока он не больше 0, условие не выполнено.",
            th="ตัวหาร: {whole:counted} หากไม่มากกว่า 0 ถือว่าไม่ผ่านเงื่อนไข",
        ),
    }

    ratio: Side = Field(description="what is divided: a sum or a count, `of` its facts")
    to: Side = Field(description="by what it is divided: a sum or a count, `of` its facts")

    @model_validator(mode="after")
    def _said_by_its_sides(self) -> Self:
        if self.of is not None or self.counted_in is not None:
            raise PydanticCustomError("terms.measure", "each of the two measures of a ratio says `of` and `in` itself")
        return self

    @property
    def share(self) -> bool:
        """Whether like is divided by like, so that it is compared with a rate."""
        return self.ratio.phrase == self.to.phrase or self.ratio.dimension == self.to.dimension == "money"

    @property
    def parts(self) -> tuple[MeasureKind, ...]:
        """Return what is divided, and by what."""
        return self.ratio, self.to

    def rules(self) -> Iterator[Said]:
        """Yield what is divided, and by what."""
        yield Said("part", {"part": self.ratio})
        yield Said("whole", {"whole": self.to})

    @property
    def phrase(self) -> str:
        """Return ``ratio.share`` or ``ratio.number``."""
        return "ratio.share" if self.share else "ratio.number"
