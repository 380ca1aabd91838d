"""Groups of products from the catalog for facts that name none themselves.

What a version is filled with stands beside what its source told, which alone decides whether it is known already. Where
the catalog changes, lines that would be filled with other groups now get a further version, in a batch of its own: so
what was known earlier stays as it was, and whoever follows facts hears of it like of any other news.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Max, Min

from ristorno.apps.catalog.queries import Lying, lying, moved_since, revision, zone
from ristorno.apps.facts.batches import About, Touched, begin, close, lock
from ristorno.apps.facts.carrying import carry_out
from ristorno.apps.facts.models import LONGEST_PRODUCT, Batch, Regrouped
from ristorno.apps.facts.tables import COLUMNS, fill
from ristorno.engine.fact import instant
from ristorno.intake.duck import Workshop
from ristorno.intake.receipt import STATUSES, Receipt
from ristorno.intake.store.columns import LOG
from ristorno.kernel.period import FIRST_DAY, LAST_DAY

CHANNEL: Final = "catalog"
_TOGETHER: Final = 2_000
"""Products whose facts are filled anew in one transaction."""
_SEPARATOR: Final = "\x1f"
_BEHIND: Final = 1_000
"""So many batches at most are looked through for those that knew of too little."""
_ONLY: Final = 1

_PLACED: Final = {
    "product": "VARCHAR", "starts": "DATE", "ends": "DATE", "starts_at": "TIMESTAMP", "ends_at": "TIMESTAMP",
    "groups": "VARCHAR",
}  # fmt: skip
_TABLE: Final = """
create temporary table if not exists placed
    (product text, starts date, ends date, starts_at timestamptz, ends_at timestamptz, groups text)
