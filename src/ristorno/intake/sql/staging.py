"""The select that turns a file into staged rows: fields, a check number where one holds, and then the raw row."""

from collections.abc import Collection
from collections.abc import Mapping as Map
from dataclasses import dataclass

import duckdb

from ristorno.intake.binding import bind, patterns
from ristorno.intake.duck import Workshop, name, text
from ristorno.intake.mapping import Mapping
from ristorno.intake.sql.checks import Check, all_fine
from ristorno.intake.sql.columns import Columns, prepare
from ristorno.intake.sql.fields import Fields, fields
from ristorno.intake.sql.lookups import Joined, join_lookups
from ristorno.intake.table import Source, Table
from ristorno.intake.workbook.flaws import flaw_checks
from ristorno.kernel.problem import Place, Problem, Refused

FLAW_MARK = "chr(30)"
"""Stands between a row as it is in the file and the sentence on it: one column of few values is cheaper than two. JSON
never holds this character itself."""


@dataclass(frozen=True, slots=True)
class Staging:
    """A file under a mapping, ready to be read: the SQL, its columns, its checks."""

    table: Table
    mapping: Mapping
    select: str
    columns: tuple[str, ...]
    """The names of the fact columns that the select yields, besides ``check`` and ``flaw``."""
    constants: Map[str, str]
    """The SQL of the fact columns that are the same in every row; they are not staged."""
    checks: tuple[Check, ...]
    """``check`` is an index into these; null means that the row is good."""
    row: str
    """The SQL of the row number over the staged table."""


def staging(shop: Workshop, table: Table, mapping: Mapping, kinds: Collection[str] = ()) -> Staging:
    """Compile a mapping for a file.

    Raises:
        Refused: the mapping names columns that are not there, or the columns cannot be read as it says.
    """
    bound = bind(mapping, table.headers, table.shown)
    joined = join_lookups(shop, table, mapping, bound)
    columns = prepare(bound, joined.sources, table)
    result = fields(mapping, columns, kinds)
    # Whether a row is ours at all is asked first; what its cells cannot say comes before what is missing.
    result.checks[len(mapping.ignore) : len(mapping.ignore)] = flaw_checks(table, bound)
    checks = tuple(check for group in result.checks for check in group.checks)
    select, row = _select(table, joined, columns, result, checks)
    return Staging(table, mapping, select, tuple(result.columns), result.constants, checks, row)


def _select(
    table: Table, joined: Joined, columns: Columns, result: Fields, checks: tuple[Check, ...]
) -> tuple[str, str]:
    relation = joined.relation
    for level, steps in enumerate(columns.steps.named):
        every = "*" if level else "file.*"
        listed = ", ".join((every, *(f"{sql} as {alias}" for sql, alias in steps.items())))
        relation = f"(select {listed} from {relation}) as s{level}"
    listed = ", ".join(f"{sql} as {name('f_' + key)}" for key, sql in result.columns.items())
    cases = " ".join(f"when {check.condition} then {number}" for number, check in enumerate(checks))
    relation = f"(select *, {all_fine(result.checks)} as fine from {relation}) as judged"
    check = f"cast(case when fine then null {cases} end as smallint)"
    relation = f'(select *, {check} as "check", {listed} from {relation}) as checked'
    outer = ", ".join(_signed(result, key) for key in result.columns)
    sentences = " ".join(f"when {number} then {check.sentence}" for number, check in enumerate(checks))
    wrong = '"check" is not null'  # asked first: of most rows nothing is to be told
    told = f'concat({_raw(table.columns)}, {FLAW_MARK}, case "check" {sentences} end)'
    flaw = f"case when {wrong} then {told} end as flaw"
    row = joined.row
    numbered = f", {row} as row_number" if row else ""
    select = f'select {outer}, "check", {flaw}{numbered} from {relation}'
    return select, "row_number" if row else f"rowid + {table.first_row}"


def unfolded(name: str) -> str:
    """Return the SQL of the ``reason`` or the ``raw`` row that the column ``flaw`` tells together."""
    return {
        "raw": f"split_part(flaw, {FLAW_MARK}, 1)",
        "reason": f"substring(flaw, strpos(flaw, {FLAW_MARK}) + 1)",
    }[name]


def _signed(result: Fields, key: str) -> str:
    sql = name("f_" + key)
    signed = result.signed.get(key, "{0}")
    return f"{signed.format(sql)} as {name(key)}"


def _raw(columns: Map[str, Source]) -> str:
    """The row as it stands in the file: header -> text."""
    pairs = ", ".join(f"{text(header)}, cast({source.sql} as varchar)" for header, source in columns.items())
    return f"cast(json_object({pairs}) as varchar)"


def prove(shop: Workshop, plan: Staging) -> None:
    """Find out whether it is the mapping that DuckDB stumbled over, before a row was read.

    Raises:
        Refused: a regular expression, a date format or a type does not hold.
    """
    try:
        for pattern in patterns(plan.mapping):
            shop.run("select regexp_matches('', $1)", [pattern])
        shop.run(f"explain {plan.select}")
    except duckdb.Error as error:
        sentence = str(error).split("\n", 1)[0].removesuffix(".")
        reason = f"The mapping {plan.mapping.mapping!r} does not fit the file: {sentence}."
        place = Place(plan.table.shown)
        remedy = "Check regular expressions, date formats and columns."
        raise Refused([Problem("intake.mapping", reason, remedy, place)]) from None
