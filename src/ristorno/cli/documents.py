"""Commands about documents: check, schema, new."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ristorno.cli.answering import MappingOption, SheetOption
from ristorno.cli.loading import load_calculation
from ristorno.cli.screen import screen
from ristorno.cli.warning import warn
from ristorno.engine.terms.schema import agreement_schema, program_schema
from ristorno.intake.opening import open_facts
from ristorno.kernel.problem import Place, Problem, Refused
from ristorno.templates import starter_text

ProgramFile = Annotated[Path, typer.Argument(metavar="PROGRAM", help="The program, a YAML file.")]
AgreementsFile = Annotated[
    Path | None, typer.Option("--agreements", help="Agreements: a YAML file (documents separated by ---) or a folder.")
]


class Document(StrEnum):
    """What can be described by a schema."""

    PROGRAM = "program"
    AGREEMENT = "agreement"


FactsOption = Annotated[
    Path | None,
    typer.Option("--facts", help="Facts to hold the program against: what it looks at and none carries is told."),
]


def check(
    program: ProgramFile,
    agreements: AgreementsFile = None,
    facts: FactsOption = None,
    mapping: MappingOption = None,
    sheet: SheetOption = None,
) -> None:
    """Check a program and its agreements: names, order, sense, versions. Silent nonsense is refused with the line."""
    calculation = load_calculation(program, agreements)
    terms = calculation.program.terms
    parts = [
        _many(len(terms.clauses), "clause"),
        _many(len(terms.ladders), "ladder"),
        _many(len(terms.sets), "set"),
        _many(len(calculation.program.versions), "later version"),
        _many(len(calculation.agreements), "agreement"),
    ]
    if facts is not None:
        with open_facts(facts, mapping, time_zone=terms.time_zone, kinds=terms.kinds, sheet=sheet) as source:
            warn(calculation, source)
    screen.print(f"{program}: fine ({', '.join(part for part in parts if part)}).", markup=False, soft_wrap=True)


def schema(
    document: Annotated[Document, typer.Argument(help="Which document.")] = Document.PROGRAM,
) -> None:
    """Print the JSON Schema of a document, for completion and checks in an editor."""
    body = program_schema() if document is Document.PROGRAM else agreement_schema()
    typer.echo(json.dumps(body, indent=2, ensure_ascii=False))


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.")] = Path("program.yaml"),
) -> None:
    """Write a starter program with comments, ready to be changed and evaluated."""
    write_new(file, starter_text())
    screen.print(f"Wrote {file}. Next: ristorno check {file}", markup=False, soft_wrap=True)


def write_new(file: Path, text: str) -> None:
    """Write a file that must not exist yet."""
    try:
        with file.open("x", encoding="utf-8", newline="\n") as target:
            target.write(text)
    except FileExistsError:
        reason, remedy = "The file exists already, and nothing is overwritten.", "Name another file."
        raise Refused([Problem("file.exists", reason, remedy, Place(str(file)))]) from None
    except OSError as error:
        reason = f"The file cannot be written: {error.strerror}."
        raise Refused([Problem("file.unwritable", reason, "Name another place.", Place(str(file)))]) from None


def _many(count: int, what: str) -> str:
    return "" if not count else f"{count} {what}{'' if count == 1 else 's'}"
