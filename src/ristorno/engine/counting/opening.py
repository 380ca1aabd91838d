"""Which rows of a table hold in a window: those whose further conditions do. The others are as if not written."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ristorno.engine.counting.alone import counted_alone
from ristorno.engine.counting.conditions_told import told
from ristorno.engine.counting.gating import Verdict, judge_condition
from ristorno.engine.counting.parts import Part
from ristorno.engine.counting.rows import index_of
from ristorno.engine.counting.slots import Slot
from ristorno.engine.explanation import RowAsked
from ristorno.engine.mechanics.bracket_row import Row
from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.ruling.context import Context
from ristorno.engine.terms.clause import Clause


class _Asked(NamedTuple):
    """A row with conditions, its number from 1, and whether they hold."""

    number: int
    row: Row
    verdict: Verdict


def open_rows(context: Context, slot: Slot, clauses: Mapping[int, Clause], part: Part) -> Mapping[int, Clause]:
    """Return the clause in each version with the rows alone that hold for a part of the window's lines."""
    return {version: _opened(context, slot, version, clause, part) for version, clause in clauses.items()}


def _opened(context: Context, slot: Slot, version: int, clause: Clause, part: Part) -> Clause:
    if not clause.mechanic.row_gates or not isinstance(clause.mechanic, Brackets):
        return clause
    shut = {
        asked.number for asked in _asked(context, slot, version, clause.mechanic, part) if not asked.verdict.for_now
    }
    numbers = [number for number in range(1, len(clause.mechanic.table) + 1) if number not in shut]
    return clause.model_copy(update={"mechanic": clause.mechanic.of_rows(numbers)})


def _asked(context: Context, slot: Slot, version: int, table: Brackets, part: Part) -> Iterator[_Asked]:
    rules = context.timeline.spans[index_of(context, version)].rules
    alone = counted_alone(context, slot.clause.reward, part)
    for number, row in enumerate(table.table, start=1):
        if row.condition is not None:
            yield _Asked(number, row, judge_condition(context, rules, slot, row.condition, alone=alone))


def rows_asked(
    context: Context, slot: Slot, name: str, versions: Mapping[int, str], part: Part, *, outside: bool
) -> Iterator[RowAsked]:
    """Yield the rows with conditions as they were judged; ``versions`` by number with their names.

    Rows of a rate by what a fact says share the conditions of their version of the terms.
    """
    labels: dict[int, list[str]] = {}
    for version, label in versions.items():
        labels.setdefault(index_of(context, version), []).append(label)
    for index, named in sorted(labels.items()):
        clause = context.timeline.spans[index].clause(name)
        if clause is not None and isinstance(clause.mechanic, Brackets):
            for number, row, verdict in _asked(context, slot, index, clause.mechanic, part):
                gates = told(context, slot, row.condition, verdict.gates, outside=outside)
                yield RowAsked(number, row.threshold, verdict.for_now, gates, tuple(named))
