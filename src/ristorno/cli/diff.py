"""``ristorno diff``: the money difference per member between two programs, or between two states of knowledge."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from ristorno.cli.answering import (
    Answered,
    AsOfOption,
    FactsPath,
    MappingOption,
    MemberOption,
    SheetOption,
    answers,
    last_day,
    opened,
    population_of,
)
from ristorno.cli.documents import AgreementsFile
from ristorno.cli.evaluate import Format, FormatOption
from ristorno.cli.loading import as_of_day, known_moment, load_calculation
from ristorno.cli.screen import money, screen, show_table
from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.difference import Difference, differences
from ristorno.engine.documented import difference_record
from ristorno.engine.population.value import Population

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class _Pair:
    old: Calculation
    new: Calculation
    then: Moment
    now: Moment
    others: Population | None
    """What the old side knows of all members together."""


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The program before.")],
    new: Annotated[
        Path, typer.Argument(metavar="NEW", help="The program after; the same file to compare two states of knowledge.")
    ],
    facts: FactsPath,
    agreements: AgreementsFile = None,
    new_agreements: Annotated[
        Path | None, typer.Option("--new-agreements", help="Agreements under NEW; those of --agreements if left out.")
    ] = None,
    as_of: AsOfOption = None,
    known_then: Annotated[
        str | None, typer.Option("--known-then", help="OLD counts what was known at this moment.")
    ] = None,
    known_now: Annotated[
        str | None, typer.Option("--known-now", help="NEW counts what was known at this moment.")
    ] = None,
    member: MemberOption = None,
    output: FormatOption = Format.TABLE,
    mapping: MappingOption = None,
    sheet: SheetOption = None,
) -> None:
    """Show who gets more and who gets less: terms old and new, or facts as known then and now."""
    before = load_calculation(old, agreements)
    after = load_calculation(new, new_agreements or agreements)
    with opened(facts, mapping, after.program.terms, sheet) as source:
        day = as_of_day(as_of, last_day(source))
        zone = before.program.terms.zone
        then = Moment(day, known_moment(known_then, zone, "--known-then"))
        now = Moment(day, known_moment(known_now, zone, "--known-now"))
        pair = _Pair(before, after, then, now, population_of(before, source, then))
        show_differences(_differences(pair, answers(after, source, now, member)), output)


def _differences(pair: _Pair, found: Iterable[Answered]) -> Iterator[Difference]:
    for answered in found:
        name = answered.answer.member
        old = pair.old.answer(name, answered.facts, pair.then, pair.others)
        yield from differences(old, answered.answer)


def show_differences(found: Iterable[Difference], output: Format) -> None:
    """Print differences as they come, or as a table with the sums of each member."""
    {Format.TABLE: _table, Format.JSON: _json, Format.CSV: _csv}[output](found)


def _json(found: Iterable[Difference]) -> None:
    body = {"schema": "ristorno.differences/1", "differences": [difference_record(item) for item in found]}
    typer.echo(json.dumps(body, indent=1, ensure_ascii=False))


def _csv(found: Iterable[Difference]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    columns = (
        "member",
        "contact",
        "party",
        "group",
        "clause",
        "window",
        "document",
        "unit",
        "before",
        "after",
        "change",
    )
    writer.writerow(columns)
    for item in found:
        record = difference_record(item)
        writer.writerow([record[column] or "" for column in columns])


def _table(found: Iterable[Difference]) -> None:
    sums: dict[tuple[str, str], list[Decimal]] = {}
    for item in found:
        pair = sums.setdefault((item.member, item.unit), [Decimal(0), Decimal(0)])
        pair[0] += item.before
        pair[1] += item.after
    changed = {key: pair for key, pair in sums.items() if pair[0] != pair[1]}
    if not changed:
        screen.print("No member gets a different total." if sums else "Nothing differs.")
        return
    ordered = sorted(changed.items(), key=lambda item: (-abs(item[1][1] - item[1][0]), item[0]))
    rows = [
        (name, unit, money(before), money(after), _signed(after - before)) for (name, unit), (before, after) in ordered
    ]
    columns = ("member", "unit", "before", "after", "change")
    show_table("Difference by member; sums of the amounts that changed", columns, rows[:_SHOWN], numbers=columns[2:])
    if len(rows) > _SHOWN:
        screen.print(f"... and {len(rows) - _SHOWN:,} more members: --format csv lists all keys.")
    for unit in sorted({unit for _, unit in changed}):
        change = sum((after - before for (_, own), (before, after) in changed.items() if own == unit), Decimal(0))
        count = sum(own == unit for _, own in changed)
        screen.print(f"In all: {_signed(change)} {unit} for {count:,} {'member' if count == 1 else 'members'}.")


def _signed(amount: Decimal) -> str:
    return f"{amount:+,f}"
