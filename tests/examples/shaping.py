"""From the rows of the published examples to a file of facts in our own field names.

One rule for all of them; the few fields that only one vendor has are turned into what they mean: a price of purchase
into the cost of the line, freight into a line of its own group, a type of customer into a segment, earnings to date
into what was added.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

COLUMNS = (
    "document", "line", "occurred_at", "recorded_at", "kind", "member", "product", "groups", "quantity", "amount",
    "cost", "currency", "attributes.points", "attributes.segment",
)  # fmt: skip
REQUIRED = ("document", "occurred_at", "member")
_KINDS = {"invoice": "purchase", "mdf_claim": "claim_approved"}

Row = Mapping[str, Any]
Cells = dict[str, object]


def facts_file(rows: Sequence[Row]) -> str:
    """Return the facts as CSV, each row of an example as a document of its own.

    A column without any value is left out, as from a source that does not know it: a file of pieces has no amounts.
    """
    cells = [*_segments(rows), *_documents(rows)]
    known = [column for column in COLUMNS if any(line.get(column) is not None for line in cells)]
    text = io.StringIO()
    writer = csv.DictWriter(text, known or REQUIRED, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(cells)
    return text.getvalue()


def _documents(rows: Sequence[Row]) -> Iterator[Cells]:
    earlier = Decimal(0)
    for number, row in enumerate(rows, 1):
        for line, cells in enumerate(_lines(row, earlier), 1):
            yield {"document": f"D{number}", "line": line, **cells}
        earlier = row.get("earned_cumulative", earlier)


def _segments(rows: Sequence[Row]) -> Iterator[Cells]:
    """Yield the facts that put customers into segments, on the day of their first sale."""
    for number, row in enumerate(rows, 1):
        if "customer_type" in row:
            yield {
                "document": f"S{number}",
                "line": 1,
                "occurred_at": row["date"],
                "kind": "segment_assigned",
                "member": row["customer"],
                "attributes.segment": row["customer_type"],
            }


def _lines(row: Row, earlier: Decimal) -> Iterator[Cells]:
    cells: Cells = {
        "occurred_at": row["date"],
        "recorded_at": row.get("recorded_at"),
        "kind": _kind(row),
        "member": row["customer"],
        "product": row["product"],
        "groups": row["product_group"],
        "quantity": row["qty"],
        "amount": _amount(row, earlier),
        "cost": row["qty"] * row["cost_price"] if "cost_price" in row else None,
        "currency": row["currency"],
        "attributes.points": row.get("points"),
    }
    freight = row.get("freight")
    if freight is None:
        yield cells
    else:
        yield {**cells, "amount": row["amount"] - freight}
        yield {**cells, "amount": freight, "groups": "freight"}


def _kind(row: Row) -> str:
    kind: str = row["doc_type"]
    if kind == "invoice" and (row["qty"] or 0) < 0:
        return "return"
    return _KINDS.get(kind, kind)


def _amount(row: Row, earlier: Decimal) -> Decimal | None:
    """Return the amount of a row, however its source calls it; None where it has pieces only."""
    if "earned_cumulative" in row:
        return Decimal(row["earned_cumulative"]) - earlier
    told = row.get("earned", row["amount"])
    if told is None and row["unit_price"] is not None:
        told = row["qty"] * row["unit_price"]
    return None if told is None else Decimal(told)
