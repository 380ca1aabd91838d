"""What is booked for all that was looked at: of whole programs, or of some documents and windows alone."""

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from ristorno.apps.accruals.asking import Asked
from ristorno.apps.accruals.models import Booked, Funded, Provided
from ristorno.engine.live.sums import Cell
from ristorno.kernel.period import Period


def booked_in(found: Sequence[Asked]) -> Iterator[Booked]:
    """Yield what is booked for keys that were looked at; the records, which may be long, are left where they are."""
    asked = {(each.member, each.program): each for each in found}
    parts = [*_whole(found), *_documents(found), *(part & Q(document="") for part in _windows(found))]
    rows = Booked.objects.filter(reduce(or_, parts)).defer("record") if parts else ()
    yield from (row for row in rows if _reached(asked.get((row.member, row.program)), row))


def provided_in(found: Sequence[Asked]) -> Iterator[Provided]:
    """Yield what is set aside for windows that were looked at."""
    asked = {(each.member, each.program): each for each in found}
    parts = [*_whole(found), *_windows(found)]
    rows = Provided.objects.filter(reduce(or_, parts)) if parts else ()
    yield from (row for row in rows if _reached(asked.get((row.member, row.program)), row))


def funded_in(found: Sequence[Asked]) -> Iterable[Funded]:
    """Return what is booked for the windows of funds under programs that were looked at as a whole."""
    parts = [*_whole(found)]
    return Funded.objects.filter(reduce(or_, parts)) if parts else ()


def _whole(found: Sequence[Asked]) -> Iterator[Q]:
    return (Q(member=each.member, program=each.program) for each in found if each.scope is None)


def _documents(found: Sequence[Asked]) -> Iterator[Q]:
    members = {each.member for each in found if each.scope and each.scope.documents}
    if members:
        named = {name for each in found if each.scope for name in each.scope.documents}
        yield Q(member__in=sorted(members), document__in=sorted(named))


def _windows(found: Sequence[Asked]) -> Iterator[Q]:
    members = {each.member for each in found if each.scope and each.scope.cells}
    if members:
        starts = {cell.window.start for each in found if each.scope for cell in each.scope.cells}
        yield Q(member__in=sorted(members), starts__in=sorted(starts))


def _reached(asked: Asked | None, row: Booked | Provided) -> bool:
    if asked is None or asked.scope is None:
        return asked is not None
    if isinstance(row, Booked) and row.document:
        return row.document in asked.scope.documents
    return Cell(row.agreement, row.clause, Period(row.starts, row.ends)) in asked.scope.cells
