"""Rows read again, with cells that a person corrected, as the file was read in which they stood."""

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from ristorno.engine.fact import Fact
from ristorno.intake.aside import ASIDE, collect
from ristorno.intake.duck import Workshop, workshop
from ristorno.intake.mapping import Mapping as Reading
from ristorno.intake.staged import Staged, stage
from ristorno.intake.store.columns import empty_row
from ristorno.intake.store.log import facts_of
from ristorno.intake.table import open_table
from ristorno.kernel.problem import Place, Problem

Cells: TypeAlias = Mapping[str, str]
"""What stands in a row, by the headers of its file."""


@dataclass(frozen=True, slots=True)
class Reread:
    """What a row says now: a fact without a version of ours, or what is wrong with it; neither where it is left out.

    ``version`` of the fact is that of the source; ``line`` is empty where the source has no ids of lines.
    """

    fact: Fact | None = None
    problem: Problem | None = None


def reread(rows: Sequence[Cells], reading: Reading, kinds: Collection[str] = ()) -> tuple[Reread, ...]:
    """Return what each of some rows says, read by a mapping; ``kinds`` are those that programs declare.

    Raises:
        Refused: the rows lack a column that the mapping needs.
    """
    form = reading.format.model_copy(update={"encoding": "utf-8", "delimiter": ","})
    with workshop() as shop:
        table = open_table(shop, _written(rows, shop.folder / "rows.csv"), form)
        staged = stage(shop, table, reading.model_copy(update={"format": form}), kinds)
        collect(shop, staged, judged=False)
        facts, problems = dict(_facts(shop)), dict(_problems(shop))
        return tuple(Reread(facts.get(number), problems.get(number)) for number in _numbers(staged, len(rows)))


def _written(rows: Sequence[Cells], path: Path) -> Path:
    headers = list(dict.fromkeys(header for row in rows for header in row))
    with path.open("w", encoding="utf-8", newline="") as stream:
        written = csv.writer(stream)
        written.writerow(headers)
        written.writerows([row.get(header, "") for header in headers] for row in rows)
    return path


def _numbers(staged: Staged, count: int) -> range:
    first = staged.table.first_row
    return range(first, first + count)


def _facts(shop: Workshop) -> Iterator[tuple[int, Fact]]:
    there = {row[0] for row in shop.rows("describe staged")}
    version = "source_version" if "source_version" in there else "cast(null as integer)"
    source = "coalesce(source, '')" if "source" in there else "''"
    retracted = "coalesce(retracted, false)" if "retracted" in there else "false"
    told = f"{source} as source, {version} as version, {retracted} as retracted"
    kept = ", ".join(
        f'"{each}"' for each in sorted(there & {"source", "version", "retracted", "check", "reason", "raw"})
    )
    for (number,) in shop.rows('select row from staged where "check" is null'):
        row = f'select * exclude ({kept}), {told} from staged where "check" is null and row = {number}'
        for fact in facts_of(shop, f"({empty_row()} union all by name {row}) as told"):
            yield int(number), fact


def _problems(shop: Workshop) -> Iterator[tuple[int, Problem]]:
    for row, code, header, reason, remedy in shop.rows(f"select row, code, header, reason, remedy from {ASIDE}"):
        yield int(row), Problem(code, reason, remedy, Place("", None, header or None))
