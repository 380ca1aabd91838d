"""Where money jumps: members just over a threshold, and those just below it.

A retroactive table pays the whole jump for the last cent. What somebody just over a threshold got more than just below
it was spent on that cent; whoever is just below it has a reason to come, and costs the jump if he does.
"""

from collections.abc import Iterator
from decimal import Decimal

import duckdb

from ristorno.bulk.dialects.duckdb import DuckDB
from ristorno.bulk.passes import Measured
from ristorno.bulk.plan.expressions import Expression, call, every, value
from ristorno.bulk.plan.numbers import Number, constant
from ristorno.bulk.plan.relations import Relation, Summed, aggregate
from ristorno.bulk.simulate.outcome import Threshold
from ristorno.bulk.simulate.question import Question
from ristorno.engine.counting.entitlement import NO_FACTORS, Circumstances, amount_of
from ristorno.engine.counting.tally import Tally
from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.terms.clause import Clause
from ristorno.kernel.number import ONE, ZERO, exactly

_BELOW = Decimal("0.01")
"""The least that somebody lacks who is just below a threshold."""


def jumps(clause: Clause, step: Decimal) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield every threshold of a rate table with what reaching it is worth, by the scalar arithmetic."""
    mechanic = clause.mechanic
    if not isinstance(mechanic, Brackets) or mechanic.keyed is not None or mechanic.picked_by is not None:
        return
    with exactly():
        for row in mechanic.table:
            if row.threshold > _BELOW:
                edge = _BELOW if mechanic.boundary == "exclusive" else ZERO
                reached = _amount(clause, step, row.threshold + edge)
                jump = reached - _amount(clause, step, row.threshold + edge - _BELOW)
                if jump > step:
                    yield row.threshold, jump


def _amount(clause: Clause, step: Decimal, measured: Decimal) -> Decimal:
    return amount_of(Tally({0: measured}, measured), Circumstances({0: clause}, step, NO_FACTORS))


def around(measured: Measured, question: Question) -> tuple[list[tuple[Decimal, Decimal]], Relation] | None:
    """Return the thresholds of a clause with their jumps, and how many windows lie around each; None without any."""
    found = list(jumps(measured.clause, measured.step))
    if not found:
        return None
    values: dict[str, Summed] = {}
    for place, (threshold, _) in enumerate(found):
        above = _within(measured.judged, threshold, threshold * (ONE + question.over))
        below = _within(measured.judged, threshold * (ONE - question.near), threshold)
        values[f"over_{place}"] = Summed("count", value(1), above)
        values[f"near_{place}"] = Summed("count", value(1), below)
        values[f"missing_{place}"] = Summed("sum", constant(threshold).minus(measured.judged).expression, below)
    return found, aggregate(measured.relation, {}, values, question.inside)


def _within(judged: Number, start: Decimal, end: Decimal) -> Expression:
    return every([judged.reaches(constant(start)), call("not", judged.reaches(constant(end)))])


def thresholds_of(connection: duckdb.DuckDBPyConnection, measured: Measured, question: Question) -> Iterator[Threshold]:
    """Yield the thresholds of a clause with who stands around them."""
    asked = around(measured, question)
    if asked is None:
        return
    found, relation = asked
    row = connection.execute(DuckDB().relation(relation)).fetchone()
    assert row is not None
    for place, (threshold, jump) in enumerate(found):
        count, below, missing = row[3 * place : 3 * place + 3]
        decimals = max(measured.judged.decimals, constant(threshold).decimals)
        lacking = Decimal(missing or 0).scaleb(-decimals)
        yield Threshold(measured.name, measured.unit, threshold, jump, count, below, lacking)
