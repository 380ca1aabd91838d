"""Clauses that the plan does not count, counted member by member for one variant."""

import duckdb

from ristorno.bulk.compile import Plan
from ristorno.bulk.plan.relations import Rows
from ristorno.bulk.stores.tables import Row, fill
from ristorno.bulk.wanted import count_beside
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.intake import Store
from ristorno.kernel.period import Period

NO_COSTS = Rows(
    (("member", "integer"), ("clause", "text"), ("unit", "text"), ("amount", "integer"), ("accruals", "integer")), ()
)
"""The columns of what a variant gives by member."""
_COLUMNS = {"id": "VARCHAR", "clause": "VARCHAR", "unit": "VARCHAR", "amount": "BIGINT", "accruals": "BIGINT"}


def add_beside(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    store: Store,
    calculation: Calculation,
    plan: Plan,
    moment: Moment,
    window: Period | None,
) -> None:
    """Add what the engine counts to what the plan has counted by member."""
    if not plan.beside:
        return
    keys = {(each.agreement, each.clause) for each in plan.beside}
    sums: dict[tuple[str, str, str], list[int]] = {}
    for accrual in count_beside(store, calculation, moment, keys):
        if window is None or (accrual.window.start in window and accrual.window.last in window):
            held = sums.setdefault((accrual.member, accrual.clause, accrual.unit), [0, 0])
            held[0] += int(accrual.amount.scaleb(plan.decimals))
            held[1] += 1
    rows: list[Row] = [(*key, *held) for key, held in sorted(sums.items())]
    fill(connection, "beside", rows, _COLUMNS)
    connection.execute(
        f'insert into "{table}" select member, clause, unit, amount, accruals from beside join members using (id)'
    )
