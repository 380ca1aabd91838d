"""``ristorno settlements reconcile``: a partner's own list of documents against what a statement rests on."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ristorno.cli.keeping import kept
from ristorno.cli.screen import errors, screen, show_table
from ristorno.cli.statements import Number, SpokenOption
from ristorno.intake import parse_period

if TYPE_CHECKING:
    from ristorno.report.reconciliation import Document, Paired

_SHOWN = 40


def reconcile(
    number: Number,
    file: Annotated[Path, typer.Argument(metavar="PARTNER.xlsx", help="The partner's list of documents.")],
    mapping: Annotated[
        str | None, typer.Option("--mapping", help="How the file is read; by its headers if left out.")
    ] = None,
    period: Annotated[
        str | None,
        typer.Option(
            "--period", help="What is compared: a month, quarter, year, day or FROM..TO; the statement's own."
        ),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", help="The workbook to write.")] = None,
    language: SpokenOption = None,
) -> None:
    """Tell which documents a partner and we have alike, which differ, and which only one of us has."""
    asked = parse_period(period) if period is not None else None
    with kept():
        from ristorno.apps.members.queries import codes_of
        from ristorno.report import reconciliation
        from ristorno.report.settlement import language_of

        here = reconciliation.ours(number, asked)
        holder = here.statement.holder.member
        codes, spoken = codes_of(holder) or (holder,), language_of(holder, language)
    there = reconciliation.theirs(file, codes, here.zone, mapping)
    found = reconciliation.compare(here.documents, there.documents, here.period)
    paired = reconciliation.Paired(here, there, found)
    _show(paired)
    if output is not None:
        reconciliation.write_reconciliation(output, paired, file.name, spoken)
        errors.print(f"Reconciliation: {output}", markup=False, soft_wrap=True)


def _show(paired: "Paired") -> None:
    found, there = paired.found, paired.theirs
    by = "as the headers propose" if there.proposed else "as was said"
    columns = ", ".join(f"{name} = {column}" for name, column in there.read_as.items())
    errors.print(f"Read {by}: {columns}. Compared: {found.period}.", markup=False, soft_wrap=True)
    rows = [
        (row.number, row.status, _day(row.ours), _day(row.theirs), _amount(row.ours), _amount(row.theirs),
         f"{row.difference:+,f}", f"perhaps {row.perhaps}" if row.perhaps else "")
        for row in found.rows if row.status != "matched"
    ]  # fmt: skip
    if rows:
        heads = ("document", "what", "our date", "their date", "ours", "theirs", "difference", "")
        show_table("Differences", heads, rows[:_SHOWN])
    if len(rows) > _SHOWN:
        screen.print(f"... and {len(rows) - _SHOWN:,} more: --output FILE lists all.")
    counts = ", ".join(f"{count:,} {status}" for status, (count, _) in found.by_status().items())
    screen.print(
        f"{counts or 'No documents'}. Theirs {found.theirs:,f} - ours {found.ours:,f} = {found.difference:,f}."
    )
    for count, what in (
        (found.outside, "documents of theirs lie outside the period"),
        (there.others, "documents of the file belong to other members"),
        (len(there.unread), "rows of the file could not be read"),
    ):
        if count:
            screen.print(f"{count:,} {what}.")


def _day(document: "Document | None") -> str:
    return "" if document is None else document.day.isoformat()


def _amount(document: "Document | None") -> str:
    return "" if document is None else f"{document.amount:,f}"
