"""A file staged: every row as a typed row of a temporary table, wrong ones with the number of their check."""

# ruff: noqa: S608 - names in SQL are ours, texts are quoted by duck.text

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from ristorno.intake.duck import Workshop
from ristorno.intake.mapping import Mapping
from ristorno.intake.progress import Progress, silent
from ristorno.intake.sql.staging import Staging, staging
from ristorno.intake.table import Table, broken_rows, repaired
from ristorno.kernel.problem import Place, Problem, Refused

TABLE = "staged"


@dataclass(frozen=True, slots=True)
class Staged:
    """A staged file. ``staged`` holds the fact columns, ``check``, ``raw`` (the row as JSON, wrong rows only)."""

    staging: Staging
    columns: frozenset[str]
    rows: int
    """Rows of the file, with those that could not even be read."""

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
    plan = staging(shop, table, mapping, kinds)
    progress(0.0, "reading")
    try:
        _fill(shop, plan)
    except duckdb.Error as error:
        if table.shape is None:
            raise _unreadable(table, error) from None
        try:
            plan = staging(shop, repaired(shop, table, progress), mapping, kinds)
            _fill(shop, plan)
        except duckdb.Error as second:
            raise _unreadable(table, second) from None
    (rows,) = shop.row(f"select count(*) from {TABLE}")
    broken = plan.table.repaired.broken_count if plan.table.repaired else 0
    return Staged(plan, frozenset(plan.columns), int(rows) + broken)


def _fill(shop: Workshop, plan: Staging) -> None:
    shop.run(f"create or replace temp table {TABLE} as {plan.select}")


def _unreadable(table: Table, error: duckdb.Error) -> Refused:
    sentence = str(error).split("\n", 1)[0].removesuffix(".")[:300]
    reason = f"The file cannot be read: {sentence}."
    return Refused([Problem("unreadable", reason, "Export it again.", Place(table.shown))])
