"""A file staged: every row as a typed row of a temporary table, wrong ones with the number of their check."""

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from ristorno.intake.duck import Workshop
from ristorno.intake.mapping import Mapping
from ristorno.intake.progress import Progress, silent
from ristorno.intake.sql.staging import Staging, prove, staging, unfolded
from ristorno.intake.sql.zones import to_utc
from ristorno.intake.table import Table, broken_rows, repaired
from ristorno.kernel.period import FIRST_DAY, LAST_DAY
from ristorno.kernel.problem import Place, Problem, Refused

TABLE = "staged"


@dataclass(frozen=True, slots=True)
class Staged:
    """A staged file: the view ``staged`` holds the fact columns and ``row``, the number of the row in the file.

    Wrong rows also have ``check`` (an index into the checks), ``reason`` (the sentence) and ``raw`` (the row as JSON).
    """

    staging: Staging
    columns: frozenset[str]
    """The columns of the log that the file fills."""
    rows: int
    """Rows of the file, with those that could not even be read."""
    good: int
    """Rows that no check holds of."""

    @property
    def table(self) -> Table:
        """The file as it was finally read."""
        return self.staging.table

    @property
    def mapping(self) -> Mapping:
        """The mapping that it was read with."""
        return self.staging.mapping

    @property
    def broken(self) -> str | None:
        """The SQL of the rows that could not be read, or None."""
        return broken_rows(self.table) if self.table.repaired is not None else None


def stage(
    shop: Workshop, table: Table, mapping: Mapping, kinds: Collection[str] = (), progress: Progress = silent
) -> Staged:
    """Read a file into the table ``staged``, the fast way if it is well formed, else row by row.

    Raises:
        Refused: the mapping does not fit the file, or the file cannot be read at all.
    """
    if table.careful:
        table = repaired(shop, table, progress)
    plan = staging(shop, table, mapping, kinds)
    progress(0.0, "reading")
    try:
        _fill(shop, plan)
    except duckdb.Error as error:
        prove(shop, plan)
        if table.shape is None or table.careful:
            raise _unreadable(table, error) from None
        try:
            plan = staging(shop, repaired(shop, table, progress), mapping, kinds)
            _fill(shop, plan)
        except duckdb.Error as second:
            raise _unreadable(table, second) from None
    _show(shop, plan)
    (rows,) = shop.row("select count(*) from staged_rows")
    broken = plan.table.repaired.broken_count if plan.table.repaired else 0
    good, filled = _good(shop, plan)
    return Staged(plan, filled, int(rows) + broken, good)


def _good(shop: Workshop, plan: Staging) -> tuple[int, frozenset[str]]:
    """The number of good rows, and the columns not empty in all of them; others are neither compared nor written."""
    columns = [name for name in plan.columns if name not in _LOCALS and name not in _ALWAYS]
    counted = "".join(f", count({name})" for name in columns)
    good, *counts = shop.row(f'select count(*){counted} from {TABLE} where "check" is null')
    kept = {name for name, count in zip(columns, counts, strict=True) if count}
    return int(good), frozenset(kept | _ALWAYS.intersection(plan.columns) | set(plan.constants))


_ALWAYS = {"document", "member", "kind", "amount", "line", "source_version"}


def _fill(shop: Workshop, plan: Staging) -> None:
    shop.run(f"create or replace temp table staged_rows as {plan.select}")


_LOCALS = {"local": "instant", "recorded_local": "recorded_at"}


def _show(shop: Workshop, plan: Staging) -> None:
    """Make the view: local times become UTC by the changes of the zone that lie between the first and the last one."""
    replaced = []
    for local, utc in _LOCALS.items():
        if local in plan.columns:
            within = f"{local} >= timestamp '{FIRST_DAY}' and {local} < timestamp '{LAST_DAY}'"
            first, last = shop.row(f"select min({local}), max({local}) from staged_rows where {within}")
            if first is not None:
                moved = to_utc(local, plan.mapping.time_zone or "UTC", first, last)
                replaced.append(f"coalesce({utc}, {moved}) as {utc}")
    inner = [name for name in (*_LOCALS, "row_number") if name in plan.columns or name == plan.row]
    inner.append("flaw")
    flaw = ", ".join(f"{unfolded(name)} as {name}" for name in ("reason", "raw"))
    change = f" replace ({', '.join(replaced)})" if replaced else ""
    constants = "".join(f", {sql} as {name}" for name, sql in plan.constants.items())
    listed = f"* exclude ({', '.join(inner)}){change}, {plan.row} as row, {flaw}{constants}"
    shop.run(f"create or replace temp view {TABLE} as select {listed} from staged_rows")


def _unreadable(table: Table, error: duckdb.Error) -> Refused:
    sentence = str(error).split("\n", 1)[0].removesuffix(".")[:300]
    reason = f"The file cannot be read: {sentence}."
    return Refused([Problem("intake.unreadable", reason, "Export it again.", Place(table.shown))])
