"""Random histories of one source: files and calls that tell documents, tell them otherwise, and leave some out."""

import csv
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from ristorno.apps.facts.operations import Draft

MEMBERS = ("m1", "m2")
FIRST = datetime(2026, 5, 1, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Step:
    """One file or call: rows as texts by the names of our fields; ``complete_for`` is a month that it holds all of."""

    rows: list[dict[str, str]]
    columns: list[str]
    complete_for: str | None = field(default=None)

    def written(self, folder: Path, number: int) -> Path:
        """The step as a file."""
        path = folder / f"{number}.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, self.columns)
            writer.writeheader()
            writer.writerows(self.rows)
        return path

    def drafts(self) -> list[Draft]:
        """The step as drafts."""
        return [_draft(row) for row in self.rows]


def learned(number: int) -> datetime:
    """When a step became known."""
    return FIRST + timedelta(hours=number)


def _draft(row: dict[str, str]) -> Draft:
    told: dict[str, Any] = {name: row[name] for name in ("document", "member", "source")}
    told |= {name: row[name] or None for name in ("line", "product", "currency") if name in row}
    told |= {name: _number(row[name]) for name in ("amount", "quantity") if row.get(name)}
    if row.get("kind"):
        told["kind"] = row["kind"]
    if "version" in row:
        told["version"] = int(row["version"])
    if "retracted" in row:
        told["retracted"] = row["retracted"] == "yes"
    told["groups"] = tuple(filter(None, row.get("groups", "").split(";")))
    told["attributes"] = {"note": row["attributes.note"], "b": row["attributes.b"]} if "attributes.b" in row else {}
    told["tenders"] = {"points": Decimal(row["tenders.points"])} if row.get("tenders.points") else {}
    day = row["occurred_at"]
    return Draft(**told, occurred_at=datetime.fromisoformat(day) if "T" in day else date.fromisoformat(day))


def _number(told: str) -> Decimal:
    try:
        return Decimal(told)
    except InvalidOperation:
        return Decimal("NaN")


TEXTS = st.sampled_from(["", "A", 'q"x"', "a,b", "Ж", "\\N", "tab\there", "line\nfeed", "''", "\\", "ß€𝄞"])


@st.composite
def steps(draw: st.DrawFn, *, wrong: bool = True) -> list[Step]:
    """Draw a history. ``wrong``: some rows cannot be read."""
    lines, versions, rich = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    columns = ["source", "document", "member", "occurred_at", "amount", "quantity", "product", "kind", "currency"]
    columns += ["line"] * lines + ["version", "retracted"] * versions
    columns += ["groups", "attributes.b", "attributes.note", "tenders.points"] * rich
    amounts = ["1", "2.5", "-3", "0.0001", "9999999999999"] + ["x", ""] * wrong
    cells = {
        "source": st.sampled_from(["erp", "shop"]),
        "document": st.sampled_from(["D1", "D2", "Ü3"]),
        "member": st.sampled_from([*MEMBERS, *MEMBERS, *MEMBERS, *([""] * wrong)]),
        "occurred_at": st.sampled_from(["2026-03-01", "2026-03-31", "2026-04-02", "2026-03-31T23:30:00Z"]),
        "amount": st.sampled_from(amounts),
        "quantity": st.sampled_from(["", "1", "2"]),
        "product": TEXTS,
        "kind": st.sampled_from(["", "return", "payment"]),
        "currency": st.sampled_from(["", "RUB", "eur"]),
        "line": st.sampled_from(["1", "2", "01"]),
        "version": st.sampled_from(["1", "2", "3"]),
        "retracted": st.sampled_from(["", "", "yes"]),
        "groups": st.sampled_from(["", "a", "a;b"]),
        "attributes.b": TEXTS,
        "attributes.note": TEXTS,
        "tenders.points": st.sampled_from(["", "5", "0.25"]),
    }
    row = st.fixed_dictionaries({name: cells[name] for name in columns})
    month = st.sampled_from([None, None, "2026-03"])
    step = st.builds(Step, st.lists(row, max_size=6), st.just(columns), month)
    return draw(st.lists(step, min_size=1, max_size=5))
