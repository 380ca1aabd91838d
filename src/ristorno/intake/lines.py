"""The good rows of a staged file as lines with their keys."""

from ristorno.intake.duck import Workshop
from ristorno.intake.numbering import NUMBER, earliest, windows
from ristorno.intake.staged import Staged
from ristorno.intake.store.columns import CONTENT, LOG

DOUBLES = "doubles"


def lines_sql(staged: Staged, version: str, *, without_doubles: bool = False) -> str:
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
    listed += [f"{sql} as {name}" for name, sql in earliest(moments).items()]
    return f"select {', '.join(listed)}, {NUMBER} as line_number from staged {where} {windows(staged, moments)}"


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
    """Whether every row names a later line than the row before it, as most exports do: it takes no look at others.

    Of two lines the longer text is the later one, so that numbers need not be read to be in order.
    """
    before = "lag(document) over () as document_before, lag(line) over () as line_before"
    rows = f'select document, line, {before} from staged where "check" is null'
    longer = "strlen(line) > strlen(line_before) or (strlen(line) = strlen(line_before) and line > line_before)"
    rises = f"document > document_before or (document = document_before and ({longer}))"
    (other,) = shop.row(f"select count(*) from ({rows}) where not coalesce({rises}, false)")
    return int(other) <= 1  # the first row follows none


def _all_differ(shop: Workshop, key: str) -> bool:
    """Whether no line is named twice, told by hashes: cheap, and where two lines share one the long way finds out."""
    lines, hashes = shop.row(f'select count(*), count(distinct hash({key})) from staged where "check" is null')
    return bool(lines == hashes)


def _packed(content: str) -> str:
    return ", ".join(f"{name} := {name}" for name in content.split(", "))
