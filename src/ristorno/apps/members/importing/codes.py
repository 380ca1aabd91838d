"""A list of codes by which other systems call members."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.db import transaction

from ristorno.apps.members import operations
from ristorno.intake.progress import Progress
from ristorno.intake.rows import Row, Rows, told_by_row


def steps(rows: Rows, *, on: date, at: datetime, actor: str, progress: Progress) -> Iterator[Callable[[Row], bool]]:
    """Yield what is done with all rows."""
    yield told_by_row(lambda row: _put(row, actor), rows, progress)


@transaction.atomic
def _put(row: Row, actor: str) -> bool:
    return operations.give_code(key=row["member"], code=row["code"], system=row["system"], actor=actor)
