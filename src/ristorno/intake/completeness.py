"""A file that is complete for a period: what the store has more of its sources."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from ristorno.intake.aside import ASIDE
from ristorno.intake.duck import Workshop
from ristorno.intake.judging import Known, complete_for_sql
from ristorno.intake.retraction import RetractedLine, RetractionPreview
from ristorno.intake.staged import Staged
from ristorno.intake.store.columns import empty_row
from ristorno.kernel.period import Period

MISSING = "missing"
"""Lines of the store in the period that the file does not have."""


def find_missing(shop: Workshop, staged: Staged, known: Known, period: Period) -> None:
    """Fill ``missing``. Documents with rows that were set aside are not missing: nobody knows yet what they say."""
    starts, ends = bounds(staged, period)
    wanted = complete_for_sql(known, str(starts), str(ends), str(period.start), str(period.end))
    key = "and l.key = w.key" if staged.mapping.has_lines else ""
    shop.run(
        f"create or replace temp table {MISSING} as select w.* from ({wanted}) as w "
        f"anti join lines as l on l.source = w.source and l.document = w.document {key} "
        f"anti join {ASIDE} as a on coalesce(a.source, w.source) = w.source and a.document = w.document"
    )


def bounds(staged: Staged, period: Period) -> tuple[datetime, datetime]:
    """Return the first moment of a period and the one at which it is over, in UTC, for days of the file's zone."""
    zone = ZoneInfo(staged.mapping.time_zone or "UTC")
    starts, ends = (datetime.combine(day, time.min, tzinfo=zone) for day in (period.start, period.end))
    return starts.astimezone(UTC).replace(tzinfo=None), ends.astimezone(UTC).replace(tzinfo=None)


def nothing_missing(shop: Workshop) -> None:
    """Fill ``missing`` with nothing, for a file that claims no completeness."""
    shop.run(f"create or replace temp table {MISSING} as select *, '' as key from ({empty_row()})")


def preview(shop: Workshop, period: Period) -> RetractionPreview:
    """Return the missing lines as a list for people."""
    rows = shop.rows(
        "select source, document, key, member, strftime(coalesce(instant, cast(day as timestamp)), '%Y-%m-%d'), "
        f"amount, currency from {MISSING} order by source, document, line_number, key"
    )
    return RetractionPreview(period, tuple(RetractedLine(*row) for row in rows))
