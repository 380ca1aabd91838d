"""How many: facts, documents, distinct products, persons, outlets, values of an attribute or of a party."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal, Self, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ristorno.engine.fact import NEGATIVE_KINDS
from ristorno.engine.history.line import Line
from ristorno.engine.measures.base import NOTHING_SEEN, MeasureKind, Seen
from ristorno.engine.measures.fields import Dimension
from ristorno.engine.measures.units import COUNTED_TOLD, counted_rules
from ristorno.engine.phrase import LANGUAGES, Named, named
from ristorno.engine.said import Said, Words, says
from ristorno.engine.terms.model import Model, Structured, Worded, told_apart
from ristorno.engine.terms.scalars import String
from ristorno.kernel.number import ONE, ZERO

Key: TypeAlias = Callable[[Line], str | None]
"""What makes a counted thing one and the same; None where the line does not name it."""

_KEYS: Mapping[str, Key] = MappingProxyType(
    {
        "facts": lambda line: line.fact.id,
        "documents": attrgetter("document"),
        "products": lambda line: line.fact.product,
        "brands": lambda line: line.fact.brand,
        "contacts": lambda line: line.fact.contact,
        "outlets": lambda line: line.fact.parties.get("outlet"),
    }
)


class Values(Model):
    """Different values of an attribute, or different names of a party: exactly one of the two."""

    attribute: String | None = Field(None, description="the name of an attribute")
    party: String | None = Field(None, description="the name of a party's role, such as distributor")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.attribute is None) == (self.party is None):
            raise PydanticCustomError(
                "terms.count", "count the values of an `attribute` or of a `party`, one of the two"
            )
        return self

    @property
    def key(self) -> Key:
        """What is read from each line."""
        name, role = self.attribute, self.party
        if name is not None:
            return lambda line: line.fact.attributes.get(name) or None
        return lambda line: line.fact.parties.get(role or "") or None


Thing: TypeAlias = Literal["facts", "documents", "products", "brands", "contacts", "outlets"]
_DIFFERENT: Mapping[str, str] = MappingProxyType(
    {"en": "number of different {name}", "ru": "число разных «{name}»", "th": "จำนวน {name} ที่ต่างกัน"}
)


class Count(MeasureKind):
    """``count``: facts, documents; different products, brands, contacts, outlets (parties of that role).

    The different values of an attribute, or of any other party, are counted by ``{count: {attribute: district}}``.

    A return or credit note is not one more: it counts 0. A purchase that was fully returned with a reference
    is not there at all. Of equal ones the first in order counts.
    """

    KEY: ClassVar[str] = "count"
    WORDS: ClassVar[Mapping[str, Named]] = {
        "count.facts": named(en="number of lines", ru="число строк", th="จำนวนรายการ"),
        "count.documents": named(en="number of documents", ru="число документов", th="จำนวนเอกสาร"),
        "count.products": named(en="number of different products", ru="число разных товаров", th="จำนวนสินค้าที่ต่างกัน"),
        "count.brands": named(en="number of different brands", ru="число разных марок", th="จำนวนยี่ห้อ"),
        "count.contacts": named(en="number of persons", ru="число сотрудников", th="จำนวนพนักงาน"),
        "count.outlets": named(en="number of outlets", ru="число торговых точек", th="จำนวนสาขา"),
    }

    RULES: ClassVar[Mapping[str, Words]] = {
        **COUNTED_TOLD,
        "once": says(
            en="Each counts once; a return or a credit note is not one more.",
            ru="Каждое значение учитывается один раз; возвраты и кредит-ноты ничего не прибавляют.",
            th="แต่ละอย่างนับครั้งเดียว การคืนหรือใบลดหนี้ไม่นับเพิ่ม",
        ),
        "attribute": says(
            en="“{name}” is an attribute of the facts.",
            ru="Признак «{name}» указан в самих операциях.",
            th="“{name}” เป็นคุณลักษณะของรายการ",
        ),
        "party": says(
            en="“{name}” is a company or person that the facts name.",
            ru="«{name}» — компания или лицо, указанные в операциях.",
            th="“{name}” เป็นบริษัทหรือบุคคลที่ระบุในรายการ",
        ),
    }

    count: Annotated[Worded[Thing] | Structured[Values], told_apart()] = Field(
        description="what is counted, each once; `{attribute: NAME}` or `{party: ROLE}` counts different values"
    )

    def values(self, lines: Sequence[Line], seen: Seen = NOTHING_SEEN) -> tuple[Decimal | None, ...]:
        """Return 1 for the first line of each counted thing, 0 for the others, None where the thing has no name."""
        key = self._key
        counted = set(seen)
        values: list[Decimal | None] = []
        for line in lines:
            name = key(line)
            if name is None or name in counted or line.fact.kind in NEGATIVE_KINDS:
                values.append(None if name is None else ZERO)
            else:
                counted.add(name)
                values.append(ONE)
        return tuple(values)

    def seen(self, lines: Sequence[Line]) -> Seen:
        """Return the names of the things that these lines counted."""
        key = self._key
        names = (key(line) for line in lines if line.fact.kind not in NEGATIVE_KINDS)
        return frozenset(name for name in names if name is not None)

    @property
    def dimension(self) -> Dimension:
        """Things are counted in pieces."""
        return "pieces"

    def rules(self) -> Iterator[Said]:
        """Yield that each counts once, and where a name of one's own comes from."""
        yield Said("once")
        yield from counted_rules(self.counted_in)
        if isinstance(self.count, Values):
            kind = "party" if self.count.attribute is None else "attribute"
            yield Said(kind, {"name": self.count.attribute or self.count.party})

    @property
    def phrase(self) -> str:
        """Return ``count.`` and the thing, or ``count.attribute.`` or ``count.party.`` and the name."""
        if isinstance(self.count, Values):
            return (
                f"count.attribute.{self.count.attribute}" if self.count.attribute else f"count.party.{self.count.party}"
            )
        return f"count.{self.count}"

    @classmethod
    def named(cls, phrase: str) -> Named | None:
        """Return what people call the different values of an attribute or party."""
        kind, _, name = phrase.removeprefix("count.").partition(".")
        if not phrase.startswith("count.") or kind not in {"attribute", "party"}:
            return cls.WORDS.get(phrase)
        names = {language: _DIFFERENT[language].format(name=name) for language in LANGUAGES}
        return Named(MappingProxyType(names), money=False)

    @property
    def _key(self) -> Key:
        return self.count.key if isinstance(self.count, Values) else _KEYS[self.count]
