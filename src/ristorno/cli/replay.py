"""``ristorno replay``: any past window as known at any past moment, with what has changed since."""

from datetime import date
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from ristorno.bulk.replay import Replayed, replay
from ristorno.cli.answering import FactsPath, MappingOption, SheetOption, last_day, opened
from ristorno.cli.documents import AgreementsFile, ProgramFile
from ristorno.cli.loading import as_of_day, known_moment, load_calculation
from ristorno.cli.screen import errors, money, progress, screen, show_table
from ristorno.cli.settle import Ending, EndingOption, MemoryOption, WindowOption, memory_of
from ristorno.engine.accrual import Moment
from ristorno.intake.retraction import parse_period


def replay_command(
    program: ProgramFile,
    facts: FactsPath,
    known_at: Annotated[str, typer.Option("--known-at", help="The day or moment whose knowledge is replayed.")],
    window: WindowOption = None,
    against: Annotated[
        str | None, typer.Option("--against", help="Compare with what was known then; everything known if left out.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="As of the end of this day, on both sides; each side's own day if left out."),
    ] = None,
    agreements: AgreementsFile = None,
    output: Annotated[Path, typer.Option("--output", help="The folder to write to.")] = Path("replay"),
    ending: EndingOption = Ending.PARQUET,
    memory: MemoryOption = "1GB",
    mapping: MappingOption = None,
    sheet: SheetOption = None,
) -> None:
    """Count what was owed as known at a past moment, and list what has changed since."""
    calculation = load_calculation(program, agreements)
    period = None if window is None else parse_period(window)
    limit, zone = memory_of(memory), calculation.program.terms.zone
    with opened(facts, mapping, calculation.program.terms, sheet) as store:
        last = last_day(store)
        then, now = _moment(known_at, as_of, last, zone, "--known-at"), _moment(against, as_of, last, zone, "--against")
        with progress("Replaying") as show:
            replayed = replay(
                calculation, store, (then, now), period, output, ending=ending.value, memory_limit=limit, show=show
            )
    _tell(replayed, then)


def _moment(known: str | None, as_of: str | None, last: date | None, zone: ZoneInfo, option: str) -> Moment:
    """Return a moment: of the last day of the facts, or of the day of the knowledge where that came before."""
    at = known_moment(known, zone, option)
    day = as_of_day(as_of, last)
    if as_of is None and at is not None:
        day = min(day, at.astimezone(zone).date())
    return Moment(day, at)


def _tell(replayed: Replayed, then: Moment) -> None:
    known = f" as known at {then.known_at:%Y-%m-%d %H:%M %Z}" if then.known_at else ""
    screen.print(f"{replayed.accruals:,} amounts as of {then.as_of}{known}.", markup=False)
    screen.print()
    if replayed.changes:
        columns = ("clause", "amounts", "members", "then", "now", "change", "unit")
        rows = [
            (each.clause, f"{each.keys:,}", f"{each.members:,}", money(each.before), money(each.after),
             f"{each.after - each.before:+,f}", each.unit)
            for each in replayed.changes
        ]  # fmt: skip
        show_table("What has changed since", columns, rows, numbers=columns[1:6])
    else:
        screen.print("Nothing has changed since.")
    errors.print(f"Written: {replayed.folder}", markup=False, soft_wrap=True)
