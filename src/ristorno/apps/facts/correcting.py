"""Rows that wait, put right cell by cell: read again as their file was read, and told with the rest of their document.

A document whose lines have no ids is replaced as a whole. So all of its rows that wait are put right together, and the
lines of it that count already are told once more beside them; unless a row was held back because it restates the whole
document, as then the rows that wait are all of it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.db import connection

from ristorno.apps.facts.cells import stood_in
from ristorno.apps.facts.draft import Draft
from ristorno.apps.facts.judging import IDENTITY
from ristorno.apps.facts.models import Aside
from ristorno.apps.facts.news import FIELDS
from ristorno.intake.aside import CONFLICTS
from ristorno.intake.mapping import Mapping as Reading
from ristorno.intake.rereading import Cells, reread
from ristorno.intake.store.log import fact_builder
from ristorno.kernel.problem import Place, Problem, Refused

_HELD: Final = CONFLICTS["held"][0]
_KNOWN: Final = f"""
select * from (
    select distinct on (v.key) {FIELDS.format(member="v.member")}, v.groups as told_groups, v.line, v.line_number
    from facts_version as v
    where v.identity = (select {IDENTITY} from (select %s::text as source, %s::text as document) as named)
    order by v.key, v.version desc
) as current where line is null and not retracted order by line_number
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCells:
    """A row that waits, with cells that can be corrected; ``stood`` is what stood there where cells are others."""

    number: int
    file: str
    row: int
    header: str
    reason: str
    remedy: str
    cells: Cells
    stood: Cells
    reading: Reading


@dataclass(frozen=True, slots=True)
class Correction:
    """What is put right together: rows that wait, and lines of their document that count already and stay."""

    rows: tuple[RowCells, ...]
    stays: tuple[Draft, ...] = ()

    def told(self, corrected: Mapping[int, Cells], kinds: Collection[str]) -> list[Draft]:
        """Return what the document says once cells of some rows are corrected, which are given by the rows' numbers.

        Raises:
            Refused: rows are still wrong; with what is wrong with each.
        """
        drafts, problems = list(self.stays), list[Problem]()
        for row in self.rows:
            typed = corrected.get(row.number, {})
            (read,) = reread([{name: typed.get(name, text) for name, text in row.cells.items()}], row.reading, kinds)
            if read.fact is not None:
                drafts.append(Draft.of(read.fact))
            else:
                found = read.problem or _LEFT_OUT
                problems.append(replace(found, place=Place(row.file, row.row, found.place.column)))
        if problems:
            raise Refused(problems)
        return drafts


_LEFT_OUT: Final = Problem(
    "facts.left_out", "Read so, the row is left out: it is no fact.", "Correct it further, or dismiss it."
)


def correction(number: int) -> Correction | None:
    """Return what has to be put right for a row that waits; None where no row of this number does."""
    waiting = Aside.objects.filter(settled=None).select_related("batch")
    asked = waiting.filter(pk=number).first()
    if asked is None:
        return None
    row = _shown(asked)
    if row.reading.has_lines or not asked.document:
        return Correction((row,))
    of_document = waiting.filter(source=asked.source, document=asked.document, line=None)
    others = list(of_document.exclude(pk=number).order_by("pk"))
    held = any(each.code == _HELD for each in (asked, *others))
    return Correction((row, *map(_shown, others)), () if held else _known(asked.source or "", asked.document))


def _shown(aside: Aside) -> RowCells:
    stood = stood_in(aside)
    return RowCells(
        number=aside.pk, file=aside.batch.name or aside.batch.channel, row=aside.row, header=aside.header,
        reason=aside.reason, remedy=aside.remedy, cells=stood.cells, stood=stood.beside, reading=stood.reading,
    )  # fmt: skip


def _known(source: str, document: str) -> tuple[Draft, ...]:
    """Return the lines without ids that count of a document, as its source told them."""
    build = fact_builder()
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [source, document])
        return tuple(
            replace(
                Draft.of(build(tuple(fields))), line=None, version=None,
                groups=tuple(groups.split("\x1f")) if groups else (),
            )
            for *fields, groups, _, _ in cursor
        )  # fmt: skip
