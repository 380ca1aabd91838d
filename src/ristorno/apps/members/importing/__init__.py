"""Lists of members, their contacts, their groups and their codes in other systems, from CSV files and workbooks.

A list that was imported before changes nothing, an empty cell says nothing, and a row that is wrong is told with its
place; then nothing of the file is taken, unless the good rows alone are asked for.
"""

from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from ristorno.apps.members.importing import codes, contacts, groups, members
from ristorno.apps.members.importing.lists import LISTS
from ristorno.intake import lists
from ristorno.intake.lists import Imported
from ristorno.intake.progress import Progress, silent

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
    progress: Progress = silent,
) -> Imported:
    """Import a list; ``what`` it is (members, contacts, groups, codes) is told by its headers, or by the caller.

    ``on`` is the day from which holds what the file gives no day for, ``at`` is now, aware. ``partly`` takes the good
    rows where others are wrong.

    Raises:
        Refused: the file cannot be read, it is none of these lists, or a row is wrong.
    """
    return lists.import_list(
        LISTS, path, lambda kind, rows: _STEPS[kind](rows, on=on, at=at, actor=actor, progress=progress),
        what=what, sheet=sheet, partly=partly,
    )  # fmt: skip
