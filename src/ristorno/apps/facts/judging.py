"""What is told against what is known, set by set, in the database; the verdict is the one of the intake."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.backends.utils import CursorWrapper

from ristorno.apps.facts.tables import COLUMNS, TYPES
from ristorno.intake.aside import CONFLICTS
from ristorno.intake.store.columns import CONTENT
from ristorno.intake.verdict import gone_sql, judged_sql

CURRENT: Final = f"""
select distinct on (v.identity, v.key) {", ".join(f'v."{name}"' for name in TYPES)}, v.key
from facts_version as v join {{documents}} as d on v.identity = d.identity
order by v.identity, v.key, v.version desc
"""
"""The latest version of every line of some documents, which have an ``identity``."""

IDENTITY: Final = "md5(md5(source) || document)::uuid"

_IDS: Final = 'source, document, line, source_version, "row"'
_CONTENT: Final = ", ".join(("retracted", "recorded_at", *CONTENT))
_DOUBLES: Final = f"""
insert into doubles
select t."row", 'double', g.same from told as t join (
    select source, document, line, version, min("row") as first, count(distinct ({_CONTENT})) = 1 as same from (
        select *, case when not bool_or(source_version is null) over (partition by source, document, line)
                       then source_version end as told_version from told where line is not null
    ) as told group by source, document, line, told_version having count(*) > 1
) as g on t.source = g.source and t.document = g.document and t.line = g.line
    and (g.version is null or g.version = t.source_version)
where not g.same or t."row" <> g.first
""".replace("line, version, min", "line, told_version as version, min")
_MIXED: Final = """
insert into doubles
select t."row", 'mixed', false from told as t where t.line is null and exists
    (select from told as o where o.source = t.source and o.document = t.document and o.line is not null)
"""

_BINARY: Final = ", ".join(
    f'{name} collate "C" nulls last' if TYPES[name] == "text" else f"{name} nulls last"
    for name in ("instant", "day", *(each for each in CONTENT if each not in ("instant", "day")))
)
_FIRST: Final = {
    "instant": "case when instant is not null then min(instant) over document end",
    "day": "case when instant is null and min(instant) over document is null then min(day) over document else day end",
    "line_number": f"cast(row_number() over (partition by source, document order by {_BINARY}) as integer)",
}


def _listed(changed: dict[str, str]) -> str:
    return ", ".join(f"{changed[name]} as {name}" if name in changed else f'"{name}"' for name in TYPES)


_GOOD: Final = '"row" not in (select "row" from doubles)'
_WITH_IDS: Final = f'insert into lines select "row", {COLUMNS}, line from told where line is not null and {_GOOD}'
_WITHOUT_IDS: Final = f"""
insert into lines
select *, cast(line_number as text) from (
    select "row", {_listed(_FIRST)} from told where line is null and {_GOOD}
    window document as (partition by source, document)
) as numbered
"""
_HELD: Final = """
update judged as j set status = 'held' where j.line is null
and (j.source, j.document) in (
    select coalesce(source, ''), document from aside
    intersect select source, document from current
    intersect (select source, document from judged where status <> 'duplicate' union select source, document from gone)
)
"""
_NOT_GONE: Final = """
delete from gone where (source, document) in (select source, document from judged where status = 'held')
"""
_AGAIN: Final = """
insert into aside
select key, row_number() over (partition by key order by "row"), "row", code, '', reason, remedy, raw,
       source, document, line, amount
from (
    select md5(%(code)s || chr(31) || raw) as key, "row", %(code)s as code, %(reason)s as reason, %(remedy)s as remedy,
           raw, source, document, line, amount
    from (
        select t.*, (jsonb_strip_nulls(to_jsonb(t)) - 'row')::text as raw from told as t where "row" in ({rows})
    ) as shown
) as keyed
"""
_ROWS: Final = {
    "double": "select \"row\" from doubles where code = 'double' and not same",
    "mixed": "select \"row\" from doubles where code = 'mixed'",
    "conflict": "select \"row\" from judged where status = 'conflict'",
    "held": "select \"row\" from judged where status = 'held'",
}
_TOLD: Final = {
    **CONFLICTS,
    "mixed": (
        "intake.mixed_lines",
        "Other rows of the document have ids of their lines, and this one has none.",
        "Send all lines of a document with ids, or all without.",
    ),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """How many rows the tables have, so that nothing is asked of those that are empty."""

    told: int
    doubles: int
    gone: int
    aside: int


def judge(cursor: CursorWrapper, told: int, aside: int) -> Judged:
    """Fill ``lines``, ``current``, ``judged`` and ``gone`` from ``told``, and add to ``aside`` what contradicts."""
    cursor.execute("select count(line), count(source_version) from told")
    with_ids, with_versions = cursor.fetchone()
    has_lines, versions = _all_or_none(with_ids, told), _all_or_none(with_versions, told)
    doubles = _doubles(cursor, told, has_lines=has_lines)
    if has_lines is not False:
        cursor.execute(_WITH_IDS)
    if not has_lines:
        cursor.execute(_WITHOUT_IDS)
    documents = f"(select distinct {IDENTITY} as identity from lines)"
    _ran(cursor, f"insert into current {CURRENT.format(documents=documents)}")
    names = ("row", *TYPES, "key", "status", "was_version", "was_member", "was_retracted", "step")
    listed = ", ".join(f'"{name}"' for name in names)
    judged = judged_sql(versions=versions, has_lines=has_lines)
    cursor.execute(f"insert into judged select {listed} from ({judged}) as judged")
    gone = held = 0
    if not has_lines:
        gone = _ran(cursor, f"insert into gone select {COLUMNS}, key from ({gone_sql(has_lines=has_lines)}) as gone")
        if aside:
            held = _ran(cursor, _HELD)
            gone -= _ran(cursor, _NOT_GONE)
    for what, some in (("double", doubles), ("mixed", doubles), ("conflict", versions is not False), ("held", held)):
        aside += _again(cursor, what) if some else 0
    return Judged(told, doubles, gone, aside)


def _all_or_none(some: int, every: int) -> bool | None:
    return True if some == every else False if some == 0 else None


def _doubles(cursor: CursorWrapper, told: int, *, has_lines: bool | None) -> int:
    doubles = _ran(cursor, _DOUBLES) if told > 1 and has_lines is not False else 0
    return doubles + (_ran(cursor, _MIXED) if has_lines is None else 0)


def _again(cursor: CursorWrapper, what: str) -> int:
    code, reason, remedy = _TOLD[what]
    return _ran(cursor, _AGAIN.format(rows=_ROWS[what]), {"code": code, "reason": reason, "remedy": remedy})


def _ran(cursor: CursorWrapper, sql: str, values: Mapping[str, str] | None = None) -> int:
    """Run a statement; return how many rows it wrote."""
    cursor.execute(sql, values)
    return int(cursor.rowcount)
