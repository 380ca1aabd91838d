"""By hand in SQL, on DuckDB: one scan of the lines, everything else from the sums of documents, or of quarters.

``settle`` leaves the three narrow files of all who count by hand; ``settle_in_full`` one file of accruals with the
columns of a settlement, names and decimals, which is what ours is compared with.
"""

# ruff: noqa: S608 - the only text in the SQL is a path of our own

from pathlib import Path

import duckdb

from benchmarks.byhand import BRACKETS, CAP, GROWTH, STEP, UNIT
from benchmarks.tpch import Sales, scan
from ristorno.intake.duck import text


def _half_up(amount: str, divisor: int) -> str:
    return f"(2 * ({amount}) + {divisor}) // {2 * divisor}"


def _brackets() -> str:
    rows = " ".join(
        f"when amount >= {dollars * UNIT} then {_half_up(f'amount * {rate}', UNIT * 10)}"
        for dollars, rate in reversed(BRACKETS)
    )
    return f"case {rows} else 0 end"


def _growth() -> str:
    rows = " ".join(
        f"when this.amount * 100 >= before.amount * {100 + growth} "
        f"then {_half_up(f'(this.amount - before.amount) * {rate}', UNIT)}"
        for growth, rate in reversed(GROWTH)
    )
    return f"case when before.amount > 0 then case {rows} else 0 end else 0 end"


_DOCUMENTS = """create temp table documents as
    select document, any_value(member) as member, any_value(day) as day, cast(sum(amount) as bigint) as amount
    from {lines} group by document"""
_SUMS = (
    """create temp table quarters as
    select member, year(day) * 4 + quarter(day) - 1 as quarter, cast(sum(amount) as bigint) as amount
    from {source} group by all""",
    """create temp table years as
    select member, quarter // 4 as year, cast(sum(amount) as bigint) as amount from quarters group by all""",
)
_STARTS = "make_date(quarter // 4, quarter % 4 * 3 + 1, 1) as starts"
_CAPPED = f"least(amount // {STEP * UNIT}, {CAP}) as amount"
_ANSWERS = {
    "quarterly": f"select member, {_STARTS}, {_brackets()} as amount from quarters",
    "growth": f"""
        select this.member, make_date(this.year, 1, 1) as starts, {_growth()} as amount
        from years as this left join years as before on before.member = this.member and before.year = this.year - 1""",
    "points": f"select member, document, {_CAPPED} from documents",
}
_BY_QUARTER = {**_ANSWERS, "points": f"select member, {_STARTS}, {_CAPPED} from quarters"}
_OF = {"document": _ANSWERS, "quarter": _BY_QUARTER}


def settle(sales: Sales, target: Path, points: str = "document") -> None:
    """Count the task with points by document, or by quarter."""
    with duckdb.connect(config={"preserve_insertion_order": "false"}) as connection:
        _sum(connection, sales, points)
        for name, answer in _OF[points].items():
            connection.execute(f"copy ({answer}) to {text(str(target / f'{name}.parquet'))} (format parquet)")


def settle_in_full(sales: Sales, target: Path, points: str = "document") -> None:
    """Count the task, and tell it as a settlement does."""
    with duckdb.connect(config={"preserve_insertion_order": "false"}) as connection:
        _sum(connection, sales, points)
        told = " union all ".join(_told(name, points) for name in _ANSWERS)
        path = text(str(target / "accruals.parquet"))
        connection.execute(f"copy ({told}) to {path} (format parquet, compression zstd)")


def _sum(connection: duckdb.DuckDBPyConnection, sales: Sales, points: str) -> None:
    lines = scan(sales.lines)
    source = "documents" if points == "document" else lines
    for statement in (*([_DOCUMENTS] if points == "document" else []), *_SUMS):
        connection.execute(statement.format(lines=lines, source=source))


def _told(name: str, points: str) -> str:
    """Return the rows of a clause with the columns of a settlement."""
    window = points if name == "points" else {"quarterly": "quarter", "growth": "year"}[name]
    unit, decimals = ("PTS", 0) if name == "points" else ("USD", 2)
    scaled = "cast(amount as decimal(15, 0)) * 0.01::decimal(3, 2)" if decimals else "cast(amount as decimal(15, 0))"
    label = {
        "quarter": "year(starts) || '-Q' || quarter(starts)",
        "year": "cast(year(starts) as varchar)",
        "document": "cast(starts as varchar)",
    }[window]
    last = {"quarter": "starts + interval 3 month", "year": "starts + interval 1 year"}.get(window)
    end = f"cast({last} - interval 1 day as date)" if last else "starts"
    document = "'tpch/' || document" if window == "document" else "null"
    answer = _OF[points][name].replace("select member, document,", "select member, document, day as starts,")
    return (
        f"select 'wholesale' as agreement, '{name}' as clause, cast(member as varchar) as member, '{unit}' as unit, "
        f'{scaled} as amount, {label} as "window", starts as window_start, {end} as window_end, '
        f"{document} as document, 'final' as status from ({answer}) where amount <> 0"
    )
