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
from ristorno.engine.sentences.vocabulary import vocabulary
from ristorno.kernel.problem import Problem, Refused, near
from ristorno.report.workbook.words import Words, as_sold

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
        if document is not None:
            reason = (
                f"The clause {clause!r} gives nothing for a document {wanted!r}: it was returned whole or set aside, "
                "nothing of it earns, or nobody knows it."
            )
        raise Refused([Problem("usage.unknown_window", reason, near(wanted, names))])
    return found


def _show(accrual: Accrual, language: Language) -> None:
    words = Words(language.value)
    screen.print(sentence(accrual, language), markup=False, soft_wrap=True)
    screen.print()
    show_table(
        words("arithmetic"),
        [words(key) for key in ("step", "how", "result")],
        [(line.label, line.formula, line.result) for line in lines(accrual, language)],
        numbers=(words("result"),),
    )
    _show_facts(accrual, words)


def _show_facts(accrual: Accrual, words: Words) -> None:
    """Print the lines that counted, and those that did not by reason."""
    explanation = accrual.explanation
    counted = [
        (
            item.fact,
            words.kind(item.kind),
            item.day.isoformat(),
            money(item.value),
            ", ".join(item.returns),
            as_sold(item),
        )
        for item in explanation.counted[:_FACTS_SHOWN]
    ]
    if counted:
        columns = [words(key) for key in ("fact", "kind", "day", "value", "returns", "as_sold")]
        shown = len(columns) if any(row[-1] for row in counted) else len(columns) - 1
        show_table(words("lines"), columns[:shown], [row[:shown] for row in counted], numbers=(words("value"),))
    if len(explanation.counted) > _FACTS_SHOWN:
        screen.print(words("more_lines", count=f"{len(explanation.counted) - _FACTS_SHOWN:,}"), "\n")
    said = vocabulary(words.language).word
    left = [
        (said(f"reason.{item.reason}"), f"{len(item.facts):,}", ", ".join(item.facts[:5]))
        for item in explanation.left_out
    ]
    if left:
        columns = [words(key) for key in ("reason", "lines", "such_as")]
        show_table(words("not_counted"), columns, left, numbers=(words("lines"),))
