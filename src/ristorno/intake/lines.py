"""The good rows of a staged file as lines with their keys."""

from collections.abc import Sequence

from ristorno.intake.duck import Workshop
from ristorno.intake.staged import Staged
from ristorno.intake.store.columns import CONTENT, LOG

DOUBLES = "doubles"
_TELLING = 2
"""So many columns of content, after the time, tell most lines of a document apart."""


def lines_sql(shop: Workshop, staged: Staged, version: str, *, without_doubles: bool = False) -> str:
    """Return the SQL of the good rows with the columns of the log, and ``row``, their number in the file.

    Without line ids the lines of a document are numbered in the order of their content, which does not depend on
    their order in the file; identical lines stay apart, and all have the earliest instant of the document. Lines with
    ids keep their own: others of their document may come with another file, and the engine takes the earliest of all.
    """
    made = {"version", "instant", "day", "line", "line_number"}
    listed = [f"staged.{name}" for name in LOG if name in staged.columns and name not in made]
    listed += [f"{version} as version", "staged.row"]
    where = 'where "check" is null' + (f" and row not in (select row from {DOUBLES})" if without_doubles else "")
    moments = [name for name in ("instant", "day") if name in staged.columns]
    if staged.mapping.has_lines:
        return f"select {', '.join([*listed, 'line', *moments])} from staged {where}"
    document = _number(shop, staged, moments)
    first = "case when staged.{0} is not null then coalesce(first_{0}, staged.{0}) end as {0}"
    listed += [first.format(name) for name in moments]
    listed.append("cast(numbered.place - before as integer) as line_number")
    return (
        f"select {', '.join(listed)} from staged join numbered on staged.row = numbered.row "
        f"join documents on {' and '.join(f'staged.{name} = documents.{name}' for name in document)}"
    )


def _number(shop: Workshop, staged: Staged, moments: Sequence[str]) -> Sequence[str]:
    """Fill ``numbered``, the good rows in order, and ``documents`` with what precedes each; return what names it.

    One sort of few columns and two joins cost half of what a window over whole rows does.
    """
    constants = staged.staging.constants
    several = "source" in staged.columns and "source" not in constants
    document = ["source", "document"] if several else ["document"]
    varying = [name for name in CONTENT if name in staged.columns and name not in (*constants, *moments)]
    _sort(shop, document, moments, varying)
    key = ", ".join(document)
    # The times come first in the order, so a document that has an instant begins with its earliest one.
    firsts = {"instant": "min(instant)", "day": "case when min(instant) is null then min(day) end"}
    if "instant" not in moments:
        firsts["day"] = "min(day)"
    listed = ", ".join([key, "min(place) - 1 as before", *(f"{firsts[name]} as first_{name}" for name in moments)])
    shop.run(f"create or replace temp table documents as select {listed} from numbered group by {key}")
    return document


def _sort(shop: Workshop, document: Sequence[str], moments: Sequence[str], varying: Sequence[str]) -> None:
    """Fill ``numbered``: the rows of a document one after the other, in the order of their content.

    The time and what varies first tell nearly all lines of a document apart, and to sort by all content takes nearly
    twice as long. So only documents in which they do not are sorted again, and put behind the others.
    """
    few = [*document, *moments, *varying[:_TELLING]]
    kept = ", ".join(["row", *document, *moments])
    good = 'select {} from staged where "check" is null'

    def order(columns: Sequence[str]) -> str:
        return ", ".join(f"{name} nulls last" for name in columns)

    alike = f"{kept}, hash({', '.join(few)}) as alike"
    shop.run(f"create or replace temp table sorted as {good.format(alike)} order by {order(few)}")
    placed = f"select {kept}, rowid as place from sorted"
    key = ", ".join(document)
    if varying[_TELLING:] and _find_undecided(shop, key):
        inside = f"({key}) in (select ({key}) from undecided)"
        every = order([*document, *moments, *varying])
        again = f"{good.format(kept)} and {inside} order by {every}"
        shop.run(f"create or replace temp table sorted_again as {again}")
        behind = "rowid + (select count(*) from sorted) as place"
        placed += f" where not {inside} union all select {kept}, {behind} from sorted_again"
    shop.run(f"create or replace temp view numbered as {placed}")


def _find_undecided(shop: Workshop, key: str) -> bool:
    """Fill ``undecided`` with the documents that have neighbors which look the same; return whether there are any."""
    both = f"select {key}, alike = lag(alike) over () as again from sorted"
    shop.run(f"create or replace temp table undecided as select distinct {key} from ({both}) where again")
    return bool(shop.row("select count(*) from undecided")[0])


def find_doubles(shop: Workshop, staged: Staged) -> int:
    """Fill the table ``doubles`` with rows that name a line a second time; return how many there are.

    ``same``: the row says what an earlier row of the file says. Else none of the rows can be believed, and all of
    them are listed.
    """
    keys = ["source"] if "source" in staged.columns else []
    keys += ["document", "line", *(["source_version"] if "source_version" in staged.columns else [])]
    content = ", ".join(name for name in ("retracted", "recorded_at", *CONTENT) if name in staged.columns)
    key = ", ".join(keys)
    good = '(select * from staged where "check" is null)'
    if (keys == ["document", "line"] and _all_rise(shop)) or _all_differ(shop, key):
        shop.run(f"create or replace temp table {DOUBLES} as select cast(0 as bigint) as row, true as same where false")
        return 0
    repeated = f'(select {key} from staged where "check" is null group by {key} having count(*) > 1)'
    alike = f"good.{keys[0]} = more.{keys[0]}"
    alike += "".join(f" and good.{name} = more.{name}" for name in keys[1:])
    shop.run(
        f"create or replace temp table {DOUBLES} as "
        f"select row, same from (select row, min(row) over (partition by {key}) as first, "
        f"(count(distinct struct_pack({_packed(content)})) over (partition by {key})) = 1 as same "
        f"from (select good.* from {good} as good semi join {repeated} as more on {alike})) "
        f"where not same or row <> first"
    )
    (count,) = shop.row(f"select count(*) from {DOUBLES}")
    return int(count)


def _all_rise(shop: Workshop) -> bool:
    """Whether every row names a later line than the row before it, as most exports do: it takes no look at others."""
    number = "try_cast(line as bigint)"
    before = f"lag(document) over () as document_before, lag({number}) over () as number_before"
    rows = f'select document, {number} as number, {before} from staged where "check" is null'
    rises = "document > document_before or (document = document_before and number > number_before)"
    (other,) = shop.row(f"select count(*) from ({rows}) where not coalesce({rises}, false)")
    return int(other) <= 1  # the first row follows none


def _all_differ(shop: Workshop, key: str) -> bool:
    """Whether no line is named twice, told by hashes: cheap, and where two lines share one the long way finds out."""
    lines, hashes = shop.row(f'select count(*), count(distinct hash({key})) from staged where "check" is null')
    return bool(lines == hashes)


def _packed(content: str) -> str:
    return ", ".join(f"{name} := {name}" for name in content.split(", "))
