"""``ristorno settlements document``: a statement as a PDF and as a workbook, in its member's language."""

from pathlib import Path
from typing import Annotated

import typer

from ristorno.cli.keeping import kept
from ristorno.cli.screen import errors
from ristorno.kernel.problem import Place, Problem, Refused

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The statement, such as dealers-2026Q1-000001.")]
SpokenOption = Annotated[
    str | None,
    typer.Option("--language", help="en, ru or th; if left out, that of the member, else English."),
]


def document(
    number: Number,
    pdf: Annotated[Path | None, typer.Option("--pdf", help="The PDF to write.")] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="The workbook to write.")] = None,
    language: SpokenOption = None,
) -> None:
    """Write a statement: what is settled and how, every line with its reason and the documents it rests on."""
    if pdf is None and xlsx is None:
        raise Refused([Problem("usage.nothing_to_write", "No file is named.", "Name one: --pdf FILE, --xlsx FILE.")])
    with kept():
        from ristorno.report import settlement

        told = settlement.gather(number, language)
    if xlsx is not None:
        settlement.write_book(xlsx, told)
        _tell(xlsx)
    if pdf is not None:
        write_bytes(pdf, settlement.pdf(told))
        _tell(pdf)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole.

    Raises:
        Refused: it cannot be written.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        reason = f"The file cannot be written: {error.strerror or error}."
        raise Refused([Problem("file.unwritable", reason, "Name another path.", Place(str(path)))]) from None


def _tell(path: Path) -> None:
    errors.print(f"Statement: {path}", markup=False, soft_wrap=True)
