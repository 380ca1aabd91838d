"""What stood in a row that waits, as cells by headers: those of its file, or of our own fields where it came otherwise.

Rows of files keep their headers, and the batch keeps how it was read. What a call told, what stood in a file that needs
tables beside it, and what could not be cut into cells, is shown under the names of our fields.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ristorno.apps.facts.models import Aside
from ristorno.intake.direct import GROUP_SPLIT, KNOWN, direct_mapping
from ristorno.intake.mapping import Mapping as Reading
from ristorno.intake.rereading import Cells

_USUAL: Final = ("document", "member", "occurred_at", "kind", "product", "quantity", "amount", "currency")
"""Fields that can be filled in, whatever was told."""
_NAMED: Final = ("attributes", "parties", "tenders")
_MIXED: Final = "intake.mixed_lines"
_IN_LOG: Final = {"instant": "occurred_at", "day": "occurred_at", "source_version": "version",
                  "reverses_document": "reverses"}  # fmt: skip
"""Fields of a draft by what columns of the log are called, in whose words rows that contradict others are kept."""


@dataclass(frozen=True, slots=True)
class Stood:
    """Cells with the mapping that reads them; ``beside`` is what stood in the file where the cells are not those."""

    reading: Reading
    cells: Cells
    beside: Cells = field(default_factory=dict)


def kept_reading(reading: Reading) -> dict[str, Any]:
    """Return how a file was read, as a batch keeps it; nothing where that takes tables beside the file."""
    return {} if reading.lookups else reading.model_dump(mode="json", exclude_defaults=True)


def stood_in(aside: Aside) -> Stood:
    """Return the cells of a row that waits."""
    raw: dict[str, Any] = json.loads(aside.raw or "{}")
    if aside.batch.reading and "" not in raw:
        cells = {header: "" if value is None else str(value) for header, value in raw.items()}
        return Stood(Reading.model_validate(aside.batch.reading), cells)
    flat = ((name, str(text or "")) for name, text in raw.items()) if aside.batch.mapping else _flat(raw.items())
    told = {header: text for header, text in flat if _ours(header)}
    cells = dict.fromkeys(_USUAL, "") | _names(aside) | told
    strange = {header: str(text) for header, text in raw.items() if text and header not in told}
    return Stood(direct_mapping(tuple(cells)), cells, strange if aside.batch.mapping else {})


def _names(aside: Aside) -> dict[str, str]:
    """Return what is known of a row whatever it said."""
    named = {"source": aside.source or "", "document": aside.document or ""}
    if aside.line is not None or aside.code == _MIXED:
        named["line"] = aside.line or ""
    return named if aside.amount is None else named | {"amount": f"{aside.amount.normalize():f}"}


def _ours(header: str) -> bool:
    name, point, rest = header.partition(".")
    return header in KNOWN or bool(point and rest and name in _NAMED)


def _flat(told: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, str]]:
    for name, value in told:
        if name in _NAMED:
            named: Mapping[str, Any] = json.loads(value) if isinstance(value, str) else value
            yield from ((f"{name}.{each}", str(text)) for each, text in named.items())
        elif name == "groups":
            groups = value.split("\x1f") if isinstance(value, str) else value
            yield name, GROUP_SPLIT[0].join(groups)
        elif isinstance(value, Mapping):
            yield "reverses", str(value.get("document") or "")
            yield "reverses_line", str(value.get("line") or "")
        elif value is not None:
            yield _IN_LOG.get(name, name), str(value)
