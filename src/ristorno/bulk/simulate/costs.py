"""What a variant gives every member, and how that compares: a few queries over members, none over facts."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

import duckdb

from ristorno.bulk.plan.expressions import Expression, call, col, value
from ristorno.bulk.plan.numbers import constant
from ristorno.bulk.plan.relations import Relation, Rows, Summed, aggregate
from ristorno.bulk.simulate.outcome import QUANTILES, Breach, Change, ClauseCost, Sales, Spread
from ristorno.engine.fact import SALES_KINDS
from ristorno.intake.duck import text
from ristorno.kernel.number import AMOUNT_DECIMALS
from ristorno.kernel.period import Period

_SHOWN = 20


NO_COSTS = Rows(
    (("member", "integer"), ("clause", "text"), ("unit", "text"), ("amount", "integer"), ("accruals", "integer")), ()
)
"""The columns of what a clause gives by member."""


def by_member(owed: Relation, inside: Expression | None, decimals: int = 0) -> Relation:
    """Return the sums of a clause by member over the windows that were asked, with so many more decimals."""
    keys = {name: col(name) for name in ("member", "clause", "unit")}
    amount = call("*", col("amount"), value(10**decimals)) if decimals else col("amount")
    values = {"amount": Summed("sum", amount), "accruals": Summed("count", value(1))}
    return aggregate(owed, keys, values, inside)


def clause_costs(
    connection: duckdb.DuckDBPyConnection, table: str, scale: int, steps: Mapping[str, Decimal]
) -> Iterator[ClauseCost]:
    """Yield what every clause comes to."""
    rows = connection.execute(
        f'select clause, unit, sum(amount), count(*) filter (amount <> 0), sum(accruals) from "{table}" '
        "group by all order by all"
    ).fetchall()
    for clause, unit, amount, members, accruals in rows:
        yield ClauseCost(clause, unit, _decimal(amount, scale, steps[unit]), members, int(accruals))


def spreads(
    connection: duckdb.DuckDBPyConnection, total: str, unit: str, scale: int, steps: Mapping[str, Decimal]
) -> Spread | None:
    """Return how the amounts of a unit spread over those who get any; None where nobody does."""
    shares = ", ".join(f"{share:f}" for share in QUANTILES)
    row = connection.execute(
        f'select count(*), quantile_disc(amount, [{shares}]), max(amount) from "{total}" where amount > 0'
    ).fetchone()
    assert row is not None
    members, found, most = row
    if not members:
        return None
    return Spread(
        unit,
        members,
        tuple(_decimal(each, scale, steps[unit]) for each in found),
        _decimal(most, scale, steps[unit]),
    )


def changes(
    connection: duckdb.DuckDBPyConnection, totals: tuple[str, str], unit: str, scale: int, steps: Mapping[str, Decimal]
) -> Change | None:
    """Return who gets more and who gets less of a unit under the second total; None where nobody gets any."""
    first, total = totals
    row = connection.execute(
        "select count(*), count(*) filter (change > 0), coalesce(sum(change) filter (change > 0), 0), "
        "count(*) filter (change < 0), coalesce(sum(change) filter (change < 0), 0) from ("
        "select coalesce(other.amount, 0) - coalesce(one.amount, 0) as change "
        f'from "{first}" as one full join "{total}" as other on one.member = other.member)'
    ).fetchone()
    assert row is not None
    number, winners, gained, losers, lost = row
    if not number:
        return None
    step = steps[unit]
    return Change(unit, winners, _decimal(gained, scale, step), losers, _decimal(-lost, scale, step))


def count_sales(connection: duckdb.DuckDBPyConnection, window: Period | None) -> Sales:
    """Make the table ``sales`` of what every member bought, and return the sums."""
    kinds = ", ".join(text(kind) for kind in SALES_KINDS)
    days = "true" if window is None else f"day >= date '{window.start}' and day < date '{window.end}'"
    connection.execute(
        "create or replace temp table sales as select member, cast(sum(amount) as bigint) as sales, "
        "cast(coalesce(sum(amount - cost), 0) as bigint) as margin, "
        "cast(coalesce(sum(amount) filter (cost is not null), 0) as bigint) as known, "
        "count(*) filter (cost is null and amount is not null) = 0 as complete "
        f"from lines where {days} and item in (select item from items where kind in ({kinds})) group by member"
    )
    row = connection.execute(
        "select coalesce(sum(sales), 0), coalesce(sum(margin), 0), coalesce(sum(known), 0), count(*), "
        "count(*) filter (not complete) from sales"
    ).fetchone()
    assert row is not None
    sales, margin, known, members, unknown = row
    return Sales(_scaled(sales), _scaled(margin), _scaled(known), members, unknown)


def breaches(
    connection: duckdb.DuckDBPyConnection, total: str, scale: int, floor: Decimal
) -> tuple[int, tuple[Breach, ...]]:
    """Return how many members are left with less margin than the floor after a total, and those with the least left.

    Members of whom any line does not say its cost are left out: their margin is not known.
    """
    bound = constant(floor)
    up = 10 ** (max(scale, AMOUNT_DECIMALS) - scale)
    lift = 10 ** (max(scale, AMOUNT_DECIMALS) - AMOUNT_DECIMALS)
    rows = connection.execute(
        f"select m.id, sales, margin, rewards, count(*) over () from ("
        f"select s.member, s.sales, s.margin, coalesce(t.amount, 0) as rewards, "
        f"cast(s.margin as hugeint) * {lift} - coalesce(t.amount, 0) * {up} as remaining "
        f'from sales s left join "{total}" t on t.member = s.member '
        "where s.complete and s.sales > 0) join members m using (member) "
        f"where remaining * {10**bound.decimals} < cast(sales as hugeint) * {lift * bound.most} "
        f"order by remaining, m.id limit {_SHOWN}"
    ).fetchall()
    worst = tuple(
        Breach(name, _scaled(sales), _scaled(margin), Decimal(rewards).scaleb(-scale))
        for name, sales, margin, rewards, _ in rows
    )
    return (int(rows[0][4]) if rows else 0), worst


def total_by_member(given: Relation, unit: str) -> Relation:
    """Return what clauses give of a unit, by member."""
    of_unit = call("=", col("unit"), value(unit))
    return aggregate(given, {"member": col("member")}, {"amount": Summed("sum", col("amount"))}, of_unit)


def _scaled(number: int) -> Decimal:
    return Decimal(number).scaleb(-AMOUNT_DECIMALS)


def _decimal(number: int, scale: int, step: Decimal) -> Decimal:
    """Return an amount with as many decimals as its unit has."""
    amount = Decimal(number).scaleb(-scale)
    return amount.quantize(step) if step < 1 else amount.quantize(Decimal(1))
