"""A list of codes by which other systems call members."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.db import transaction

from ristorno.apps.members import operations
from ristorno.intake.progress import Progress, part
from ristorno.intake.rows import Row, Rows, told_by_row

_TOGETHER = 2_000


def steps(rows: Rows, *, on: date, at: datetime, actor: str, progress: Progress) -> Iterator[Callable[[Row], bool]]:
    """Yield what is done with all rows: those that are plain are given together, before all are gone through."""
    done = _together(rows, actor, part(progress, 0.0, 0.8))

    def put(row: Row) -> bool:
        return done[row.number] if row.number in done else _put(row, actor)

    yield told_by_row(put, rows, part(progress, 0.8, 1.0))


def _together(rows: Rows, actor: str, progress: Progress) -> dict[int, bool]:
    """Give together the codes that one row alone names; return by rows whether it was new."""
    times = Counter(row["code"] for row in rows.rows)
    named = {row["member"] for row in rows.rows}  # by whose code a row comes later, or before, matters there
    single = [row for row in rows.rows if times[row["code"]] == 1 and row["code"] not in named]
    done: dict[int, bool] = {}
    for start in range(0, len(single), _TOGETHER):
        some = single[start : start + _TOGETHER]
        given = [operations.Given(row["member"], row["code"], row["system"]) for row in some]
        found = operations.give_codes(given=given, actor=actor)
        done |= {row.number: found[row["code"]] for row in some if row["code"] in found}
        progress(min(1.0, (start + _TOGETHER) / len(single)), "codes")
    return done


@transaction.atomic
def _put(row: Row, actor: str) -> bool:
    return operations.give_code(key=row["member"], code=row["code"], system=row["system"], actor=actor)
