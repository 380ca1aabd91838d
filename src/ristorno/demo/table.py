"""Facts as rows of text under the headers that the product itself uses: what an export looks like."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from ristorno.engine.fact import Fact
from ristorno.kernel.number import plain

Row: TypeAlias = Mapping[str, str]
"""One row of the file: a text for each of :data:`COLUMNS`, empty where there is nothing to say."""

GROUP_SEPARATOR = ";"
ATTRIBUTES = ("segment", "outlet", "reason")
COLUMNS: tuple[str, ...] = (
    "source",
    "document",
    "line",
    "version",
    "retracted",
    "kind",
    "occurred_at",
    "recorded_at",
    "member",
    "contact",
    "product",
    "brand",
    "groups",
    "quantity",
    "uom",
    "amount",
    "cost",
    "tax",
    "currency",
    "due_on",
    "invoiced_on",
    "pays",
    "reverses",
    "reverses_line",
    *(f"attributes.{name}" for name in ATTRIBUTES),
)


def as_row(fact: Fact) -> Row:
    """Return the row that says the same as the fact."""
    reverses = fact.reverses
    return {
        "source": fact.source,
        "document": fact.document,
        "line": fact.line,
        "version": str(fact.version),
        "retracted": str(fact.retracted).lower(),
        "kind": fact.kind,
        "occurred_at": fact.occurred_at.isoformat(),
        "recorded_at": _day(fact.recorded_at),
        "member": fact.member,
        "contact": fact.contact or "",
        "product": fact.product or "",
        "brand": fact.brand or "",
        "groups": GROUP_SEPARATOR.join(fact.groups),
        "quantity": "" if fact.quantity is None else plain(fact.quantity),
        "uom": fact.uom or "",
        "amount": _money(fact.amount),
        "cost": _money(fact.cost),
        "tax": _money(fact.tax),
        "currency": fact.currency or "",
        "due_on": _day(fact.due_on),
        "invoiced_on": _day(fact.invoiced_on),
        "pays": fact.pays or "",
        "reverses": reverses.document if reverses else "",
        "reverses_line": (reverses.line or "") if reverses else "",
        **{f"attributes.{name}": fact.attributes.get(name, "") for name in ATTRIBUTES},
    }


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _money(amount: Decimal | None) -> str:
    """Return the amount with its cents, and with more decimals only where it has them."""
    if amount is None:
        return ""
    text = plain(amount)
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.ljust(2, '0')}"
