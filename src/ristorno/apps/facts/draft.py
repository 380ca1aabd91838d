"""The draft: a fact as a source tells it, before anybody has judged it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Self

from ristorno.engine.fact import Fact, Reference

_NO_TEXTS: Mapping[str, str] = MappingProxyType({})
_NO_AMOUNTS: Mapping[str, Decimal] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One line of one document, as told; fields mean what they mean in :class:`~ristorno.engine.fact.Fact`.

    Without ``line`` the source has no ids of lines: its document is told whole, all lines of it in one batch, and
    replaces what was known of it. Without ``version`` the content decides whether a line is known; with one, the higher
    version rules, in whatever order they come. Amounts of returns and credit notes may have either sign.
    ``recorded_at`` is when the source learned of it, where that was before us.
    """

    source: str = ""
    document: str
    line: str | None = None
    version: int | None = None
    retracted: bool = False
    kind: str = "purchase"
    occurred_at: datetime | date
    recorded_at: datetime | None = None
    member: str
    contact: str | None = None
    parties: Mapping[str, str] = field(default_factory=lambda: _NO_TEXTS)
    product: str | None = None
    brand: str | None = None
    groups: tuple[str, ...] = ()
    quantity: Decimal | None = None
    uom: str | None = None
    amount: Decimal | None = None
    cost: Decimal | None = None
    tax: Decimal | None = None
    currency: str | None = None
    due_on: date | None = None
    invoiced_on: date | None = None
    pays: str | None = None
    reverses: Reference | None = None
    attributes: Mapping[str, str] = field(default_factory=lambda: _NO_TEXTS)
    tenders: Mapping[str, Decimal] = field(default_factory=lambda: _NO_AMOUNTS)

    @classmethod
    def of(cls, fact: Fact) -> Self:
        """Return the draft that tells a fact as it is, with its line and its version."""
        return cls(**{name: getattr(fact, name) for name in cls.__dataclass_fields__})
