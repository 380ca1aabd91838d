"""A list of codes by which other systems call members."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.db import transaction

from ristorno.apps.members import operations
from ristorno.intake.rows import Row, Rows


def steps(rows: Rows, *, on: date, at: datetime, actor: str) -> Iterator[Callable[[Row], bool]]:
    """Yield what is done with all rows."""
    yield lambda row: _put(row, actor)


@transaction.atomic
def _put(row: Row, actor: str) -> bool:
    return operations.give_code(key=row["member"], code=row["code"], system=row["system"], actor=actor)
