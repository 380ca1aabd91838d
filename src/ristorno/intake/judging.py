"""The lines of a file against what the store knows: new, the same, changed, gone."""

from dataclasses import dataclass

from ristorno.intake.duck import Workshop, text
from ristorno.intake.lines import DOUBLES, find_doubles, lines_sql
from ristorno.intake.staged import Staged
from ristorno.intake.store.columns import LINE_KEY, LOG
from ristorno.intake.verdict import gone_sql, judged_sql

JUDGED = "judged"
"""The good rows of the file with ``status``, ``was_version`` and ``was_member``."""
GONE = "gone"
"""Lines of the store, as they are now, that the file takes back."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store has of the sources of a file."""

    rows: str
    """The SQL of a relation with the columns of the log: at least all versions of what the file tells of."""
    sources: tuple[str, ...]
    nothing: bool = False
    """Whether it has nothing of them."""


def judge_unknown(shop: Workshop, staged: Staged) -> str | None:
    """Return the SQL of the lines of a source that the store has nothing of; None where the long way is needed.

    The long way is for files that contradict or repeat themselves, and for those that hold several versions.
    """
    if "source_version" in staged.columns or (staged.mapping.has_lines and find_doubles(shop, staged)):
        return None
    return lines_sql(staged, "1")


def judge(shop: Workshop, staged: Staged, known: Known) -> None:
    """Fill ``judged`` and ``gone`` by comparing every line of the file with its latest version in the store."""
    if staged.mapping.has_lines and "doubles" not in _tables(shop):
        find_doubles(shop, staged)
    _fill_lines(shop, staged)
    _fill_current(shop, known)
    lines = staged.mapping.has_lines
    judged = judged_sql(versions="source_version" in staged.columns, has_lines=lines)
    shop.run(f"create or replace temp table {JUDGED} as {judged}")
    shop.run(f"create or replace temp table {GONE} as {gone_sql(has_lines=lines)}")
    if not lines:
        _hold_incomplete(shop, staged)


def _tables(shop: Workshop) -> set[str]:
    return {row[0] for row in shop.rows("select table_name from duckdb_tables()")}


def _fill_lines(shop: Workshop, staged: Staged) -> None:
    select = lines_sql(staged, "1", without_doubles=staged.mapping.has_lines)
    missing = [name for name in LOG if name not in _columns(staged)]
    filled = "".join(f', cast(null as {LOG[name]}) as "{name}"' for name in missing)
    source = "coalesce(source, '')" if "source" in _columns(staged) else "''"
    shop.run(
        f"create or replace temp table lines as select * replace ({source} as source), {LINE_KEY} as key "
        f"from (select *{filled} from ({select}))"
    )


def _columns(staged: Staged) -> set[str]:
    made = {"version", "line" if staged.mapping.has_lines else "line_number"}
    return made | set(staged.columns)


def _fill_current(shop: Workshop, known: Known) -> None:
    """The latest version of every line of the documents that the file tells of."""
    shop.run(
        f"create or replace temp table current as select *, {LINE_KEY} as key from "
        f"{known.rows} as log "
        f"semi join lines using (source, document) "
        f"qualify row_number() over (partition by source, document, {LINE_KEY} order by version desc) = 1"
    )


def _hold_incomplete(shop: Workshop, staged: Staged) -> None:
    """A known document that changed while some of its rows were set aside waits until it is whole.

    Else a row that cannot be read today would take back money that was counted yesterday.
    """
    source = "coalesce(source, '')" if "source" in staged.columns else "''"
    kept = [number for number, check in enumerate(staged.staging.checks) if not check.ignored]
    if not kept:
        return
    shop.run(
        f"create or replace temp table held as select distinct source, document from "
        f'(select {source} as source, document from staged where "check" in ({", ".join(map(str, kept))})) '
        f"semi join current using (source, document) "
        f"semi join (select source, document from {JUDGED} where status <> 'duplicate' "
        f"union all select source, document from {GONE}) using (source, document)"
    )
    if shop.row("select count(*) from held")[0]:
        shop.run(
            f"create or replace temp table {JUDGED} as select j.* replace "
            f"(case when h.document is null then j.status else 'held' end as status) "
            f"from {JUDGED} as j left join held as h using (source, document)"
        )
        shop.run(f"create or replace temp table {GONE} as select * from {GONE} anti join held using (source, document)")


def complete_for_sql(known: Known, starts: str, ends: str, first: str, last: str) -> str:
    """Return the SQL of the lines of these sources that lie in a period and are in force.

    ``starts`` and ``ends`` are UTC texts for facts with a time, ``first`` and ``last`` days for the others.
    """
    sources = ", ".join(text(source) for source in known.sources) or "null"
    return (
        f"select *, {LINE_KEY} as key from {known.rows} as log where source in ({sources}) "
        f"qualify row_number() over (partition by source, document, {LINE_KEY} order by version desc) = 1 "
        f"and not retracted and ((instant >= timestamp '{starts}' and instant < timestamp '{ends}') "
        f"or (day >= date '{first}' and day < date '{last}'))"
    )


__all__ = ["DOUBLES", "GONE", "JUDGED", "Known", "complete_for_sql", "judge", "judge_unknown"]
