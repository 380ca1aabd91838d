"""The lines in force, in SQL: of every line of the log the version that rules, exactly as the engine knows them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from ristorno.engine.fact import CALENDAR_KINDS, NEGATIVE_KINDS
from ristorno.intake.duck import Workshop, text
from ristorno.intake.store.columns import LINE_KEY, LOG

LOG_ROWS = "log_rows"
"""All versions that are known, one row each."""
IN_FORCE = "in_force"
"""The lines in force, with the columns of the log."""

JUDGED_ALONE = CALENDAR_KINDS | {"granted"}
"""Kinds of which the engine itself says whether they are taken."""

_PLACE = "source, document"


def any_of(kinds: Collection[str]) -> str:
    """Return the SQL list of some kinds."""
    return "(" + ", ".join(text(kind) for kind in sorted(kinds)) + ")"


RETURNS = f"(kind in {any_of(NEGATIVE_KINDS)} and reverses_document is not null)"
"""Whether a line takes back what it names."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What some rows of the log have at all, so that nothing is looked for in vain."""

    rows: int
    versions: bool
    """Some line may have a second version."""
    returns: bool
    """Some line names what it takes back."""
    tenders: bool
    judged_alone: bool
    first: datetime | None
    last: datetime | None
    """The times between which everything happened; days count as their midnights in UTC."""
    last_recorded: datetime | None


def known_by(moment: datetime | None) -> str:
    """Return the SQL condition of the rows known at a moment."""
    if moment is None:
        return "true"
    return f"(recorded_at is null or recorded_at <= timestamp '{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}')"


def traits(shop: Workshop) -> Traits:
    """Look through the rows of the log once."""
    moment = "coalesce(instant, cast(day as timestamp))"
    rows, versions, returns, tenders, judged_alone, first, last, recorded = shop.row(
        f"select count(*), coalesce(max(version) > 1, false) or coalesce(bool_or(retracted), false), "
        f"coalesce(bool_or({RETURNS}), false), count(tenders) > 0, "
        f"coalesce(bool_or(kind in {any_of(JUDGED_ALONE)}), false), "
        f"min({moment}), max({moment}), max(recorded_at) from {LOG_ROWS}"
    )
    known = None if recorded is None else recorded.replace(tzinfo=UTC)
    return Traits(rows, versions, returns, tenders, judged_alone, first, last, known)


def show_in_force(shop: Workshop, found: Traits) -> None:
    """Make the view of the lines in force.

    Only documents of which some line has a second version are looked through version by version; a log that has none
    is taken as it is.
    """
    listed = ", ".join(f'"{name}"' for name in LOG)
    if not found.versions:
        shop.run(f"create or replace temp view {IN_FORCE} as select {listed} from {LOG_ROWS}")
        return
    shop.run(
        f"create or replace temp table restated as select distinct {_PLACE} from {LOG_ROWS} "
        "where version > 1 or retracted"
    )
    latest = f"partition by member, {_PLACE}, {LINE_KEY} order by version desc, recorded_at desc nulls last"
    shop.run(
        f"create or replace temp table ruling as select * from (select {listed} from {LOG_ROWS} "
        f"semi join restated using ({_PLACE}) qualify row_number() over ({latest}) = 1) where not retracted"
    )
    shop.run(
        f"create or replace temp view {IN_FORCE} as select {listed} from {LOG_ROWS} "
        f"anti join restated using ({_PLACE}) union all select {listed} from ruling"
    )
