"""What becomes of a line that a source tells, in SQL that DuckDB and PostgreSQL both understand.

``lines`` holds what is told (the columns of the log, ``row`` and ``key``), ``current`` the latest known version of
every line of the same documents, ``judged`` and ``gone`` what follows. A file is judged in DuckDB, a call in
PostgreSQL, and both by these texts alone: the way by which a fact comes never decides what becomes of it.
"""

from collections.abc import Mapping

from ristorno.intake.store.columns import CONTENT, LOG

COLUMNS = ", ".join(f'"{name}"' for name in LOG)
_SAME_LINE = "l.source = c.source and l.document = c.document and l.key = c.key"


def differs() -> str:
    """Return the SQL of the condition that a line ``l`` and its known version ``c`` are not the same."""
    return "(" + " or ".join(f"l.{name} is distinct from c.{name}" for name in CONTENT) + ")"


def _by_content(*, has_lines: bool | None) -> str:
    """Without versions the content decides; a line that had been retracted and is there again is restated.

    Without ids a document is replaced as a whole: a further line of a known document is a restatement of the document.
    """
    new = "'accepted'"
    if not has_lines:
        whole = "d.document is not null" if has_lines is False else "d.document is not null and l.line is null"
        new = f"case when {whole} then 'restated' else 'accepted' end"
    return (
        f"case when c.document is null then {new} when coalesce(l.retracted, false) <> c.retracted "
        f"or (not c.retracted and {differs()}) then 'restated' else 'duplicate' end"
    )


def _by_version() -> str:
    """With versions the higher one rules; the same one with other content cannot be believed."""
    turn = "row_number() over (partition by l.source, l.document, l.key order by l.source_version)"
    return (
        f"case when c.document is null and {turn} = 1 then 'accepted' "
        "when c.document is null or l.source_version > coalesce(c.source_version, 0) then 'restated' "
        "when l.source_version < c.source_version then 'stale' "
        "when c.retracted and not coalesce(l.retracted, false) then 'restated' "
        f"when {differs()} then 'conflict' else 'duplicate' end"
    )


def judged_sql(*, versions: bool | None, has_lines: bool | None) -> str:
    """Return the SQL of the lines with ``status``, ``was_version``, ``was_member``, ``was_retracted`` and ``step``.

    ``versions``: whether all lines have the version of their source, or none; ``has_lines``: whether all have an id of
    their own, or none. None where each line has to be asked.
    """
    content, version = _by_content(has_lines=has_lines), _by_version()
    status = {
        False: content,
        True: version,
        None: f"case when l.source_version is null then {content} else {version} end",
    }
    step = "1"
    if versions is not False:
        taken = "case when status in ('accepted', 'restated') then 1 else 0 end"
        step = f"row_number() over (partition by source, document, key, {taken} order by source_version)"
    documents = ""
    if versions is not True and not has_lines:
        documents = (
            "left join (select distinct source, document from current where not retracted) as d "
            "on l.source = d.source and l.document = d.document"
        )
    return (
        f"select told.*, {step} as step from ("
        f"select l.*, {status[versions]} as status, c.version as was_version, c.member as was_member, "
        f"c.retracted as was_retracted from lines as l left join current as c on {_SAME_LINE} {documents}) as told"
    )


def gone_sql(*, has_lines: bool | None) -> str:
    """Return the SQL of the lines that a known document without ids, as it is told now, does not have any more."""
    if has_lines:
        return "select c.* from current as c where false"
    told = "select 1 from lines as l where"
    gone = f"select c.* from current as c where not c.retracted and not exists ({told} {_SAME_LINE})"
    if has_lines is False:
        return gone
    return f"{gone} and exists ({told} l.line is null and l.source = c.source and l.document = c.document)"


def log_sql(at: str) -> str:
    """Return the SQL of the versions that the judged lines add; ``at`` is the SQL of when we learned of them.

    A line that moves to another member is taken back from the old one in a version of its own, so that everybody's
    facts are complete in themselves.
    """
    window = "partition by source, document, key order by step"
    kept = ", ".join(f'"{name}"' for name in LOG if name not in ("version", "recorded_at", "retracted"))
    back = _changed({"version": "version - 1", "member": "old_member", "retracted": "true"})
    return (
        f"with stepped as (select judged.*, coalesce(lag(member) over ({window}), "
        "case when not was_retracted then was_member end) as old_member "
        "from judged where status in ('accepted', 'restated')), "
        "moving as (select stepped.*, (old_member is not null and old_member <> member) as moves from stepped), "
        "moved as (select moving.*, cast(sum(case when moves then 1 else 0 end) "
        f"over ({window} rows unbounded preceding) as integer) as moved from moving), "
        f"numbered as (select {kept}, old_member, moves, "
        "cast(greatest(coalesce(source_version, 0), coalesce(was_version, 0) + cast(step as integer)) + moved "
        f"as integer) as version, coalesce(recorded_at, {at}) as recorded_at, "
        "coalesce(retracted, false) as retracted from moved) "
        f"select {COLUMNS} from numbered union all select {back} from numbered where moves"
    )


def _changed(columns: Mapping[str, str]) -> str:
    return ", ".join(f'{columns[name]} as "{name}"' if name in columns else f'"{name}"' for name in LOG)


def retraction_sql(lines: str, at: str) -> str:
    """Return the SQL of the versions that retract lines of a relation."""
    return f"select {_changed({'version': 'version + 1', 'retracted': 'true', 'recorded_at': at})} from {lines}"
