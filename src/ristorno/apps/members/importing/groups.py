"""A list of buying groups and holdings; who is in them stands in the list of members."""

from collections import Counter
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
    """Yield what is done with all rows: groups of which all is plain are made together, before all are gone through."""
    times = Counter(row["group"] for row in rows.rows)
    single = [row for row in rows.rows if times[row["group"]] == 1]
    made = operations.make_groups(groups={row["group"]: (row["name"], _kind(row)) for row in single}, actor=actor)
    done = {row.number: made[row["group"]] for row in single if row["group"] in made}

    def put(row: Row) -> bool:
        return done[row.number] if row.number in done else _put(row, actor)

    yield told_by_row(put, rows, progress)


@transaction.atomic
def _put(row: Row, actor: str) -> bool:
    kind = _kind(row)
    if kind not in GROUP_KINDS:
        reason = f"{row['kind']!r} is no kind of group."
        raise Refused([Problem("members.group", reason, near(kind, GROUP_KINDS), row.place("kind"))])
    return operations.make_group(key=row["group"], name=row["name"], kind=kind, actor=actor)


def _kind(row: Row) -> GroupKind:
    """Return the kind that a row names, which may be none."""
    return cast("GroupKind", row["kind"].casefold().replace(" ", "_") or "buying_group")
