"""``ristorno explain``: the reason of one number, line by line."""

import json
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
from ristorno.cli.evaluate import Format, Language, LanguageOption
from ristorno.cli.loading import load_calculation
from ristorno.cli.screen import money, screen, show_table
from ristorno.engine.accrual import Accrual, MemberAnswer
from ristorno.engine.documented import accrual_record
from ristorno.engine.sentences import lines, sentence
from ristorno.kernel.problem import Problem, Refused, near

_FACTS_SHOWN = 200


def explain(
    program: ProgramFile,
    facts: FactsPath,
    member: Annotated[str, typer.Option("--member", help="The member.")],
    clause: Annotated[str, typer.Option("--clause", help="The clause.")],
    window: Annotated[
        str | None, typer.Option("--window", help="The window, such as 2026-Q1, or its first day.")
    ] = None,
    document: Annotated[
        str | None, typer.Option("--document", help="The document, for clauses that count each one.")
    ] = None,
    agreements: AgreementsFile = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    output: Annotated[Format, typer.Option("--format", help="table or json")] = Format.TABLE,
    mapping: MappingOption = None,
    sheet: SheetOption = None,
    language: LanguageOption = Language.EN,
) -> None:
    """Explain one amount: a sentence, the arithmetic, the facts that counted and those that did not."""
    calculation = load_calculation(program, agreements)
    answer, _ = Asked(facts, mapping, sheet, as_of, known_at).answer(calculation, member)
    found = _choose(answer, clause, window, document)
    if output is Format.JSON:
        typer.echo(json.dumps([accrual_record(accrual, language) for accrual in found], indent=2, ensure_ascii=False))
        return
    for accrual in found:
        _show(accrual, language)


def _choose(answer: MemberAnswer, clause: str, window: str | None, document: str | None) -> list[Accrual]:
    of_clause = [accrual for accrual in answer.accruals if accrual.clause == clause]
    if not of_clause:
        names = {accrual.clause for accrual in answer.accruals}
        reason = f"Member {answer.member!r} has no accruals of a clause {clause!r}."
        raise Refused([Problem("usage.unknown_clause", reason, near(clause, names))])
    found = [
        accrual
        for accrual in of_clause
        if (window is None or window in {accrual.window_label, accrual.window.start.isoformat()})
        and (document is None or document == accrual.document)
    ]
    if not found:
        wanted, names = (window or document or ""), {accrual.window_label for accrual in of_clause}
        if document is not None:
            names = {accrual.document or "" for accrual in of_clause}
        reason = f"The clause {clause!r} has no window {wanted!r} for this member."
        raise Refused([Problem("usage.unknown_window", reason, near(wanted, names))])
    return found


def _show(accrual: Accrual, language: str) -> None:
    screen.print(sentence(accrual, language), markup=False, soft_wrap=True)
    screen.print()
    show_table(
        "Arithmetic",
        ("step", "how", "result"),
        [(line.label, line.formula, line.result) for line in lines(accrual, language)],
        numbers=("result",),
    )
    explanation = accrual.explanation
    counted = [
        (item.fact, item.kind, item.day.isoformat(), money(item.value), ", ".join(item.returns))
        for item in explanation.counted[:_FACTS_SHOWN]
    ]
    if counted:
        show_table("Counted", ("fact", "kind", "day", "value", "less returns"), counted, numbers=("value",))
    if len(explanation.counted) > _FACTS_SHOWN:
        screen.print(f"... and {len(explanation.counted) - _FACTS_SHOWN:,} more facts: --format json lists all.\n")
    left = [(item.reason, f"{len(item.facts):,}", ", ".join(item.facts[:5])) for item in explanation.left_out]
    if left:
        show_table("Left out", ("reason", "facts", "such as"), left, numbers=("facts",))
