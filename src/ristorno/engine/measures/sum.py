"""The sum of a number of each fact: amount, quantity, cost, margin, tax, an attribute, or an expression of them."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import ClassVar, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.fact import RESULT, Fact
from ristorno.engine.history.line import Line
from ristorno.engine.measures.base import NOTHING_DRAWN, NOTHING_SEEN, Drawn, MeasureKind, Seen
from ristorno.engine.measures.conversions import converted, held
from ristorno.engine.measures.expressions import parse, tokens
from ristorno.engine.measures.fields import FIELDS, Dimension
from ristorno.engine.measures.reckoned import Expression
from ristorno.engine.measures.units import COUNTED_TOLD, counted_rules
from ristorno.engine.phrase import LANGUAGES, Named
from ristorno.engine.said import Said, Words, says
from ristorno.engine.terms.scalars import Name, String

_SIGNS: Mapping[str, str] = MappingProxyType({"*": "×", "-": "−"})


class Sum(MeasureKind):
    """The sum of a number of each fact.

    amount (net, the default), quantity, cost, margin (amount - cost), tax, a numeric attribute, or an expression of
    them with `+ - *`, `min` and `max`, such as `quantity * 2 - attribute.sample`. Spaces stand around a minus. What
    came back takes off what it gave when it was bought: with `max(amount - 500, 0)` a return of 700 takes off 200.
    """

    KEY: ClassVar[str] = "sum"
    WORDS: ClassVar[Mapping[str, Named]] = {f"sum.{name}": field.words for name, field in FIELDS.items()}
    RULES: ClassVar[Mapping[str, Words]] = {
        **COUNTED_TOLD,
        "net_of": says(
            en="What these promises give is taken off: {names:promises}.",
            ru="Вычитается начисленное по правилам: {names:promises}.",
            th="หักสิ่งที่ได้จากกติกา: {names:promises}",
        ),
        "margin": says(
            en="The margin is the amount less the cost.",
            ru="Маржа: сумма за вычетом себестоимости.",
            th="กำไรขั้นต้นคือยอดเงินหักต้นทุน",
        ),
        "attribute": says(
            en="The facts themselves carry the number “{name}”.",
            ru="Число «{name}» указано в самих операциях.",
            th="ตัวเลข “{name}” ระบุไว้ในรายการ",
        ),
        "came_back": says(
            en="What came back takes off what it gave when it was bought.",
            ru="Возвращённое вычитается так, как было засчитано при покупке.",
            th="สินค้าที่คืนจะถูกหักออกเท่าที่เคยนับให้เมื่อซื้อ",
        ),
    }

    sum: String = Field(
        "amount", description="amount, quantity, cost, margin, tax, the name of a numeric attribute, or an expression"
    )

    net_of: tuple[Name, ...] | None = Field(
        None, description="clauses whose amounts are taken off the sum of amounts", min_length=1
    )

    @model_validator(mode="after")
    def _readable(self) -> Self:
        try:
            self.expression  # noqa: B018 - parsed once, here, so that it is refused here
        except ValueError as error:
            raise PydanticCustomError("terms.expression", "{reason}", {"reason": str(error)}) from None
        if self.net_of and self.sum != "amount":
            raise PydanticCustomError("terms.results", "only a sum of amounts can be net of what other promises gave")
        if self.sum != "quantity" and self.counted_in is not None and self.counted_in.unit is not None:
            raise PydanticCustomError("terms.blocks", "only the quantity is counted in a unit of measure")
        return self

    @cached_property
    def expression(self) -> Expression:
        """How the number of each fact is reckoned."""
        return parse(self.sum)

    def values(self, lines: Sequence[Line], seen: Seen = NOTHING_SEEN) -> tuple[Decimal | None, ...]:
        """Return the number of each line; None where the fact lacks something that it is reckoned from."""
        unit = self.counted_in.unit if self.counted_in else None
        if unit is not None:
            return tuple([converted(line.fact, line.day, unit, self._table) for line in lines])
        read = self.expression.read
        if self.net_of:
            return tuple([_taken_off(line.fact) if line.fact.kind == RESULT else read(line.fact) for line in lines])
        return tuple([read(line.fact) for line in lines])

    def held(self, line: Line) -> Decimal | None:
        """Return how much of the unit that is counted one unit of the line holds; None where nothing is converted."""
        unit = self.counted_in.unit if self.counted_in else None
        return None if unit is None else held(line.fact, line.day, unit, self._table)

    @property
    def draws(self) -> Drawn:
        """The clauses that it is net of."""
        return Drawn(self.net_of) if self.net_of else NOTHING_DRAWN

    def rules(self) -> Iterator[Said]:
        """Yield what a margin is, which numbers come with the facts, and what a return takes off."""
        if "margin" in self.expression.names:
            yield Said("margin")
        for name in sorted(self.expression.names - set(FIELDS)):
            yield Said("attribute", {"name": name})
        if not self.expression.alike:
            yield Said("came_back")
        if self.net_of:
            yield Said("net_of", {"names": self.net_of})
        yield from counted_rules(self.counted_in)

    def missing(self, line: Line) -> str:
        """Return whether a line has no number, or one in a unit that is not converted."""
        converting = self.counted_in is not None and self.counted_in.unit is not None
        return "no_conversion" if converting and line.fact.quantity is not None else "not_measurable"

    @property
    def phrase(self) -> str:
        """Return ``sum.`` and the field or expression."""
        return f"sum.{self.sum}"

    @property
    def dimension(self) -> Dimension:
        """What is summed is a number of."""
        return self.expression.dimension

    @property
    def shared(self) -> bool:
        """An amount or a quantity is paid share by share; a bound, a product or an attribute is not."""
        return self.expression.divisible

    @classmethod
    def named(cls, phrase: str) -> Named | None:
        """Return an expression with its fields as each language calls them."""
        if not phrase.startswith("sum.") or phrase in cls.WORDS:
            return cls.WORDS.get(phrase)
        text = phrase.removeprefix("sum.")
        money = parse(text).dimension == "money"
        return Named(MappingProxyType({language: _written(text, language) for language in LANGUAGES}), money)


def _taken_off(fact: Fact) -> Decimal | None:
    return None if fact.amount is None else -fact.amount


def _written(text: str, language: str) -> str:
    """Return an expression as it is printed: ``quantity × 2 − tax``."""
    written = ""
    for kind, piece in tokens(text):
        word = FIELDS[piece].words.names[language] if piece in FIELDS else piece.removeprefix("attribute.").strip('"')
        if kind == "sign":
            word = _SIGNS.get(piece, piece)
        spaced = kind == "sign" and piece in "+-*"
        written += f" {word} " if spaced else f"{word} " if piece == "," else word
    return " ".join(written.split())
