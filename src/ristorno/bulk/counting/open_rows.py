"""Which rows of a table hold in a window of many days: those whose further conditions do."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from ristorno.bulk.counting.clauses import Compiling
from ristorno.bulk.counting.gates import Asking, asked_of
from ristorno.bulk.counting.gathered import Numbered
from ristorno.bulk.counting.picked import numbers_of
from ristorno.bulk.counting.verdicts import answered, judge
from ristorno.bulk.plan.expressions import FALSE, TRUE, Expression
from ristorno.bulk.plan.numbers import Number
from ristorno.bulk.plan.relations import Join, Relation
from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.conditions import Gate

Open: TypeAlias = Mapping[int, Sequence[Expression]]
"""By version of the terms: whether each row of its table holds; a version whose rows ask for nothing is not there."""


def with_open_rows(compiling: Compiling, relation: Relation, slots: Sequence[Numbered]) -> tuple[Relation, Open]:
    """Return rows by member and slot with what the rows of tables ask for, and whether each of them holds."""
    context = compiling.holders.context
    readings = {reading.version: reading for _, _, frame in slots for reading in frame.readings}
    found: dict[int, Sequence[Expression]] = {}
    for version, reading in sorted(readings.items()):
        columns: dict[int, Sequence[Number]] = {}
        for place, gate in enumerate(reading.clause.mechanic.row_gates, start=1):
            rules = context.timeline.spans[version].rules
            asking = [
                Asking(number, slot, rules, gate)
                for number, slot, frame in slots
                if version in {each.version for each in frame.readings}
            ]
            sides, columns[id(gate)] = asked_of(compiling, f"row_{version}_{place}", asking)
            for side in sides:
                relation = Join(relation, side, ("member", "slot"), "left")
        if columns:
            held = rows_held(reading.clause, columns)
            found |= dict.fromkeys(numbers_of(context, version, reading.clause), held)
    return relation, found


def rows_held(clause: Clause, columns: Mapping[int, Sequence[Number]]) -> Sequence[Expression]:
    """Return whether each row of a table holds, as it stands now; ``columns`` are what its gates measured, by gate."""
    assert isinstance(clause.mechanic, Brackets)

    def holds(gate: Gate) -> Sequence[Number]:
        return columns[id(gate)]

    return [
        TRUE if row.condition is None else judge(row.condition, lambda gate: answered(gate, holds(gate), FALSE)).now
        for row in clause.mechanic.table
    ]
