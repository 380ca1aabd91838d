"""What waits: rows for a person, and facts for whoever has the code that they name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from ristorno.apps.members.queries import resolve
from ristorno.intake.store.quarantine import SetAside, export_quarantine, headers_of
from ristorno.kernel.problem import Place, Problem, Refused

_CHUNK: Final = 2_000
_ROWS: Final = """
select a.id, coalesce(nullif(b.name, ''), b.channel), a.batch_id, a.row, a.code, a.header, a.reason, a.remedy,
       coalesce(a.raw, '{}'),
       a.source, a.document, a.line, a.amount, s.aside_id is not null
from facts_aside as a join facts_batch as b on b.id = a.batch_id left join facts_settled as s on s.aside_id = a.id
where a.id > %(after)s and (%(settled)s or s.aside_id is null)
and (%(document)s::text is null or a.document = %(document)s) order by a.id
"""
_ALL: Final = {"after": 0, "document": None}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that waits, by its number; a person releases or dismisses it."""

    number: int
    row: SetAside


@dataclass(frozen=True, slots=True)
class Stranger:
    """A code that facts name and that no member has; its facts count as soon as one has it."""

    code: str
    lines: int
    amount: Decimal
    """Of all currencies, as far as there is one, to see how much it is about."""
    first_day: date


def waiting(
    *, after: int = 0, most: int = 500, settled: bool = False, document: str | None = None
) -> Sequence[Waiting]:
    """Return rows that wait, from the one after a number on, of all documents or those of a number.

    With ``settled`` they are also those that no longer wait.
    """
    with connection.cursor() as cursor:
        asked = {"after": after, "settled": settled, "document": document, "most": most}
        cursor.execute(f"{_ROWS} limit %(most)s", asked)
        return [_waiting(row) for row in cursor.fetchall()]


def waiting_count() -> int:
    """Return how many rows wait for a person."""
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({_ROWS}) as rows", _ALL | {"settled": False})
        (count,) = cursor.fetchone()
    return int(count)


def quarantine(*, settled: bool = False) -> Iterator[SetAside]:
    """Yield the rows that wait, all as of one moment; with ``settled`` also those that no longer do."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_ROWS, _ALL | {"settled": settled})
        while rows := cursor.fetchmany(_CHUNK):
            yield from (_waiting(row).row for row in rows)


def _waiting(row: tuple[Any, ...]) -> Waiting:
    return Waiting(row[0], SetAside(*row[1:]))


def write_quarantine(path: Path) -> int:
    """Write the rows that wait to a CSV file, with reasons; return how many.

    Raises:
        Refused: the file cannot be written.
    """
    try:
        return export_quarantine(quarantine(), headers_of(row.raw for row in quarantine()), path)
    except OSError as error:
        reason = f"The file cannot be written: {error.strerror or error}."
        raise Refused([Problem("intake.no_file", reason, "Name another path.", Place(str(path)))]) from None


_CODES: Final = """
with recursive code as (
    (select member from facts_version order by member limit 1)
    union all
    select (select v.member from facts_version as v where v.member > code.member order by v.member limit 1)
    from code where code.member is not null
)
select member from code where member is not null
"""
"""Every code that facts name, by one look into the index for each."""


def all_codes(cursor: CursorWrapper) -> list[str]:
    """Return every code of a member that facts name."""
    cursor.execute(_CODES)
    return [row[0] for row in cursor.fetchall()]


_OF_STRANGERS: Final = """
select member, count(*), coalesce(sum(amount), 0), min(coalesce(cast(instant as date), day)) from (
    select distinct on (v.identity, v.key) v.* from facts_version as v
    where v.identity in (select identity from facts_version where member = any(%s))
    order by v.identity, v.key, v.version desc
) as current where not retracted and member = any(%s) group by member order by 2 desc, 1 limit %s
"""


def strangers(*, most: int = 50) -> Sequence[Stranger]:
    """Return codes that facts name and that no member has, those with most lines first."""
    with connection.cursor() as cursor:
        codes = all_codes(cursor)
        known = resolve(codes)
        unknown = [code for code in codes if code not in known]
        if not unknown:
            return []
        cursor.execute(_OF_STRANGERS, [unknown, unknown, most])
        return [Stranger(*row) for row in cursor.fetchall()]
