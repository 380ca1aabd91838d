"""What was overdue at a moment: before a single document, or at the end of a day."""

from collections.abc import Iterable
from datetime import date

from ristorno.bulk.counting.ground import Ground
from ristorno.bulk.plan.expressions import call, col, value
from ristorno.bulk.plan.numbers import Number
from ristorno.bulk.plan.relations import AsOf, Join, Kind, Relation, Rows, Select, Table, select
from ristorno.engine.measures.overdue import OverdueAmount
from ristorno.kernel.number import AMOUNT_DECIMALS


def debt(ground: Ground, column: str) -> Number:
    """Return the column of an overdue debt as a number; nobody owes where nothing is told."""
    return Number(call("coalesce", col(column), value(0)), AMOUNT_DECIMALS, ground.holdings.debt)


def with_debt(relation: Relation, column: str, measure: OverdueAmount) -> Relation:
    """Return rows of documents with what was overdue just before each."""
    since = f"{column}_since"
    return AsOf(relation, _told("debts", "since", since, column, measure), ("member",), "at", since, strictly=False)


def with_debt_on(
    relation: Relation,
    column: str,
    measure: OverdueAmount,
    by: tuple[str, Kind],
    days: Iterable[tuple[int | date, date]],
) -> Relation:
    """Return rows with what was overdue at the end of a day, which a column decides."""
    on, since = f"{column}_on", f"{column}_since"
    placed = Join(relation, Rows((by, (on, "day")), tuple(days)), (by[0],), "left")
    return AsOf(
        placed, _told("debts_by_day", "since_day", since, column, measure), ("member",), on, since, strictly=False
    )


def _told(table: str, since: str, named: str, column: str, measure: OverdueAmount) -> Select:
    grace = call("=", col("grace"), value(measure.overdue_amount))
    told = {"member": col("member"), named: col(since), column: col("overdue")}
    return select(Table(table), told, grace)
