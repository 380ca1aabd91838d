"""What was written, looked at once more before anybody takes it for a result."""

import duckdb

from ristorno.kernel.problem import Problem, Refused

_NAMED = ("agreement", "clause", "member", "unit", '"window"', "status")
"""Columns of accruals that always say something."""


def refuse_unnamed(connection: duckdb.DuckDBPyConnection, accruals: str) -> None:
    """Raise Refused if a written amount lacks the name of its member, clause, unit or window.

    ``accruals``: the SQL that reads what was written. A database that writes with several threads has lost names
    before (decision 0120), rarely and silently; looking costs a hundredth of a settlement.
    """
    lacking = " or ".join(f"coalesce({name}, '') = ''" for name in _NAMED)
    ((rows,),) = connection.execute(f"select count(*) from {accruals} where {lacking}").fetchall()
    if rows:
        reason = f"{rows:,} of the amounts that were written lack the name of what they belong to: the file is damaged."
        raise Refused([Problem("bulk.unnamed", reason, "Settle again; what was there before is untouched.")])
