"""``ristorno vouchers``: codes in batches, made or brought from elsewhere, and what became of them."""

import csv
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from ristorno.cli.acting import ByOption, acting
from ristorno.cli.keeping import kept, now
from ristorno.cli.screen import screen, show_table
from ristorno.engine.fact import instant
from ristorno.engine.terms.scalars import read_day
from ristorno.kernel.period import DAY
from ristorno.kernel.problem import Problem, Refused

if TYPE_CHECKING:
    from ristorno.apps.vouchers.values import About, BatchState, CodeState

app = typer.Typer(help="Codes that open an offer, and what became of them.", no_args_is_help=True)

NameArgument = Annotated[str, typer.Argument(metavar="BATCH", help="The name of a batch of codes.")]
ProgramOption = Annotated[str, typer.Option("--program", help="The program with the offer.")]
OfferOption = Annotated[str, typer.Option("--offer", help="The offer that the codes open.")]
FromOption = Annotated[str | None, typer.Option("--from", help="The first day on which they are valid.")]
UntilOption = Annotated[str | None, typer.Option("--until", help="The last day on which they are valid.")]
TimesOption = Annotated[int, typer.Option("--times", help="How often each may be used.")]
NoteOption = Annotated[str, typer.Option("--note", help="What they are for, in your words.")]
_PART = "vouchers"
_COLUMNS = ("code", "state", "uses", "held", "member", "contact", "begins_at", "ends_at")


@app.command("make")
def make(
    name: NameArgument,
    program: ProgramOption,
    offer: OfferOption,
    count: Annotated[int, typer.Option("--count", help="How many.")],
    first: FromOption = None,
    last: UntilOption = None,
    times: TimesOption = 1,
    note: NoteOption = "",
    by: ByOption = None,
) -> None:
    """Make new codes that nobody guesses."""
    with kept():
        from ristorno.apps.vouchers import operations

        about = _about(name, program, offer, first, last, times, note)
        operations.make(about=about, count=count, at=now(), actor=acting(by, _PART))
    screen.print(f"{count:,} codes were made: `ristorno vouchers export {name} FILE` writes them.", markup=False)


@app.command("import")
def bring(
    name: NameArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A list (CSV or workbook): code, member, contact.")],
    program: ProgramOption,
    offer: OfferOption,
    first: FromOption = None,
    last: UntilOption = None,
    times: TimesOption = 1,
    note: NoteOption = "",
    by: ByOption = None,
) -> None:
    """Bring codes that were made elsewhere, all or none; a code with a member is for that one alone."""
    with kept():
        from ristorno.apps.vouchers import operations
        from ristorno.apps.vouchers.lists import brought

        about = _about(name, program, offer, first, last, times, note)
        count = operations.bring(about=about, brought=brought(file), at=now(), actor=acting(by, _PART))
    screen.print(f"{file}: {count:,} codes are in the batch {name}.", markup=False, soft_wrap=True)


@app.command("list")
def batches(name: Annotated[str | None, typer.Argument(metavar="BATCH", help="Its codes.")] = None) -> None:
    """Tell the batches of codes, or the codes of one."""
    with kept():
        from ristorno.apps.vouchers import queries

        if name is not None:
            show_table(name, _COLUMNS, [_row(each) for each in queries.every(name, now())])
            return
        rows: list[BatchState] = []
        after = 0
        while page := queries.batches(after=after):
            rows += page
            after = page[-1].number
    show_table(
        "Batches of codes",
        ("name", "program", "offer", "codes", "times each", "from", "until", "note"),
        [
            (
                each.about.name, each.about.program, each.about.offer, f"{each.codes:,}", f"{each.about.times}",
                _moment(each.about.begins_at), _moment(each.about.ends_at), each.about.note,
            )
            for each in rows
        ],
    )  # fmt: skip


@app.command("show")
def show(code: Annotated[str, typer.Argument(metavar="CODE", help="However it is written.")]) -> None:
    """Tell what became of a code."""
    with kept():
        from ristorno.apps.vouchers import queries, refusals

        found = queries.code(code, now())
    if found is None:
        raise refusals.unknown("code", code)
    show_table(f"{found.batch}: {found.offer} of {found.program}", _COLUMNS, [_row(found)])
    if found.reason:
        screen.print(found.reason, markup=False)


@app.command("export")
def export(
    name: NameArgument,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="Where to; the screen if left out.")] = None,
) -> None:
    """Write the codes of a batch with what became of them as CSV."""
    with kept():
        from ristorno.apps.vouchers import queries, refusals

        if queries.batch(name) is None:
            raise refusals.unknown("batch", name)
        rows = (_row(each) for each in queries.every(name, now()))
        if file is None:
            csv.writer(sys.stdout).writerows([_COLUMNS, *rows])
            return
        if file.exists():
            reason = "There is a file of this name already."
            raise Refused([Problem("vouchers.exists", reason, "Name another one; no file is written over.")])
        with file.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([_COLUMNS, *rows])
    screen.print(f"{file} is written.", markup=False, soft_wrap=True)


@app.command("withdraw")
def withdraw(
    reason: Annotated[str, typer.Option("--reason", help="Why.")],
    code: Annotated[str | None, typer.Argument(metavar="CODE", help="One code.")] = None,
    batch: Annotated[str | None, typer.Option("--batch", help="All codes of a batch.")] = None,
    by: ByOption = None,
) -> None:
    """Withdraw a code, or all of a batch; orders that hold one go on."""
    if (code is None) == (batch is None):
        problem = Problem("usage.value", "Neither a code nor a batch is named, or both are.", "Name one of them.")
        raise Refused([problem])
    with kept():
        from ristorno.apps.vouchers import operations

        count = operations.withdraw(code=code, batch=batch, reason=reason, at=now(), actor=acting(by, _PART))
    screen.print(f"{count:,} codes were withdrawn.")


def _about(name: str, program: str, offer: str, first: str | None, last: str | None, times: int, note: str) -> "About":
    """Return a batch as it is asked for; its days are those of the program's time zone."""
    from ristorno.apps.agreements.queries import calculation
    from ristorno.apps.vouchers.values import About

    zone = calculation(program).program.terms.zone
    begins, ends = (_day(text) for text in (first, last))
    return About(
        name=name, program=program, offer=offer, begins_at=_begin(begins, zone),
        ends_at=_begin(ends + DAY if ends else None, zone), times=times, note=note,
    )  # fmt: skip


def _begin(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else instant(day, zone)


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else read_day(text)
    except ValueError as error:
        raise Refused([Problem("usage.value", f"{error}.", "Write a day as 2026-03-31.")]) from None


def _row(each: "CodeState") -> tuple[str, ...]:
    moments = (_moment(each.begins_at), _moment(each.ends_at))
    return each.code, each.state, f"{each.uses}", f"{each.held}", each.member, each.contact, *moments


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
