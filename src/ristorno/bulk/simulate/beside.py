"""Clauses that the plan does not count, counted member by member for one variant."""

import duckdb

from ristorno.bulk.compile import Plan
from ristorno.bulk.plan.expressions import col
from ristorno.bulk.plan.relations import Join, Relation, Table, select
from ristorno.bulk.simulate.question import Question
from ristorno.bulk.stores.tables import Row, fill
from ristorno.bulk.wanted import count_beside
from ristorno.engine.calculation import Calculation
from ristorno.intake import Store

_BESIDE = "beside"
_COLUMNS = {"id": "VARCHAR", "clause": "VARCHAR", "unit": "VARCHAR", "amount": "BIGINT", "accruals": "BIGINT"}


def beside(
    connection: duckdb.DuckDBPyConnection,
    store: Store,
    calculation: Calculation,
    plan: Plan,
    question: Question,
    decimals: int,
) -> Relation:
    """Return what the engine counts by member, in amounts of so many decimals; the next call fills its table anew."""
    keys = {(each.agreement, each.clause) for each in plan.beside}
    sums: dict[tuple[str, str, str], list[int]] = {}
    window = question.window
    for accrual in count_beside(store, calculation, question.moment, keys, apart=plan.apart):
        if window is None or (accrual.window.start in window and accrual.window.last in window):
            held = sums.setdefault((accrual.member, accrual.clause, accrual.unit), [0, 0])
            held[0] += int(accrual.amount.scaleb(decimals))
            held[1] += 1
    rows: list[Row] = [(*key, *held) for key, held in sorted(sums.items())]
    fill(connection, _BESIDE, rows, _COLUMNS)
    names = ("member", "clause", "unit", "amount", "accruals")
    return select(Join(Table(_BESIDE), Table("members"), ("id",)), {name: col(name) for name in names})
