"""Commands about facts: check a file, import it into a store, look at what was set aside."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from ristorno.cli.answering import MappingOption, SheetOption
from ristorno.cli.documents import write_new
from ristorno.cli.facts_kept import Keeper, Sheet, keeper
from ristorno.cli.keeping import kept
from ristorno.cli.loading import load_program
from ristorno.cli.screen import errors, money, progress, screen, show_table
from ristorno.intake.profile import Profile
from ristorno.intake.profile import check as look_into
from ristorno.intake.receipt import Reason, Receipt
from ristorno.intake.retraction import RetractionPreview
from ristorno.kernel.problem import Problem, Refused

app = typer.Typer(
    help="Sales files: check them, import them into a store, see what was set aside.", no_args_is_help=True
)

ASIDE = 3
"""Exit code of ``--strict`` when rows were set aside."""

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A CSV or Parquet file, or a workbook.")]
StoreOption = Annotated[
    Path | None, typer.Option("--store", help="The folder of the store; made when it does not exist.")
]
DatabaseOption = Annotated[bool, typer.Option("--database", help="Keep the facts in the database instead.")]
ZoneOption = Annotated[
    str | None, typer.Option("--time-zone", help="Zone of times that name none and whose mapping names none.")
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Exit with 3 when rows were set aside.")]


@app.command()
def check(
    file: FileArgument,
    mapping: MappingOption = None,
    save_mapping: Annotated[
        Path | None, typer.Option("--save-mapping", help="Write the proposed mapping to this file.")
    ] = None,
    sheet: SheetOption = None,
    time_zone: ZoneOption = None,
    strict: StrictOption = False,
    program: Annotated[
        Path | None, typer.Option("--program", help="The program whose further kinds of facts are taken.")
    ] = None,
) -> None:
    """Look into a file: columns, period, sums, what would be set aside and why; propose a mapping where none fits."""
    kinds = () if program is None else tuple(load_program(program).terms.kinds)
    with progress("Looking into the file") as show:
        profile = look_into(file, mapping, time_zone=time_zone, kinds=kinds, sheet=sheet, progress=show)
    _show_profile(profile)
    if save_mapping is not None:
        if profile.proposal is None:
            reason = f"The mapping {profile.mapping!r} fits this file already, so there is none to propose."
            raise Refused([Problem("usage.no_proposal", reason, "Leave --save-mapping out.")])
        write_new(save_mapping, profile.proposal)
        screen.print(f"Wrote {save_mapping}. Next: ristorno facts check {file} --mapping {save_mapping}", markup=False)
    if strict and profile.receipt is not None and profile.receipt.quarantined:
        raise typer.Exit(ASIDE)


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV or Parquet files, or workbooks.")],
    store: StoreOption = None,
    database: DatabaseOption = False,
    mapping: MappingOption = None,
    complete_for: Annotated[
        str | None,
        typer.Option(
            "--complete-for", help="The file holds all of a period (2026-03, 2026-Q1, FROM..TO): retract the rest."
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Retract what is shown without asking.")] = False,
    sheet: SheetOption = None,
    time_zone: ZoneOption = None,
    strict: StrictOption = False,
) -> None:
    """Import files into a store, or into the database. Again, overlapping, in another order: it comes out the same."""
    if complete_for is not None and len(files) != 1:
        reason = "--complete-for speaks of one file, which holds all that its source has for the period."
        raise Refused([Problem("usage.one_file", reason, "Import that file by itself.")])
    aside = 0
    with keeper(store, database=database) as keeps:
        for file in files:
            told = Sheet(file, mapping, time_zone, sheet)
            confirmed = _confirmed(keeps, told, complete_for, yes=yes)
            with progress(f"Importing {file.name}") as show:
                receipt = keeps.take(told, complete_for, confirmed, show)
            _show_notes(receipt.notes)
            _show_receipt(str(file), receipt)
            aside += receipt.quarantined
        if aside:
            screen.print(
                f"See what was set aside: ristorno facts quarantine {keeps.shown}", markup=False, soft_wrap=True
            )
    if strict and aside:
        raise typer.Exit(ASIDE)


@app.command()
def quarantine(
    store: Annotated[Path | None, typer.Argument(metavar="[STORE]", help="The folder of a store.")] = None,
    database: Annotated[bool, typer.Option("--database", help="Those of the database instead.")] = False,
    export: Annotated[Path | None, typer.Option("--csv", help="Write all of it to this CSV file.")] = None,
) -> None:
    """List the rows that wait for a person, each with its reason and what to do."""
    with keeper(store, database=database) as keeps:
        if export is not None:
            count = keeps.export_quarantine(export)
            screen.print(f"Wrote {count:,} rows to {export}. Correct them and import the file again.", markup=False)
            return
        shown = 0
        for item in keeps.quarantine():
            if shown == _SHOWN:
                screen.print("... and more: --csv FILE writes all of them.")
                break
            screen.print(str(item.problem), markup=False, soft_wrap=True)
            shown += 1
        for note in keeps.notes():
            screen.print(note, markup=False, soft_wrap=True)
            shown += 1
        if not shown:
            screen.print("Nothing waits.")


@app.command()
def project(
    store: Annotated[Path, typer.Option("--store", help="The folder; made when it does not exist.")],
) -> None:
    """Write the facts of the database as a store, for settling all members at once; again: what came since."""
    with kept():
        from ristorno.apps.facts.operations import project as bring

        done = bring(store)
    told = "all made anew" if done.anew else "added to what was there"
    screen.print(
        f"{store}: {done.versions:,} versions of lines written, {told}; high water {done.place:,}.", markup=False
    )


_SHOWN = 50


def _confirmed(keeps: Keeper, told: Sheet, period: str | None, *, yes: bool) -> RetractionPreview | None:
    """Show what would be retracted and ask, unless the answer was given."""
    if period is None:
        return None
    preview = keeps.preview(told, period)
    if preview.lines:
        rows = [
            (item.document, item.line, item.member, item.day, money(item.amount) if item.amount is not None else "")
            for item in preview.lines[:_SHOWN]
        ]
        show_table("Would be retracted", ("document", "line", "member", "day", "amount"), rows, numbers=("amount",))
        sums = ", ".join(f"{money(amount)} {currency}" for currency, amount in preview.sums.items())
        screen.print(f"{len(preview.lines):,} lines of {preview.documents:,} documents, {sums}", markup=False)
        if not yes:
            _ask()
    return preview


def _ask() -> None:
    if not sys.stdin.isatty():
        reason = "The import would retract lines, and nobody can be asked here."
        raise Refused([Problem("usage.confirm", reason, "Look at the list above; if it is right, add --yes.")])
    typer.confirm("Retract them?", abort=True)


def _show_receipt(name: str, receipt: Receipt) -> None:
    counts = [
        ("accepted", receipt.accepted),
        ("duplicate", receipt.duplicate),
        ("restated", receipt.restated),
        ("retracted", receipt.retracted),
        ("ignored", receipt.ignored),
        ("set aside", receipt.quarantined),
    ]
    told = ", ".join(f"{count:,} {what}" for what, count in counts if count)
    screen.print(f"{name}: {receipt.rows:,} rows: {told or 'nothing new'}.", markup=False, soft_wrap=True)
    _show_reasons(receipt.reasons)
    for problem in {problem.code: problem for problem in reversed(receipt.quarantine)}.values():
        screen.print(f"For example {problem}", markup=False, soft_wrap=True)


def _show_notes(notes: Iterable[str]) -> None:
    for note in notes:
        screen.print(note, markup=False, soft_wrap=True)


def _show_reasons(reasons: Iterable[Reason]) -> None:
    rows = [
        (reason.status, reason.code, f"{reason.rows:,}", money(reason.amount), reason.sentence)
        for reason in reasons
        if reason.status not in {"accepted", "duplicate"}
    ]
    if rows:
        show_table("Reasons", ("what", "code", "rows", "amount", "why"), rows, numbers=("rows", "amount"))


def _show_profile(profile: Profile) -> None:
    columns = [
        (
            column.header,
            column.guess,
            f"{column.empty:,}",
            f"{column.distinct:,}",
            column.least,
            column.most,
            ", ".join(column.samples),
        )
        for column in profile.columns
    ]
    form = ", ".join(
        part for part in (profile.encoding, f"delimiter {profile.delimiter!r}" if profile.delimiter else "") if part
    )
    _show_notes(profile.notes)
    title = f"{profile.file}: {profile.rows:,} rows" + (f" ({form})" if form else "")
    headers = ("column", "looks like", "empty", "distinct", "least", "most", "such as")
    show_table(title, headers, columns, numbers=("empty", "distinct"))
    if profile.receipt is not None:
        name = profile.mapping or "proposed below"
        screen.print(f"Read with the mapping {name}:", markup=False)
        days = f"{profile.first_day}..{profile.last_day}" if profile.first_day else "no days"
        screen.print(f"{profile.members:,} members, {profile.documents:,} documents, {days}.", markup=False)
        _show_receipt("An import would find", profile.receipt)
    if profile.proposal is not None:
        screen.print(
            "No mapping fits by itself; this one is proposed. --save-mapping FILE writes it, to be looked over:\n"
        )
        screen.print(profile.proposal, markup=False, soft_wrap=True)
    elif profile.receipt is None:
        errors.print("No mapping fits and none could be proposed.")
