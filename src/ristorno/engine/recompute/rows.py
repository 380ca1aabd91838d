"""Rows that ask for more than a threshold: whether each holds by its own conditions, and whether the right one pays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ristorno.engine.recompute.conditions import verdict
from ristorno.engine.recompute.reading import Complaints, StepRead, held, many, number

_OF_ROWS = frozenset({"bracket", "no_bracket", "no_row"})


@dataclass(frozen=True, slots=True)
class RowRead:
    """A row with conditions: its number from 1, its threshold, whether it holds, in which versions of the terms."""

    row: Fraction
    start: Fraction
    holds: bool
    versions: tuple[str, ...]


def check_rows(explanation: Mapping[str, Any], steps: Sequence[StepRead], complaints: Complaints) -> None:
    """Check every row that asks, and that no step passes over a row that holds or pays by one that does not."""
    rows = [_row(row, index, complaints) for index, row in enumerate(many(explanation, "rows", "explanation"), start=1)]
    if rows:
        for step in steps:
            if step.kind in _OF_ROWS:
                _step(step, [row for row in rows if step.version is None or step.version in row.versions], complaints)


def _row(row: Mapping[str, Any], index: int, complaints: Complaints) -> RowRead:
    where = f"row {index}"
    holds = verdict(many(row, "gates", where), complaints)
    complaints.same(f"{where}, holds", held(row, "holds", where), holds)
    versions = tuple(str(version) for version in many(row, "versions", where))
    return RowRead(
        number(held(row, "row", where), where), number(held(row, "from", where), where), bool(holds), versions
    )


def _step(step: StepRead, rows: Sequence[RowRead], complaints: Complaints) -> None:
    if not rows:
        return
    if step.kind == "no_row":
        complaints.holds(step.where, truth=not any(row.holds for row in rows), reason="a row holds")
        return
    own = step.number("row") if step.kind == "bracket" else Fraction(0)
    pays = all(row.holds for row in rows if row.row == own)
    complaints.holds(step.where, truth=pays, reason="the conditions of the row do not hold")
    judged = step.number("judged")
    passed = any(row.holds and row.row > own and row.start < judged for row in rows)
    complaints.holds(step.where, truth=not passed, reason="a later row holds")
