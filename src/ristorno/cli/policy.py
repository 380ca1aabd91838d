"""``ristorno policy``: whether programs that run together keep within the price policy."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ristorno.cli.loading import agreements_text, as_of_day, asked_for, load_program
from ristorno.cli.screen import screen
from ristorno.engine.calculation import Calculation
from ristorno.engine.terms.program import Program
from ristorno.engine.terms.reading import agreements_of
from ristorno.engine.terms.scalars import read_rate
from ristorno.kernel.document import Document, read_documents
from ristorno.kernel.period import DAY, LAST_DAY, Period
from ristorno.kernel.problem import Problem, Refused

if TYPE_CHECKING:
    from ristorno.engine.policy.verdict import Verdict

app = typer.Typer(help="The price policy that no program may pass.", no_args_is_help=True)
NOT_PROVED = 3


@app.callback()
def _only_here() -> None:
    """Keep ``prove`` a command of its own, though it is the only one."""


@app.command("prove")
def prove(
    programs: Annotated[list[Path], typer.Argument(metavar="PROGRAM...", help="Programs that run together.")],
    agreements: Annotated[
        list[Path] | None, typer.Option("--agreements", help="Their agreements, a file or a folder; may be repeated.")
    ] = None,
    limit: Annotated[
        str | None,
        typer.Option("--limit", help="Another highest discount, such as `25 %`, than the lowest that they say."),
    ] = None,
    since: Annotated[str | None, typer.Option("--from", help="From which day on; today if left out.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Through which day; for good if left out.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Look for the worst that can happen to each rule of the policies: proved, broken with an example, or undecided.

    The exit code is 0 where every rule is proved, and 3 where one is not.
    """
    from ristorno.engine.policy.telling import as_json as in_json
    from ristorno.engine.policy.telling import told_all

    verdicts = _verdicts(_calculations(programs, agreements or []), limit, _days(since, until))
    if as_json:
        typer.echo(json.dumps([in_json(verdict) for verdict in verdicts], indent=2, ensure_ascii=False))
    for sentence in () if as_json else told_all(verdicts):
        screen.print(sentence, markup=False, soft_wrap=True)
    if any(verdict.word != "proved" for verdict in verdicts):
        raise typer.Exit(NOT_PROVED)


def _calculations(programs: list[Path], agreements: list[Path]) -> list[Calculation]:
    """Return the programs, each with the agreements that name it; an agreement that names none of them is refused."""
    loaded: dict[str, Program] = {}
    for path in programs:
        program = load_program(path)
        if program.id in loaded:
            reason = f"Two of the programs are called {program.id}."
            raise Refused([Problem("usage.value", reason, "Name each program once.")])
        loaded[program.id] = program
    documents = [each for path in agreements or () for each in read_documents(agreements_text(path), str(path))]
    return [
        Calculation(program, agreements_of(_of(program, documents, loaded), program)) for program in loaded.values()
    ]


def _of(program: Program, documents: list[Document], loaded: Collection[str]) -> list[Document]:
    """Return the agreements that name a program; those that name none of them are read with the first, and refused."""
    named = [each.tree.get("program") if isinstance(each.tree, dict) else None for each in documents]
    first = next(iter(loaded))
    return [
        document
        for document, name in zip(documents, named, strict=True)
        if (name if isinstance(name, str) and name in loaded else first) == program.id
    ]


def _verdicts(calculations: list[Calculation], limit: str | None, days: Period) -> "tuple[Verdict, ...]":
    from ristorno.engine.policy.proof import prove as proofs

    asked = None if limit is None else asked_for(limit, "--limit", read_rate)
    verdicts = proofs(calculations, days, asked)
    if not verdicts:
        reason = "No program says what may not be passed."
        raise Refused([Problem("policy.no_limit", reason, "Say it: `policy: {highest_discount: 25 %}`, or --limit.")])
    return verdicts


def _days(since: str | None, until: str | None) -> Period:
    first = as_of_day(since, None, "--from")
    last = as_of_day(until, LAST_DAY - DAY, "--until")
    if last < first:
        raise Refused([Problem("usage.value", f"--until {last} lies before --from {first}.", "Give them in order.")])
    return Period(first, last + DAY)
