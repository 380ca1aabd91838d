"""How many: facts, documents, distinct products, distinct persons."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from types import MappingProxyType
from typing import ClassVar, Literal

from pydantic import Field

from ristorno.engine.fact import NEGATIVE_KINDS
from ristorno.engine.history.line import Line
from ristorno.engine.measures.base import NOTHING_SEEN, MeasureKind, Seen
from ristorno.engine.measures.fields import Dimension
from ristorno.engine.phrase import Named, named
from ristorno.engine.said import Said, Words, says
from ristorno.kernel.number import ONE, ZERO

_KEYS: Mapping[str, Callable[[Line], str | None]] = MappingProxyType(
    {
        "facts": lambda line: line.fact.id,
        "documents": attrgetter("document"),
        "products": lambda line: line.fact.product,
        "contacts": lambda line: line.fact.contact,
    }
)


class Count(MeasureKind):
    """``count``: facts, documents, distinct products or distinct contacts.

    A return or credit note is not one more: it counts 0. A purchase that was fully returned with a reference
    is not there at all. Of equal ones the first in order counts.
    """

    KEY: ClassVar[str] = "count"
    WORDS: ClassVar[Mapping[str, Named]] = {
        "count.facts": named(en="number of lines", ru="число строк", th="จำนวนรายการ"),
        "count.documents": named(en="number of documents", ru="число документов", th="จำนวนเอกสาร"),
        "count.products": named(en="number of different products", ru="число разных товаров", th="จำนวนชนิดสินค้า"),
        "count.contacts": named(en="number of persons", ru="число сотрудников", th="จำนวนบุคคล"),
    }

    RULES: ClassVar[Mapping[str, Words]] = {
        "once": says(
            en="Each counts once; a return or a credit note is not one more.",
            ru="Каждое учитывается один раз; возврат или кредит-нота не прибавляет.",
            th="แต่ละอย่างนับครั้งเดียว การคืนหรือใบลดหนี้ไม่นับเพิ่ม",
        )
    }

    count: Literal["facts", "documents", "products", "contacts"] = Field(description="what is counted, each once")

    def values(self, lines: Sequence[Line], seen: Seen = NOTHING_SEEN) -> tuple[Decimal | None, ...]:
        """Return 1 for the first line of each counted thing, 0 for the others, None where the thing has no name."""
        key = _KEYS[self.count]
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
        key = _KEYS[self.count]
        names = (key(line) for line in lines if line.fact.kind not in NEGATIVE_KINDS)
        return frozenset(name for name in names if name is not None)

    @property
    def dimension(self) -> Dimension:
        """Things are counted in pieces."""
        return "pieces"

    def rules(self) -> Iterator[Said]:
        """Yield that each counts once."""
        yield Said("once")

    @property
    def phrase(self) -> str:
        """Return ``count.`` and the thing."""
        return f"count.{self.count}"
