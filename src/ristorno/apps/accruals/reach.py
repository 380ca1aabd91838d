"""What is booked for all that was looked at: of whole programs, or of some documents and windows alone."""

from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_

from django.db.models import Q

from ristorno.apps.accruals.asking import Asked
from ristorno.apps.accruals.models import Booked, Provided


def booked_in(found: Sequence[Asked]) -> Iterator[Booked]:
    """Yield what is booked for keys that were looked at; the records, which may be long, are left where they are."""
    asked = {(each.member, each.program): each for each in found}
    parts = [part for each in found for part in _booked(each)]
    rows = Booked.objects.filter(reduce(or_, parts)).defer("record") if parts else ()
    yield from (row for row in rows if _reached(asked[row.member, row.program], row))


def provided_in(found: Sequence[Asked]) -> Iterator[Provided]:
    """Yield what is set aside for windows that were looked at."""
    asked = {(each.member, each.program): each for each in found}
    parts = [part for each in found for part in _windows(each)]
    rows = Provided.objects.filter(reduce(or_, parts)) if parts else ()
    yield from (row for row in rows if _reached(asked[row.member, row.program], row))


def _booked(asked: Asked) -> Iterator[Q]:
    if asked.scope is not None and asked.scope.documents:
        yield Q(member=asked.member, program=asked.program, document__in=sorted(asked.scope.documents))
    for part in _windows(asked):
        yield part if asked.scope is None else part & Q(document="")


def _windows(asked: Asked) -> Iterator[Q]:
    whole = Q(member=asked.member, program=asked.program)
    if asked.scope is None:
        yield whole
    elif asked.scope.cells:
        yield whole & Q(starts__in={cell.window.start for cell in asked.scope.cells})


def _reached(asked: Asked, row: Booked | Provided) -> bool:
    if asked.scope is None or (isinstance(row, Booked) and row.document):
        return True
    held = asked.scope.cells
    return any(
        (cell.agreement, cell.clause, cell.window.start, cell.window.end)
        == (row.agreement, row.clause, row.starts, row.ends)
        for cell in held
    )
