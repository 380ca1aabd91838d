"""A list of buying groups and holdings; who is in them stands in the list of members."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import cast

from django.db import transaction

from ristorno.apps.members import operations
from ristorno.apps.members.kinds import GROUP_KINDS, GroupKind
from ristorno.intake.progress import Progress
from ristorno.intake.rows import Row, Rows, told_by_row
from ristorno.kernel.problem import Problem, Refused, near


def steps(rows: Rows, *, on: date, at: datetime, actor: str, progress: Progress) -> Iterator[Callable[[Row], bool]]:
    """Yield what is done with all rows."""
    yield told_by_row(lambda row: _put(row, actor), rows, progress)


@transaction.atomic
def _put(row: Row, actor: str) -> bool:
    kind = row["kind"].casefold().replace(" ", "_") or "buying_group"
    if kind not in GROUP_KINDS:
        reason = f"{row['kind']!r} is no kind of group."
        raise Refused([Problem("members.group", reason, near(kind, GROUP_KINDS), row.place("kind"))])
    return operations.make_group(key=row["group"], name=row["name"], kind=cast("GroupKind", kind), actor=actor)
