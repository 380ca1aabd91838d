"""Numbers for lines without ids: their places in their document, in the order of content.

Documents usually come row after row, all rows with one time. Then one look at each row and the one before it tells
them apart, and a number instead of their name is what rows are sorted by: half the work of sorting by names and times.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ristorno.intake.duck import Workshop
from ristorno.intake.staged import Staged
from ristorno.intake.store.columns import CONTENT

_TELLING = 2
"""So many columns of content, after the time, tell most lines of a document apart."""
_GOOD = '(select * from staged where "check" is null)'


@dataclass(frozen=True, slots=True)
class Numbered:
    """The view ``numbered`` is filled: ``row``, ``run`` (the document) and ``line_number`` of every good row."""

    moments: tuple[str, ...]
    """The columns in which rows of one document may differ; the others are as the rows say them."""

    def select(self, name: str) -> str:
        """The SQL of a column of a moment: the earliest one of the document, whichever line tells it."""
        if name not in self.moments:
            return f"staged.{name}"
        return f"case when staged.{name} is not null then coalesce(first_{name}, staged.{name}) end as {name}"

    def join(self) -> str:
        """The SQL that joins what the selects need to ``staged``."""
        numbers = "join numbered on staged.row = numbered.row"
        return f"{numbers} join ({self._firsts()}) as firsts on numbered.run = firsts.run" if self.moments else numbers

    def _firsts(self) -> str:
        # A document that has an instant begins with its earliest one, whatever days its other lines say.
        told = {name: f"min({name})" for name in self.moments}
        if "instant" in told and "day" in told:
            told["day"] = "case when min(instant) is null then min(day) end"
        return (
            f"select run, {', '.join(f'{sql} as first_{name}' for name, sql in told.items())} from sorted group by run"
        )


def number_lines(shop: Workshop, staged: Staged, moments: Sequence[str]) -> Numbered:
    """Number the good rows inside their documents, from 1; neither the order of rows nor that of files matters."""
    constants = staged.staging.constants
    several = "source" in staged.columns and "source" not in constants
    document = ["source", "document"] if several else ["document"]
    varying = [name for name in CONTENT if name in staged.columns and name not in (*constants, *moments)]
    alike = _in_one_go(shop, document, moments)
    own = () if alike else tuple(moments)
    rows = _runs(document, [*own, *varying[:_TELLING]]) if alike is not None else _gathered(document)
    _sort(shop, rows, own, varying)
    return Numbered(own)


def _in_one_go(shop: Workshop, document: Sequence[str], moments: Sequence[str]) -> bool | None:
    """Whether all rows of a document have one moment; None where documents do not come row after row."""
    both = [*document, *moments]
    before = ", ".join(f"lag({name}) over () as before_{name}" for name in both)
    rows = f"select *, {_differs(document)} as opens from (select {', '.join(both)}, {before} from {_GOOD})"
    documents = f"count(distinct ({', '.join(document)})) filter (opens)"
    changes = f"count(*) filter (not opens and ({_differs(moments)}))"
    runs, named, changed = shop.row(f"select count(*) filter (opens), {documents}, {changes} from ({rows})")
    return not changed if runs == named else None


def _differs(columns: Sequence[str]) -> str:
    return " or ".join(f"{name} is distinct from before_{name}" for name in columns) or "false"


def _runs(document: Sequence[str], columns: Sequence[str]) -> str:
    """The SQL of the rows with ``run``: how many rows lie before the first one of their document."""
    before = ", ".join(f"lag({name}) over () as before_{name}" for name in document)
    listed = ", ".join(["row", *columns])
    placed = f"select {listed}, {', '.join(document)}, {before}, row_number() over () - 1 as place from {_GOOD}"
    opened = f"case when {_differs(document)} then place end"
    return f"(select {listed}, max({opened}) over (rows unbounded preceding) as run from ({placed}))"


def _gathered(document: Sequence[str]) -> str:
    """The same of documents whose rows are scattered over the file."""
    key = ", ".join(document)
    counted = f"select {key}, count(*) as rows_of from {_GOOD} group by {key}"
    before = f"select {key}, cast(sum(rows_of) over (order by {key}) as bigint) - rows_of as run from ({counted})"
    return f"(select good.*, run from {_GOOD} as good join ({before}) using ({key}))"


def _sort(shop: Workshop, rows: str, moments: Sequence[str], varying: Sequence[str]) -> None:
    """Fill ``numbered`` from rows with their runs.

    What varies first tells nearly all lines of a document apart, and to sort by all content takes nearly twice as
    long. So only documents in which it does not are sorted again, by everything.
    """
    few = ["run", *moments, *varying[:_TELLING]]
    kept = ", ".join(["row", "run", *moments])
    alike = f", hash({', '.join(few)}) as alike"
    shop.run(f"create or replace temp table sorted as select {kept}{alike} from {rows} order by {_order(few)}")
    numbers = "select row, run, cast(rowid - run + 1 as integer) as line_number from sorted"
    if varying[_TELLING:] and _find_undecided(shop):
        inside = "run in (select run from undecided)"
        window = f"partition by run order by {_order([f'staged.{name}' for name in (*moments, *varying)])}"
        again = f"select sorted.row, run, cast(row_number() over ({window}) as integer) as line_number"
        joined = f"from sorted join staged on sorted.row = staged.row where {inside}"
        shop.run(f"create or replace temp table sorted_again as {again} {joined}")
        numbers += f" where not {inside} union all select row, run, line_number from sorted_again"
    shop.run(f"create or replace temp view numbered as {numbers}")


def _order(columns: Sequence[str]) -> str:
    return ", ".join(f"{name} nulls last" for name in columns)


def _find_undecided(shop: Workshop) -> bool:
    """Fill ``undecided`` with the documents that have neighbors which look the same; return whether there are any."""
    both = "select run, alike = lag(alike) over () as again from sorted"
    shop.run(f"create or replace temp table undecided as select distinct run from ({both}) where again")
    return bool(shop.row("select count(*) from undecided")[0])
