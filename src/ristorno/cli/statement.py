"""``ristorno statement``: one member's statement as a workbook, in its language."""

from pathlib import Path
from typing import Annotated

import typer

from ristorno.cli.answering import (
    Asked,
    AsOfOption,
    FactsPath,
    KnownAtOption,
    MappingOption,
    SheetOption,
)
from ristorno.cli.documents import AgreementsFile, ProgramFile
from ristorno.cli.evaluate import Language, LanguageOption, read_profiles
from ristorno.cli.loading import load_calculation
from ristorno.cli.screen import errors
from ristorno.engine.accrual import Accrual, MemberAnswer
from ristorno.intake.retraction import parse_period
from ristorno.kernel.problem import Problem, Refused, near
from ristorno.report.workbook import write_statement


def statement(
    program: ProgramFile,
    facts: FactsPath,
    member: Annotated[str, typer.Option("--member", help="The member.")],
    output: Annotated[Path, typer.Option("--output", help="The workbook to write.")],
    window: Annotated[
        str | None,
        typer.Option("--window", help="A month, quarter, year, day or FROM..TO: what lies within it; all if left out."),
    ] = None,
    clause: Annotated[str | None, typer.Option("--clause", help="Only this clause.")] = None,
    agreements: AgreementsFile = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    mapping: MappingOption = None,
    sheet: SheetOption = None,
    members: Annotated[Path | None, typer.Option("--members", help="A CSV file with id and name of members.")] = None,
    language: LanguageOption = Language.EN,
) -> None:
    """Write a member's statement as a workbook: amounts, reasons, arithmetic as formulas, every line that counted."""
    calculation = load_calculation(program, agreements)
    profiles = read_profiles(members) if members else {}
    answer, moment = Asked(facts, mapping, sheet, as_of, known_at).answer(calculation, member)
    write_statement(
        output,
        calculation.program.terms,
        member,
        _chosen(answer, window, clause),
        moment,
        language.value,
        name=profiles[member].name if member in profiles else "",
        period=window or "",
    )
    errors.print(f"Statement: {output}", markup=False, soft_wrap=True)


def _chosen(answer: MemberAnswer, window: str | None, clause: str | None) -> list[Accrual]:
    found = [accrual for accrual in answer.accruals if clause is None or accrual.clause == clause]
    if clause is not None and not found:
        reason = f"Member {answer.member!r} has no accruals of a clause {clause!r}."
        names = {accrual.clause for accrual in answer.accruals}
        raise Refused([Problem("usage.unknown_clause", reason, near(clause, names))])
    if window is not None:
        period = parse_period(window)
        within = [a for a in found if period.start <= a.window.start and a.window.end <= period.end]
        if found and not within:
            reason = f"Nothing that member {answer.member!r} may earn lies within {window}."
            names = {accrual.window_label for accrual in found}
            raise Refused([Problem("usage.unknown_window", reason, near(window, names))])
        found = within
    return [accrual for accrual in found if accrual.amount or accrual.explanation.counted]
