"""The published examples as they stand beside the checkout: facts, and the numbers that their source prints.

Nothing of that file is kept in this repository but the ids of the examples and the numbers in our programs.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[3] / "shared" / "cases" / "rebate_worked_examples.json"
ABSENT = "the published examples are not beside the checkout (../shared/cases/rebate_worked_examples.json)"

Printed = Decimal | bool | date | str
"""A number, a yes or no, or a day as an example prints it; a text where it prints words."""


@dataclass(frozen=True, slots=True)
class Example:
    """One example: its facts as rows of the file, and every printed result by its path, such as ``payable.Q2``."""

    id: str
    facts: tuple[Mapping[str, Any], ...]
    printed: Mapping[str, Printed]


@cache
def published() -> Mapping[str, Example]:
    """Return the scorable examples by id; none where the file is absent."""
    if not FILE.is_file():
        return {}
    rows = json.loads(FILE.read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)
    return {
        row["id"]: Example(row["id"], tuple(row["facts"]), dict(_leaves(row["expected"])))
        for row in rows
        if row["scorable"]
    }


def _leaves(found: object, path: str = "") -> Iterator[tuple[str, Printed]]:
    if isinstance(found, Mapping):
        for name, below in found.items():
            yield from _leaves(below, f"{path}.{name}" if path else name)
    elif isinstance(found, list):
        for place, below in enumerate(found):
            yield from _leaves(below, f"{path}.{place}")
    elif isinstance(found, Decimal | bool):
        yield path, found
    else:
        yield path, _day_or_text(str(found))


def _day_or_text(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text
