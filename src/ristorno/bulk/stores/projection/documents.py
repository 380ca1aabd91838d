"""The documents of some lines in force: their codes, their one instant and day, and which of them are netted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from ristorno.bulk.stores.projection.codes import Dictionary, give_codes
from ristorno.bulk.stores.projection.in_force import IN_FORCE, JUDGED_ALONE, RETURNS, Traits, any_of
from ristorno.intake.duck import Workshop
from ristorno.intake.sql.zones import to_local, to_utc
from ristorno.kernel.period import FIRST_DAY

DOCUMENTS = "told_documents"
"""One row for each document: source, number, document (its code), member, at, day, involved."""
NAMED = "named"
"""Documents that returns name: source and number."""

_MARGIN = timedelta(days=2)


def name_originals(shop: Workshop, found: Traits, before: str | None) -> None:
    """Fill the documents that returns name; ``before`` is the SQL of those that other facts are known to name."""
    nothing = "select cast(null as varchar) as source, cast(null as varchar) as number where false"
    here = f"select source, reverses_document as number from {IN_FORCE} where {RETURNS}" if found.returns else nothing
    more = f" union all {before}" if before else ""
    shop.run(f"create or replace temp table {NAMED} as select distinct source, number from ({here}{more})")


def describe_documents(
    shop: Workshop, found: Traits, zone: str, members: Dictionary, known: Sequence[str], next_code: int
) -> Dictionary:
    """Fill the table of the documents; return their dictionary.

    A document has the instant of its earliest line and the local day of that. It is involved where a return names it,
    where it is one, where tenders paid for it, where its lines belong to several members, or where it has lines of
    which only the engine says whether they are taken.
    """
    flags = ["min(member) <> max(member)"]
    flags += [f"bool_or({RETURNS})"] if found.returns else []
    flags += ["count(tenders) > 0"] if found.tenders else []
    flags += [f"bool_or(kind in {any_of(JUDGED_ALONE)})"] if found.judged_alone else []
    shop.run(
        "create or replace temp table gathered as select source, document as number, min(member) as id, "
        f"min(instant) as instant, min(day) as day, {' or '.join(flags)} as involved from {IN_FORCE} group by all"
    )
    dictionary = give_codes(shop, "documents", "select source, number from gathered", known, next_code)
    named = f"exists (from {NAMED} where {NAMED}.source = gathered.source and {NAMED}.number = gathered.number)"
    shop.run(
        f"create or replace temp table {DOCUMENTS} as select source, number, document, {members.table}.member, "
        f"{_moment(earliest(found, zone))}, involved or {named} as involved "
        f"from gathered join documents_codes using (source, number) join {members.table} using (id)"
    )
    return dictionary


@dataclass(frozen=True, slots=True)
class Earliest:
    """The SQL of the earliest moment, from the columns ``instant`` and ``day`` that hold the earliest of each."""

    by_day: str
    """Whether it is a day without a time; that begins at its local midnight."""
    midnight: str
    local: str
    """The local day of the instant."""

    @property
    def day(self) -> str:
        """The local day."""
        return f"case when {self.by_day} then day else {self.local} end"


def earliest(found: Traits, zone: str) -> Earliest:
    """Return how the earliest moment is told in a zone."""
    nothing = datetime.combine(FIRST_DAY, time.min)
    first, last = (found.first or nothing) - _MARGIN, (found.last or nothing) + _MARGIN
    midnight = to_utc("cast(day as timestamp)", zone, first, last)
    local = f"cast({to_local('instant', zone, first, last)} as date)"
    return Earliest(f"(instant is null or coalesce({midnight} < instant, false))", midnight, local)


def _moment(first: Earliest) -> str:
    return f'case when {first.by_day} then {first.midnight} else instant end as "at", {first.day} as day'
