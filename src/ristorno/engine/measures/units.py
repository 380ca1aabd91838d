"""In what a measure is counted: in a unit of measure, in blocks of so many, or both.

How a quantity is converted tells :mod:`ristorno.engine.measures.conversions`. A block is counted on the sum of the
whole window: the absolute value is rounded, then the sign put back.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import ClassVar, Final, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.said import Said, Words, says
from ristorno.engine.terms.model import Model
from ristorno.engine.terms.scalars import Day, Number, String
from ristorno.kernel.number import ONE, Exact, plus, started_steps, whole_steps
from ristorno.kernel.period import FIRST_DAY

HALF = Decimal("0.5")
SMALLEST = Decimal("0.01")
"""What is told to be missing where any more than a number is asked for."""

UNIT: Final = "in.unit"
"""Under which key a measure says in which unit it is counted."""

COUNTED_TOLD: Final[Mapping[str, Words]] = {
    UNIT: says(
        en="It is counted in {unit}.",
        ru="Единица учёта: {unit}.",
        th="นับเป็น {unit}",
    ),
    "in.up": says(
        en="Blocks of {size:number} are counted; one that is only started counts whole.",
        ru="Считаются блоки по {size:number}; начатый считается целым.",
        th="นับเป็นบล็อกละ {size:number} บล็อกที่เริ่มแล้วนับเต็ม",
    ),
    "in.down": says(
        en="Full blocks of {size:number} are counted.",
        ru="Считаются полные блоки по {size:number}.",
        th="นับเฉพาะบล็อกเต็มละ {size:number}",
    ),
    "in.half_up": says(
        en="Blocks of {size:number} are counted, one from its half on.",
        ru="Считаются блоки по {size:number}, неполный от половины.",
        th="นับเป็นบล็อกละ {size:number} เศษตั้งแต่ครึ่งนับเป็นหนึ่ง",
    ),
}
"""How a rule book says in what is counted."""


def counted_rules(counted: "Counted | None") -> Iterator[Said]:
    """Yield in what a measure is counted."""
    if counted is not None and counted.unit is not None:
        yield Said(UNIT, {"unit": counted.unit})
    if counted is not None and counted.round is not None:
        yield Said(f"in.{counted.round}", {"size": counted.size})


class Conversion(Model):
    """One box is 12 pieces: ``{one: box, is: 12, of: piece}``, for some products or all, from a day on or always."""

    one: String = Field(description="the unit that facts are in")
    number: Number = Field(alias="is", description="how many of the other unit it holds")
    of: String = Field(description="the unit that is counted in")
    products: tuple[String, ...] | None = Field(
        None, description="for which products; `*`, `?` and `[0-9]` are wildcards", min_length=1
    )
    first: Day | None = Field(None, alias="from", description="the day from which it holds")

    def closeness(self, product: str | None, day: date) -> tuple[bool, date] | None:
        """Return how closely it fits a product on a day, to be compared with others; None where it does not hold."""
        named = self.products is not None
        if named and not any(fnmatchcase(product or "", pattern) for pattern in self.products or ()):
            return None
        begins = self.first or FIRST_DAY
        return (named, begins) if begins <= day else None


class Counted(Model):
    """In what a measure is counted: ``in: kg``, ``in: {size: 10, round: up}``, or both."""

    SHORT: ClassVar[str | None] = "unit"

    unit: String | None = Field(None, description="a unit of measure; facts in others are converted by `uom`")
    size: Number | None = Field(None, description="how much a block holds; blocks of the window's sum are counted")
    round: Literal["up", "down", "half_up"] | None = Field(
        None, description="whether a block counts once started, only when full, or from its half on"
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.unit is None and self.size is None:
            raise PydanticCustomError("terms.blocks", "say a `unit`, or the `size` of a block with `round`")
        if (self.size is None) != (self.round is None):
            raise PydanticCustomError("terms.blocks", "blocks need a `size` and how they `round`: up, down or half_up")
        if self.size is not None and self.size <= 0:
            raise PydanticCustomError("terms.blocks", "a block must hold more than 0")
        return self

    def blocks(self, measured: Exact) -> Exact:
        """Return how many blocks a measure makes; the measure itself where no blocks are counted."""
        if self.size is None:
            return measured
        if self.round == "up":
            return Decimal(started_steps(measured, self.size))
        shifted = plus(measured, self.size * HALF if measured >= 0 else -self.size * HALF)
        return Decimal(whole_steps(shifted if self.round == "half_up" else measured, self.size))

    def reach(self, blocks: Exact) -> Exact:
        """Return the measure from which so many blocks are counted."""
        if self.size is None:
            return blocks
        whole = Decimal(started_steps(blocks, ONE))
        if self.round == "up":
            return (whole - ONE) * self.size + SMALLEST
        return (whole - HALF if self.round == "half_up" else whole) * self.size
