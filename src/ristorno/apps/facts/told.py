"""Drafts on their way into the database: each as a row with the columns of the log, as an import of a file makes it."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from hashlib import md5
from typing import Any

from ristorno.apps.facts.draft import Draft
from ristorno.apps.facts.rules import wrong
from ristorno.engine.fact import NEGATIVE_KINDS, Reference
from ristorno.engine.terms.scalars import in_utc
from ristorno.intake.store.columns import LOG
from ristorno.kernel.problem import Problem

FINEST = Decimal("0.0001")
_LONGEST = 20_000
"""So many signs of a draft are shown to whoever settles it."""


@dataclass(slots=True)
class Wrong:
    """Drafts that cannot be taken by themselves, each as a row of those that wait."""

    rows: list[tuple[object, ...]] = field(default_factory=list)
    _times: dict[str, int] = field(default_factory=dict)

    def add(self, row: int, draft: Draft, problem: Problem) -> None:
        """Keep a draft with what is wrong with it."""
        raw = _shown(draft)
        key = md5(f"{problem.code}\x1f{raw}".encode(), usedforsecurity=False).hexdigest()
        self._times[key] = self._times.get(key, 0) + 1
        amount = draft.amount if draft.amount is not None and "amount" not in problem.place.path else None
        names = (_name(draft.source) or "", _name(draft.document), _name(draft.line))
        told = (problem.code, problem.place.path.partition(".")[2], problem.reason, problem.remedy)
        self.rows.append((key, self._times[key], row, *(_clean(each) for each in told), raw, *names, amount))


def rows(drafts: Iterable[Draft], aside: Wrong, sources: set[str], kinds: Collection[str]) -> Iterator[tuple[Any, ...]]:
    """Yield a row for each draft that nothing is wrong with; the others are added to ``aside``."""
    for number, draft in enumerate(drafts, 1):
        sources.add(draft.source)
        problem = wrong(draft, f"facts[{number}]", kinds)
        if problem is None:
            yield number, *columns_of(draft)
        else:
            aside.add(number, draft, problem)


def columns_of(draft: Draft, version: int | None = None) -> tuple[Any, ...]:
    """Return the columns of the log; ``version`` is ours, where it is settled."""
    signed = _minus if draft.kind in NEGATIVE_KINDS else _same
    values: dict[str, Any] = {
        name: getattr(draft, name) or None
        for name in ("line", "contact", "product", "brand", "uom", "pays", "due_on", "invoiced_on")
    }
    values |= {name: signed(getattr(draft, name)) for name in ("quantity", "amount", "cost", "tax")}
    values |= {
        "source": draft.source,
        "document": draft.document,
        "version": version,
        "source_version": draft.version,
        "retracted": draft.retracted,
        "kind": draft.kind,
        "instant": in_utc(draft.occurred_at) if isinstance(draft.occurred_at, datetime) else None,
        "day": None if isinstance(draft.occurred_at, datetime) else draft.occurred_at,
        "recorded_at": in_utc(draft.recorded_at) if draft.recorded_at is not None else None,
        "member": draft.member,
        "parties": texts(draft.parties),
        "attributes": texts(draft.attributes),
        "groups": "\x1f".join(dict.fromkeys(filter(None, draft.groups))) or None,
        "currency": draft.currency.upper() if draft.currency else None,
        "reverses_document": draft.reverses.document or None if draft.reverses else None,
        "reverses_line": draft.reverses.line or None if draft.reverses else None,
        "tenders": texts({name: f"{signed(paid):.4f}" for name, paid in draft.tenders.items() if paid}),
    }
    return tuple(values.get(name) for name in LOG)


def _minus(number: Decimal | None) -> Decimal | None:
    return None if number is None else -abs(number)


def _same(number: Decimal | None) -> Decimal | None:
    return number


def texts(told: Mapping[str, str]) -> str | None:
    """Return texts by name as the log keeps them: sorted, what is empty left out; None where nothing is left."""
    kept = {name: value for name, value in sorted(told.items()) if value}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else None


def _shown(draft: Draft) -> str:
    """The draft as people see it: what it tells, without what it leaves out."""
    names = draft.__dataclass_fields__
    told = {name: getattr(draft, name) for name in names}
    kept = {name: _plain(value) for name, value in told.items() if value not in (None, "", (), False) and value != {}}
    shown = _clean(json.dumps(kept, ensure_ascii=False))
    return shown if len(shown) <= _LONGEST else json.dumps({"draft": shown[:_LONGEST]}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, Reference):
        return {"document": value.document, "line": value.line}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | int | bool) or value is None else str(value)


def _clean(told: str) -> str:
    """The text without what the database cannot hold."""
    return told.encode("utf-8", "replace").decode().replace("\x00", "\ufffd").replace("\\u0000", "\ufffd")


def _name(told: str | None) -> str | None:
    return None if told is None else _clean(told)
