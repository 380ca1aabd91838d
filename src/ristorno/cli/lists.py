"""What commands share that import a list: members, products."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ristorno.cli.screen import complain, screen
from ristorno.kernel.problem import Problem

SheetOption = Annotated[
    str | None, typer.Option("--sheet", help="The sheet of a workbook; the one with the list if left out.")
]
PartlyOption = Annotated[
    bool, typer.Option("--partly", help="Take the good rows where others are wrong, and exit with 3.")
]
ASIDE = 3
"""Exit code where rows were left out."""


def show_imported(
    file: Path, what: str, rows: int, changed: int, problems: Sequence[Problem], unread: Sequence[str]
) -> None:
    """Tell what became of a list."""
    wrong = f", {len(problems):,} wrong" if problems else ""
    screen.print(
        f"{file}: {rows:,} rows of {what}: {changed:,} changed something{wrong}.", markup=False, soft_wrap=True
    )
    if unread:
        screen.print(f"Columns that are not read: {', '.join(unread)}.", markup=False, soft_wrap=True)
    if problems:
        complain(problems)
        raise typer.Exit(ASIDE)