on commit delete rows; delete from placed
"""
_LIES: Final = (
    "{v}.groups is null and {v}.product = p.product and case when {v}.instant is not null "
    "then {v}.instant >= p.starts_at and {v}.instant < p.ends_at else {v}.day >= p.starts and {v}.day < p.ends end"
)


@dataclass(frozen=True, slots=True)
class Filling:
    """With what the versions of a batch are filled; ``catalog`` is the last change of which it knows."""

    catalog: int = 0
    any: bool = False

    def columns(self) -> str:
        """Return the columns of the log that are written."""
        return f"{COLUMNS}, filled" if self.any else COLUMNS

    def of(self, select: str) -> str:
        """Return the SQL of the rows of a query with these columns, for either database."""
        if not self.any:
            return select
        listed = ", ".join(f'v."{name}"' for name in LOG)
        lies = _LIES.format(v="v")
        return f"select {listed}, p.groups as filled from ({select}) as v left join placed as p on {lies}"


def filling(cursor: CursorWrapper, products: str) -> Filling:
    """Look where products lie, those of a query of the database, and keep it in the table ``placed``."""
    known = revision()
    if not known:
        return Filling()
    cursor.execute(products)
    named = [row[0] for row in cursor.fetchall()]
    return Filling(known, any=_place(cursor, named))


def filling_of_file(shop: Workshop, cursor: CursorWrapper, added: Iterable[str]) -> Filling:
    """Look where the products of rows in the workshop lie, and keep it there too."""
    known = revision()
    if not known:
        return Filling()
    union = " union ".join(
        f"select product from ({each}) where groups is null and product is not null" for each in added
    )
    there = _place(cursor, [row[0] for row in shop.rows(union)])
    if there:
        listed = ", ".join(
            f"{name} at time zone 'UTC'" if kind == "TIMESTAMP" else name for name, kind in _PLACED.items()
        )
        carry_out(cursor, f"select {listed} from placed", shop, "placed", _PLACED)
    return Filling(known, any=there)


def _place(cursor: CursorWrapper, products: Collection[str]) -> bool:
    cursor.execute(_TABLE)
    left, where, filled = iter(products), zone(), 0
    while part := list(islice(left, _TOGETHER)):
        filled += fill(cursor, f"placed ({', '.join(_PLACED)})", _rows(lying(part), where))
    return bool(filled)


def _rows(found: Iterable[Lying], where: ZoneInfo) -> Iterator[Sequence[object]]:
    for each in found:
        starts, ends = _inside(each.starts, FIRST_DAY), _inside(each.ends, LAST_DAY)
        moments = (instant(day, where).astimezone(UTC) for day in (starts, ends))
        yield each.product, starts, ends, *moments, _SEPARATOR.join(each.groups)


def _inside(day: date | None, otherwise: date) -> date:
    return otherwise if day is None else min(max(day, FIRST_DAY), LAST_DAY)


_FOUND: Final = f"""
from facts_version as v
where v.groups is null and left(v.product, {LONGEST_PRODUCT}) = any(%s) and v.product = any(%s)
"""
_ANEW: Final = f"""
create temporary table anew on commit drop as
select v.*, p.groups as lies from (
    select distinct on (v.identity, v.key) v.* from facts_version as v
    join (select distinct identity, key {_FOUND}) as line on line.identity = v.identity and line.key = v.key
    order by v.identity, v.key, v.version desc
) as v left join placed as p on {_LIES.format(v="v")}
where not v.retracted and v.groups is null and v.product = any(%s) and v.filled is distinct from p.groups
"""
_CHANGED: Final = {"version": "version + 1", "recorded_at": "%s::timestamptz"}
_ADDED: Final = f"""
insert into facts_version (batch_id, {COLUMNS}, filled)
select %s, {", ".join(_CHANGED.get(name, f'"{name}"') for name in LOG)}, lies from anew order by id
"""


def regroup(at: datetime, actor: str) -> int:
    """Fill anew what the catalog has other groups for now; return how many lines that were.

    Again, it changes nothing. Products are taken some at a time, each time in a transaction of its own.
    """
    state = Regrouped.objects.filter(pk=_ONLY).first() or Regrouped()
    known = revision()
    later = Batch.objects.filter(place__gt=state.place).aggregate(aware=Min("catalog"), place=Max("place"))
    # A batch that began before a change may have been closed after everything was filled anew for it.
    before = min(state.catalog, state.catalog if later["aware"] is None else later["aware"])
    place = later["place"] or state.place
    if known == before:
        if place > state.place + _BEHIND:
            _keep(known, place)
        return 0
    moved = sorted(moved_since(before))
    lines = sum(
        _anew(moved[start : start + _TOGETHER], known, About(CHANNEL, at, actor, name=f"change {known}"))
        for start in range(0, len(moved), _TOGETHER)
    )
    _keep(known, place)
    return lines


def _keep(known: int, place: int) -> None:
    Regrouped.objects.update_or_create(pk=_ONLY, defaults={"catalog": known, "place": place})


@transaction.atomic
def _anew(products: list[str], known: int, about: About) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select distinct v.source {_FOUND}", [products, products])
        sources = sorted(row[0] for row in cursor.fetchall())
        if not sources:
            return 0
        lock(cursor, sources)
        _place(cursor, products)
        cursor.execute("analyze placed")
        cursor.execute("drop table if exists anew")
        cursor.execute(_ANEW, [products, products, products])
        if not (lines := int(cursor.rowcount)):
            return 0
        writing = begin(cursor, about)
        cursor.execute(_ADDED, [writing.number, about.learned])
        cursor.execute("select member, min(coalesce(cast(instant as date), day)), false from anew group by member")
        touched = [Touched(*row) for row in cursor.fetchall()]
        counts = {str(status): 0 for status in STATUSES} | {"rows": lines, "restated": lines}
        done = Receipt(files=(), mappings=(), batch=writing.number, recorded_at=about.learned, **counts)  # type: ignore[arg-type]
        close(writing, sources, done, touched, catalog=known)
    return lines
