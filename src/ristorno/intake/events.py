"""New rows of the log: every change of a line as a version of its own."""

from ristorno.intake.completeness import MISSING
from ristorno.intake.judging import GONE, JUDGED
from ristorno.intake.store.columns import LOG

_LISTED = ", ".join(f'"{name}"' for name in LOG)


def log_sql(at: str) -> str:
    """Return the SQL of the versions that the judged lines add; ``at`` is the SQL of when we learned of them.

    A line that moves to another member is taken back from the old one in a version of its own, so that everybody's
    facts are complete in themselves.
    """
    window = "partition by source, document, key order by step"
    stepped = (
        f"select *, coalesce(lag(member) over ({window}), "
        f"case when not was_retracted then was_member end) as old_member "
        f"from {JUDGED} where status in ('accepted', 'restated')"
    )
    moved = (
        "select *, (old_member is not null and old_member <> member) as moves, "
        f"cast(sum(case when old_member is not null and old_member <> member then 1 else 0 end) "
        f"over ({window} rows unbounded preceding) as integer) as moved from ({stepped})"
    )
    numbered = (
        "select * replace (greatest(coalesce(source_version, 0), coalesce(was_version, 0) + cast(step as integer)) "
        f"+ moved as version, coalesce(recorded_at, {at}) as recorded_at, "
        f"coalesce(retracted, false) as retracted) from ({moved})"
    )
    back = (
        "select * replace (version - 1 as version, old_member as member, true as retracted) from numbered where moves"
    )
    return f"with numbered as ({numbered}) select {_LISTED} from (select * from numbered union all by name {back})"


def retraction_sql(at: str) -> str:
    """Return the SQL of the versions that retract what is gone from a document or missing in a complete file."""
    back = f"* replace (version + 1 as version, true as retracted, {at} as recorded_at)"
    return f"select {_LISTED} from (select {back} from {GONE} union all by name select {back} from {MISSING})"
