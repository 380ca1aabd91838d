"""Facts and documents as the text of a case file: a failure that was found can be kept as it was printed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from ristorno.engine.fact import Fact


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _reference(fact: Fact) -> str:
    if fact.reverses is None:
        return ""
    return fact.reverses.document + (f"/{fact.reverses.line}" if fact.reverses.line else "")


_COLUMNS: Final[Mapping[str, Callable[[Fact], str]]] = {
    **{
        name: (lambda fact, name=name: _text(getattr(fact, name)))  # type: ignore[misc]  # bound now, not later
        for name in ("source", "document", "line", "version")
    },
    "retracted": lambda fact: "yes" if fact.retracted else "",
    **{
        name: (lambda fact, name=name: _text(getattr(fact, name)))  # type: ignore[misc]
        for name in ("kind", "occurred_at", "recorded_at", "member", "contact", "product", "brand")
    },
    "groups": lambda fact: ", ".join(fact.groups),
    **{
        name: (lambda fact, name=name: _text(getattr(fact, name)))  # type: ignore[misc]
        for name in ("quantity", "amount", "cost", "tax", "currency", "due_on", "invoiced_on", "pays")
    },
    "reverses": _reference,
    **{
        f"attributes.{name}": (lambda fact, name=name: fact.attributes.get(name, ""))  # type: ignore[misc]
        for name in ("channel", "score", "segment")
    },
    **{
        f"tenders.{name}": (lambda fact, name=name: _text(fact.tenders.get(name)))  # type: ignore[misc]
        for name in ("points", "prepaid", "voucher.gift", "money")
    },
}


def facts_table(facts: Sequence[Fact]) -> str:
    """Return facts as a table; columns that are empty everywhere are left out."""
    columns = {name: [read(fact) for fact in facts] for name, read in _COLUMNS.items()}
    shown = {name: [name, *cells] for name, cells in columns.items() if any(cells)}
    widths = {name: max(len(cell) for cell in cells) for name, cells in shown.items()}
    rows = [
        " | ".join(shown[name][row].ljust(widths[name]) for name in shown).rstrip() for row in range(len(facts) + 1)
    ]
    return "\n".join(rows)


def case_text(program: str, agreements: str, facts: Sequence[Fact], as_of: date) -> str:
    """Return a situation as a case file whose expectation is still to be written."""
    parts = [f"Program:\n{_indented(program)}"]
    if agreements:
        parts.append(f"Agreements:\n{_indented(agreements)}")
    if facts:
        parts.append(f"Facts:\n{_indented(facts_table(facts))}")
    return "\n\n".join([*parts, f"As of: {as_of}"]) + "\n"


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.rstrip("\n").split("\n"))
