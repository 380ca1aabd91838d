"""What the next run of a member stands on: kept with what was booked, in one transaction with it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import connection

from ristorno.apps.accruals.models import Footing, Running, Shut
from ristorno.engine.fact import Fact
from ristorno.engine.live.step import Ground
from ristorno.engine.live.sums import Cell, Measure, Sums
from ristorno.kernel.number import plain
from ristorno.kernel.period import Period

_MOVE_ON = """
update accruals_footing as f set place = m.place, as_of = m.as_of, ahead = m.ahead, last_whole = ''
from unnest(%s::bigint[], %s::bigint[], %s::date[], %s::date[]) as m (id, place, as_of, ahead) where f.id = m.id
"""
_KEY = ["footing", "agreement", "clause", "starts", "ends"]


@dataclass(frozen=True, slots=True)
class Basis:
    """By what a run is made: what would let the next one stand on it, while it is the same."""

    terms: int
    place: int
    said: str


def said_of(codes: Collection[str], standing: Iterable[Fact], closed: Shut | None) -> str:
    """Return a digest of the codes of a member, of what is known of it besides its facts, and of what was closed."""
    shut = (closed.through, closed.as_of, closed.known_at) if closed is not None else ()
    return sha256(repr((sorted(codes), shut, *standing)).encode()).hexdigest()


def footings(members: Collection[str]) -> dict[tuple[str, str], Footing]:
    """Return what there is of some members, by member and program."""
    return {(each.member, each.program): each for each in Footing.objects.filter(member__in=members)}


def why_not(footing: Footing | None, basis: Basis, today: date) -> str:
    """Return why a run cannot stand on a footing; empty where it can."""
    if footing is None:
        return "new"
    if footing.why_whole:
        return footing.why_whole
    if footing.terms != basis.terms:
        return "terms"
    if footing.said != basis.said:
        return "standing"
    if today < footing.as_of:
        return "earlier_day"
    return "future_facts" if footing.ahead is not None and footing.ahead <= today else ""


def sums_of(wanted: Mapping[int, Collection[Cell]]) -> dict[tuple[int, Cell], Sums]:
    """Return what has been measured in some windows, by the number of the footing."""
    asked = {(number, cell) for number, cells in wanted.items() for cell in cells}
    if not asked:
        return {}
    starts = {cell.window.start for _, cell in asked}
    found = Running.objects.filter(footing__in={number for number, _ in asked}, starts__in=starts)
    named = (((row.footing_id, _cell(row)), row.sums) for row in found)
    return {key: _read(sums) for key, sums in named if key in asked}


def all_sums(footing: Footing) -> dict[Cell, Sums]:
    """Return what has been measured in all windows in which anything was."""
    found = ((_cell(row), _read(row.sums)) for row in Running.objects.filter(footing=footing))
    return {cell: sums for cell, sums in found if not sums.empty}


def forget(members: Collection[str]) -> None:
    """Let the next run of some members count everything."""
    Footing.objects.filter(member__in=members).delete()


def stepped(moved: Mapping[int, Mapping[Cell, Sums]], footings: Iterable[Footing]) -> None:
    """Keep what has been measured in some windows now, and where that stands."""
    rows = [_row(number, cell, sums) for number, cells in moved.items() for cell, sums in cells.items()]
    Running.objects.bulk_create(rows, update_conflicts=True, unique_fields=_KEY, update_fields=["sums"])
    found = [(each.pk, each.place, each.as_of, each.ahead) for each in footings]
    with connection.cursor() as cursor:
        cursor.execute(_MOVE_ON, [list(column) for column in zip(*found, strict=True)])


def founded(member: str, program: str, basis: Basis, as_of: date, ground: Ground, why: str) -> None:
    """Keep what the next run stands on after one that has counted everything."""
    told = {
        "terms": basis.terms,
        "place": basis.place,
        "said": basis.said,
        "as_of": as_of,
        "first_day": ground.first_day,
        "ahead": ground.ahead,
        "why_whole": ground.why_whole,
        "last_whole": why,
    }
    footing, fresh = Footing.objects.update_or_create(member=member, program=program, defaults=told)
    if not fresh:
        Running.objects.filter(footing=footing).delete()
    Running.objects.bulk_create([_row(footing.pk, cell, sums) for cell, sums in (ground.sums or {}).items()])


def ground_of(footing: Footing) -> Ground:
    """Return a footing as the engine stands on it."""
    return Ground(footing.why_whole, footing.first_day, footing.ahead)


def _row(number: int, cell: Cell, sums: Sums) -> Running:
    told = {
        "paid": {str(version): [plain(measure.amount), measure.facts] for version, measure in sums.paid.items()},
        "gates": [plain(measured) for measured in sums.gates],
    }
    start, end = cell.window.start, cell.window.end
    return Running(footing_id=number, agreement=cell.agreement, clause=cell.clause, starts=start, ends=end, sums=told)


def _cell(row: Running) -> Cell:
    return Cell(row.agreement, row.clause, Period(row.starts, row.ends))


def _read(told: Mapping[str, Any]) -> Sums:
    paid = {int(version): Measure(Decimal(amount), facts) for version, (amount, facts) in told["paid"].items()}
    return Sums(paid, tuple(Decimal(measured) for measured in told["gates"]))
