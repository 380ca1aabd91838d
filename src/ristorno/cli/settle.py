"""``ristorno settle``: what everybody is owed for the windows of a period, as files with a manifest."""

from collections.abc import Sequence
from contextlib import nullcontext
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ristorno.bulk.compile import Beside
from ristorno.bulk.settle import Settled, Total, settle
from ristorno.bulk.stores.addresses import database_at
from ristorno.cli.answering import Asked, AsOfOption, FactsPath, KnownAtOption, MappingOption, SheetOption
from ristorno.cli.documents import AgreementsFile, ProgramFile
from ristorno.cli.loading import load_calculation
from ristorno.cli.screen import errors, money, progress, screen, show_table
from ristorno.cli.warning import warn
from ristorno.intake.retraction import parse_period
from ristorno.kernel.period import Period
from ristorno.kernel.problem import Problem, Refused


class Ending(StrEnum):
    """How result files are written."""

    PARQUET = "parquet"
    CSV = "csv"


WindowOption = Annotated[
    str | None,
    typer.Option(
        "--window", help="Windows that lie in this period: 2026-Q1, 2026-03, 2026, a day, FROM..TO; all if left out."
    ),
]
EndingOption = Annotated[Ending, typer.Option("--format", help="Parquet for machines, CSV for spreadsheets.")]
MemoryOption = Annotated[
    str, typer.Option("--memory", help="What may be held in memory, such as 2GB; more is spilled to disk.")
]
OnOption = Annotated[
    str | None,
    typer.Option(
        "--on",
        help="Let a database count: postgresql://USER@HOST/NAME, or Spark at sc://HOST:PORT or spark://HOST:PORT.",
    ),
]
SchemaOption = Annotated[
    str | None, typer.Option("--schema", help="The schema that the facts get in PostgreSQL; ristorno if left out.")
]
SharedOption = Annotated[
    Path | None, typer.Option("--shared", help="For Spark: a folder that all its machines see under this name.")
]


def settle_command(
    program: ProgramFile,
    facts: FactsPath,
    window: WindowOption = None,
    agreements: AgreementsFile = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    output: Annotated[Path, typer.Option("--output", help="The folder to write to.")] = Path("settlement"),
    ending: EndingOption = Ending.PARQUET,
    whole: Annotated[
        bool, typer.Option("--whole", help="Count everybody anew, even where few are touched by new facts.")
    ] = False,
    memory: MemoryOption = "1GB",
    on: OnOption = None,
    schema: SchemaOption = None,
    shared: SharedOption = None,
    mapping: MappingOption = None,
    sheet: SheetOption = None,
) -> None:
    """Count what everybody is owed for the windows of a period, all members at once, and write it down."""
    calculation = load_calculation(program, agreements)
    period = None if window is None else parse_period(window)
    amount = memory_of(memory)
    asked = Asked(facts, mapping, sheet, as_of, known_at)
    elsewhere = nullcontext() if on is None else database_at(on, schema=schema, shared=shared)
    with (
        asked.opened(calculation.program.terms) as (store, moment),
        elsewhere as database,
        progress("Settling") as show,
    ):
        settled = settle(
            calculation,
            store,
            moment,
            period,
            output,
            ending=ending.value,
            memory_limit=amount,
            show=show,
            whole=whole,
            database=database,
        )
        warn(calculation, store)
    _tell(settled, period)


def memory_of(text: str) -> str:
    """Return an amount of memory as the database reads it; raises Refused."""
    number, unit = text.strip()[:-2].strip(), text.strip()[-2:].upper()
    if unit in {"MB", "GB"} and number.replace(".", "", 1).isdigit() and float(number) > 0:
        return f"{number}{unit}"
    reason = f"--memory: {text!r} is no amount of memory."
    raise Refused([Problem("usage.value", reason, "Write it like 500MB or 2GB.")])


def _tell(settled: Settled, period: Period | None) -> None:
    which = f"windows in {period}" if period else "all windows"
    screen.print(f"Settled {which}, {settled.lines:,} lines of facts.", markup=False)
    if settled.touched is not None:
        members = (
            "no member"
            if not settled.touched
            else f"{settled.touched:,} members"
            if settled.touched > 1
            else "1 member"
        )
        screen.print(f"New facts since the run before touch {members}; the rest stands.", markup=False)
    screen.print()
    if settled.totals:
        show_totals("By clause", settled.totals)
    else:
        screen.print("Nothing is owed for these windows. Which windows there are: settle without --window.")
    tell_beside(settled.beside)
    errors.print(f"Written: {settled.folder}", markup=False, soft_wrap=True)


def show_totals(title: str, totals: Sequence[Total]) -> None:
    """Print what clauses give everybody."""
    columns = ("clause", "status", "accruals", "members", "amount", "unit")
    rows = [
        (each.clause, each.status, f"{each.accruals:,}", f"{each.members:,}", money(each.amount), each.unit)
        for each in totals
    ]
    show_table(title, columns, rows, numbers=columns[2:5])
    for unit in sorted({each.unit for each in totals}):
        whole = sum((each.amount for each in totals if each.unit == unit), Decimal(0))
        screen.print(f"In all: {money(whole)} {unit}", markup=False)


def tell_beside(beside: Sequence[Beside]) -> None:
    """Tell on standard error what was counted member by member, which takes longer."""
    for why in sorted({each.why for each in beside}):
        names = ", ".join(sorted({each.clause for each in beside if each.why == why}))
        errors.print(f"Counted member by member, because of {why}: {names}", markup=False, soft_wrap=True)
