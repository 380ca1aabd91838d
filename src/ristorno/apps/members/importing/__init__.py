"""Lists of members, their contacts, their groups and their codes in other systems, from CSV files and workbooks.

A list that was imported before changes nothing, an empty cell says nothing, and a row that is wrong is told with its
place; then nothing of the file is taken, unless the good rows alone are asked for.
"""

from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from ristorno.apps.members.importing import codes, contacts, groups, members
from ristorno.apps.members.importing.lists import LISTS, Imported, list_of
from ristorno.intake.rows import read_rows, take
from ristorno.kernel.problem import Refused

_STEPS = {"members": members.steps, "contacts": contacts.steps, "groups": groups.steps, "codes": codes.steps}


@transaction.atomic
def import_list(
    path: Path,
    *,
    what: str | None = None,
    sheet: str | None = None,
    partly: bool = False,
    on: date,
    at: datetime,
    actor: str,
) -> Imported:
    """Import a list; ``what`` it is (members, contacts, groups, codes) is told by its headers, or by the caller.

    ``on`` is the day from which holds what the file gives no day for, ``at`` is now, aware. ``partly`` takes the good
    rows where others are wrong.

    Raises:
        Refused: the file cannot be read, it is none of these lists, or a row is wrong.
    """
    kind = list_of(path, what, sheet)
    rows = read_rows(path, LISTS[kind].columns, LISTS[kind].needed, sheet)
    taken = take(rows, _STEPS[kind](rows, on=on, at=at, actor=actor))
    if taken.problems and not partly:
        raise Refused(taken.problems)
    return Imported(kind, taken.rows, taken.changed, taken.problems, taken.unread)
