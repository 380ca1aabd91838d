"""Rows between the workshop in which a file is judged and the database, as CSV: many at once, memory flat."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final
from uuid import uuid4

import psycopg
from django.db import DatabaseError
from django.db.backends.utils import CursorWrapper

from ristorno.intake.duck import Workshop, name, text
from ristorno.kernel.problem import Problem, Refused

_PIECE: Final = 1 << 18
_FORMAT: Final = "format csv, null '\\N'"
_WRITTEN: Final = "format csv, header false, nullstr '\\N', delimiter ',', quote '\"', escape '\"'"
_READ: Final = (
    "header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '\\N', "
    "allow_quoted_nulls = false, parallel = false"
)
_NO_TEXT: Final = {"22021", "22P05"}
"""What PostgreSQL says of a zero byte, and of what is no text in its encoding."""


def carry_in(shop: Workshop, select: str, cursor: CursorWrapper, target: str) -> int:
    """Bring the rows of a query of the workshop into a table of the database; return how many.

    Raises:
        Refused: a text holds a zero byte, which no database keeps.
    """
    path = _fresh(shop)
    ((rows,),) = shop.rows(f"copy ({select}) to {text(str(path))} ({_WRITTEN})")
    try:
        with path.open("rb") as stream, cursor.copy(f"copy {target} from stdin ({_FORMAT})") as copied:
            while piece := stream.read(_PIECE):
                copied.write(piece)
    except DatabaseError as error:
        if isinstance(error.__cause__, psycopg.Error) and error.__cause__.sqlstate in _NO_TEXT:
            raise _zero_byte() from None
        raise
    finally:
        path.unlink()
    return int(rows)


def carry_out(cursor: CursorWrapper, select: str, shop: Workshop, table: str, columns: Mapping[str, str]) -> int:
    """Bring the rows of a query of the database into a table of the workshop; return how many."""
    path = _fresh(shop)
    with path.open("wb") as stream, cursor.copy(f"copy ({select}) to stdout ({_FORMAT})") as copied:
        for piece in copied:
            stream.write(piece)
    listed = ", ".join(f"{text(column)}: {text(kind)}" for column, kind in columns.items())
    read = f"read_csv({text(str(path))}, {_READ}, columns = {{{listed}}})"
    shop.run(f"create or replace temp table {name(table)} as select * from {read}")
    path.unlink()
    return int(shop.row(f"select count(*) from {name(table)}")[0])


def _fresh(shop: Workshop) -> Path:
    return shop.folder / f"{uuid4().hex}.csv"


def _zero_byte() -> Refused:
    reason = "A text of the file holds a zero byte, or what is no text."
    return Refused([Problem("intake.zero_byte", reason, "Export it again.")])
