"""Tables that live as long as a transaction: what is told, and what becomes of it."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final

from django.db.backends.utils import CursorWrapper

from ristorno.intake.store.columns import LOG

_AT_ONCE: Final = 5_000
_TYPES: Final = {
    "VARCHAR": "text",
    "INTEGER": "integer",
    "BOOLEAN": "boolean",
    "TIMESTAMP": "timestamptz",
    "DATE": "date",
    "DECIMAL(18,4)": "numeric(18,4)",
}
TYPES: Final = {name: _TYPES[kind] for name, kind in LOG.items()}
"""Of the columns of the log, in PostgreSQL."""

COLUMNS: Final = ", ".join(f'"{name}"' for name in LOG)
_LOG: Final = ", ".join(f'"{name}" {kind}' for name, kind in TYPES.items())
_JUDGED: Final = "status text, was_version integer, was_member text, was_retracted boolean, step integer"
_ASIDE: Final = (
    'key text, occurrence integer, "row" bigint, code text, header text, reason text, remedy text, raw text, '
    "source text, document text, line text, amount numeric(18,4)"
)
ASIDE: Final = 'key, occurrence, "row", code, header, reason, remedy, raw, source, document, line, amount'

_TABLES: Final = {
    "told": f'"row" bigint, {_LOG}',
    "doubles": '"row" bigint, code text, same boolean',
    "lines": f'"row" bigint, {_LOG}, key text',
    "current": f"{_LOG}, key text",
    "judged": f'"row" bigint, {_LOG}, key text, {_JUDGED}',
    "gone": f"{_LOG}, key text",
    "aside": _ASIDE,
    "settling": "id bigint",
}


_MAKE: Final = ";".join(
    f"create temporary table if not exists {name} ({columns}) on commit delete rows; delete from {name}"
    for name, columns in _TABLES.items()
)


def make(cursor: CursorWrapper) -> None:
    """Make the tables, once for a connection, and empty them: a transaction may take several batches."""
    cursor.execute(_MAKE)


def analyze(cursor: CursorWrapper, *names: str) -> None:
    """Let the planner know how large tables have become."""
    for name in names:
        cursor.execute(f"analyze {name}")


def fill(cursor: CursorWrapper, target: str, rows: Iterable[Sequence[Any]]) -> int:
    """Bring rows into a table, some thousand at a time; return how many.

    Whoever makes the rows may ask the database for them in between, which it could not answer during one long copy.
    """
    left, filled = iter(rows), 0
    while part := list(islice(left, _AT_ONCE)):
        with cursor.copy(f"copy {target} from stdin") as copied:
            for row in part:
                copied.write_row(row)
        filled += len(part)
    return filled
