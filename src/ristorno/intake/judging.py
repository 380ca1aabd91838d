"""The lines of a file against what the store knows: new, the same, changed, gone."""

from dataclasses import dataclass

from ristorno.intake.duck import Workshop, text
from ristorno.intake.lines import DOUBLES, find_doubles, lines_sql
from ristorno.intake.staged import Staged
from ristorno.intake.store.columns import CONTENT, LINE_KEY, LOG
from ristorno.intake.store.log import log_rows

JUDGED = "judged"
"""The good rows of the file with ``status``, ``was_version`` and ``was_member``."""
GONE = "gone"
"""Lines of the store, as they are now, that the file takes back."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the store has of the sources of a file."""

    paths: list[str]
    sources: tuple[str, ...]


def judge_unknown(shop: Workshop, staged: Staged) -> str | None:
    """Return the SQL of the lines of a source that the store has nothing of; None where the long way is needed.

    The long way is for files that contradict or repeat themselves, and for those that hold several versions.
    """
    if "source_version" in staged.columns or (staged.mapping.has_lines and find_doubles(shop, staged)):
        return None
    return lines_sql(shop, staged, "1")


def judge(shop: Workshop, staged: Staged, known: Known) -> None:
    """Fill ``judged`` and ``gone`` by comparing every line of the file with its latest version in the store."""
    if staged.mapping.has_lines and "doubles" not in _tables(shop):
        find_doubles(shop, staged)
    _fill_lines(shop, staged)
    _fill_current(shop, known)
    if "source_version" in staged.columns:
        _judge_versions(shop)
    else:
        _judge_content(shop, staged)
    _find_gone(shop, staged)
    if not staged.mapping.has_lines:
        _hold_incomplete(shop, staged)


def _tables(shop: Workshop) -> set[str]:
    return {row[0] for row in shop.rows("select table_name from duckdb_tables()")}


def _fill_lines(shop: Workshop, staged: Staged) -> None:
    select = lines_sql(shop, staged, "1", without_doubles=staged.mapping.has_lines)
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
        f"{log_rows(known.paths)} as log "
        f"semi join lines using (source, document) "
        f"qualify row_number() over (partition by source, document, {LINE_KEY} order by version desc) = 1"
    )


def _differs() -> str:
    return "(" + " or ".join(f"l.{name} is distinct from c.{name}" for name in CONTENT) + ")"


def _judge_content(shop: Workshop, staged: Staged) -> None:
    """Without versions the content decides; a line that had been retracted and is there again is restated."""
    new = "'accepted'"
    if not staged.mapping.has_lines:
        # A document is replaced as a whole: a further line of a known document is a restatement of the document.
        new = "case when d.document is null then 'accepted' else 'restated' end"
    shop.run(
        f"create or replace temp table {JUDGED} as select l.*, case when c.document is null then {new} "
        f"when coalesce(l.retracted, false) <> c.retracted or (not c.retracted and {_differs()}) then 'restated' "
        f"else 'duplicate' end as status, c.version as was_version, c.member as was_member, "
        f"c.retracted as was_retracted, 1 as step from lines as l "
        f"left join current as c on l.source = c.source and l.document = c.document and l.key = c.key "
        f"left join (select distinct source, document from current where not retracted) as d "
        f"on l.source = d.source and l.document = d.document"
    )


def _judge_versions(shop: Workshop) -> None:
    """With versions the higher one rules; the same one with other content cannot be believed."""
    shop.run(
        f"create or replace temp table {JUDGED} as select *, row_number() over "
        f"(partition by source, document, key, status in ('accepted', 'restated') order by source_version) as step "
        f"from ("
        f"select l.*, case when c.document is null and row_number() over "
        f"(partition by l.source, l.document, l.key order by l.source_version) = 1 then 'accepted' "
        f"when c.document is null or l.source_version > coalesce(c.source_version, 0) then 'restated' "
        f"when l.source_version < c.source_version then 'stale' "
        f"when c.retracted and not coalesce(l.retracted, false) then 'restated' "
        f"when {_differs()} then 'conflict' else 'duplicate' end as status, "
        f"c.version as was_version, c.member as was_member, c.retracted as was_retracted from lines as l "
        f"left join current as c on l.source = c.source and l.document = c.document and l.key = c.key)"
    )


def _find_gone(shop: Workshop, staged: Staged) -> None:
    """Without line ids, lines of a known document that the file's document does not have are gone."""
    where = "false" if staged.mapping.has_lines else "not retracted"
    shop.run(
        f"create or replace temp table {GONE} as select c.* from current as c "
        f"anti join lines as l on l.source = c.source and l.document = c.document and l.key = c.key where {where}"
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
        f"select *, {LINE_KEY} as key from {log_rows(known.paths)} as log where source in ({sources}) "
        f"qualify row_number() over (partition by source, document, {LINE_KEY} order by version desc) = 1 "
        f"and not retracted and ((instant >= timestamp '{starts}' and instant < timestamp '{ends}') "
        f"or (day >= date '{first}' and day < date '{last}'))"
    )


__all__ = ["DOUBLES", "GONE", "JUDGED", "Known", "complete_for_sql", "judge", "judge_unknown"]
