"""A batch on its way into the log: who may write beside it, what it adds, and which place it takes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from zlib import crc32

from django.db.backends.utils import CursorWrapper
from django.db.models import Max
from pydantic import TypeAdapter

from ristorno.apps.events.operations import record
from ristorno.apps.facts.models import Batch
from ristorno.apps.facts.tables import ASIDE
from ristorno.apps.members.queries import resolve
from ristorno.intake.receipt import Receipt

RECEIPT: Final = TypeAdapter(Receipt)
"""Receipts as they are kept."""
MOST_MEMBERS: Final = 1_000
"""So many members are named in one event."""

_LOCKS: Final = 0x0FAC75
"""The sort of our locks among those of everybody."""
_SLOTS: Final = 64
_ORDER: Final = _SLOTS
"""The lock behind the ones of sources: who holds it gives the next place."""


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a batch. ``learned`` is when we learned of it, aware."""

    channel: str
    learned: datetime
    actor: str
    name: str = ""
    sha256: str = ""
    mapping: str = ""
    reading: Mapping[str, Any] = field(default_factory=dict)


def lock(cursor: CursorWrapper, sources: Iterable[str]) -> None:
    """Let nobody else write facts of these sources until the transaction ends; always in one order."""
    for slot in sorted({crc32(source.encode("utf-8", "replace")) % _SLOTS for source in sources}):
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [_LOCKS, slot])


@dataclass(frozen=True, slots=True)
class Writing:
    """A batch under way: its number, and the number after which those of its versions begin."""

    cursor: CursorWrapper
    number: int
    first: int
    about: About


TOUCHED: Final = """
select member, min(day), retracted from (
    select member, coalesce(cast(instant as date), day) as day, coalesce(retracted, false) as retracted
    from judged where status in ('accepted', 'restated')
    union all
    select c.member, coalesce(cast(c.instant as date), c.day), coalesce(j.retracted, false) or c.member <> j.member
    from judged as j join current as c on c.source = j.source and c.document = j.document and c.key = j.key
    where j.status in ('accepted', 'restated') and not c.retracted
    union all
    select member, coalesce(cast(instant as date), day), true from {gone}
) as touched group by member, retracted
"""
"""Of what was judged, in PostgreSQL or in DuckDB: the days on which corrected lines stood before count as well."""


@dataclass(frozen=True, slots=True)
class Touched:
    """What a batch changes for a code of a member: the first day on which, and whether something is taken back."""

    member: str
    day: date
    retracted: bool


def begin(cursor: CursorWrapper, about: About) -> Writing:
    """Give a batch its number."""
    cursor.execute("select nextval('facts_batch_id_seq'), nextval('facts_version_id_seq')")
    number, first = cursor.fetchone()
    return Writing(cursor, number, first, about)


def write_aside(writing: Writing) -> None:
    """Keep the rows of the table ``aside`` that are not kept yet."""
    writing.cursor.execute(
        f'insert into facts_aside (batch_id, {ASIDE}) select %s, {ASIDE} from aside order by "row" '
        "on conflict (key, occurrence) do nothing",
        [writing.number],
    )


def close(writing: Writing, sources: Sequence[str], receipt: Receipt, touched: Sequence[Touched], catalog: int) -> None:
    """Give the batch its place and tell of it. Nobody else gets a place until the transaction ends.

    ``catalog`` is the last change of the catalog of which its versions know.
    """
    about = writing.about
    writing.cursor.execute("select nextval('facts_version_id_seq'), pg_advisory_xact_lock(%s, %s)", [_LOCKS, _ORDER])
    last, _ = writing.cursor.fetchone()
    place = high_water() + 1
    Batch.objects.create(
        id=writing.number,
        place=place,
        first=writing.first,
        last=last,
        channel=about.channel,
        name=about.name,
        sha256=about.sha256,
        mapping=about.mapping,
        reading=about.reading,
        sources=list(sources),
        recorded_at=about.learned,
        actor=about.actor,
        receipt=RECEIPT.dump_python(receipt, mode="json"),
        catalog=catalog,
    )
    writing.cursor.execute(
        "insert into facts_touch (member, place) select distinct unnest(%s::text[]), %s::bigint",
        [[each.member for each in touched], place],
    )
    _tell("facts.recorded", writing, place, [each for each in touched if not each.retracted])
    _tell("facts.retracted", writing, place, [each for each in touched if each.retracted])


def _tell(name: str, writing: Writing, place: int, touched: Sequence[Touched]) -> None:
    """Record whose facts changed, by the keys of the members; nobody waits for what belongs to none yet."""
    known = resolve({each.member for each in touched})
    days: dict[str, date] = {}
    for each in touched:
        if (key := known.get(each.member)) is not None:
            days[key] = min(each.day, days.get(key, each.day))
    keys = sorted(days)
    for start in range(0, len(keys), MOST_MEMBERS):
        members = keys[start : start + MOST_MEMBERS]
        first = min(days[key] for key in members)
        told = {"members": members, "place": place, "first_day": first.isoformat()}
        record(name=name, actor=writing.about.actor, subject=f"batch:{writing.number}", data=told)


def high_water() -> int:
    """Return the place of the last batch; all batches up to it are there, and none will come among them."""
    return Batch.objects.aggregate(last=Max("place"))["last"] or 0
