"""``ristorno explain``: the reason of one number, line by line."""

import json
from typing import Annotated, NoReturn

import typer

from ristorno.cli.answering import (
    Answered,
    Asked,
    AsOfOption,
    FactsPath,
    KnownAtOption,
    MappingOption,
    SheetOption,
    answers,
    population_of,
)
from ristorno.cli.documents import AgreementsFile, ProgramFile
from ristorno.cli.evaluate import Format, Language, LanguageOption
from ristorno.cli.loading import load_calculation
from ristorno.cli.screen import money, screen, show_table
from ristorno.engine.accrual import Accrual, MemberAnswer
from ristorno.engine.calculation import Calculation
from ristorno.engine.documented import accrual_record
from ristorno.engine.fact import name_of_document
from ristorno.engine.sentences import lines, sentence
from ristorno.engine.sentences.vocabulary import vocabulary
from ristorno.kernel.problem import Problem, Refused, near
from ristorno.report.workbook.words import Words, as_sold

_FACTS_SHOWN = 200
_SELDOM = frozenset({4, 6})
"""The columns of lines that are shown where any line says something there: what picks the row, and as sold."""


def explain(
    program: ProgramFile,
    facts: FactsPath,
    member: Annotated[str, typer.Option("--member", help="The member.")],
    clause: Annotated[str, typer.Option("--clause", help="The clause.")],
    window: Annotated[
        str | None, typer.Option("--window", help="The window, such as 2026-Q1, or its first day.")
    ] = None,
    document: Annotated[
        str | None,
        typer.Option("--document", help="The document, or one line of it: of a wide window the one that it lies in."),
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
    asked = Asked(facts, mapping, sheet, as_of, known_at)
    with asked.opened(calculation.program.terms) as (source, moment):
        answered = next(iter(answers(calculation, source, moment, member)))
        document = None if document is None else _named(answered, document)
        found = _choose(answered.answer, clause, window, document)
        if not found and document is not None:
            found = _holding(answered, clause, window, document)
        if not found and document is not None:
            population = population_of(calculation, source, moment)
            found = calculation.unearned(member, answered.facts, moment, clause, document, population)
    if not found:
        _refuse(calculation, answered, clause, window, document)
    if output is Format.JSON:
        typer.echo(json.dumps([accrual_record(accrual, language) for accrual in found], indent=2, ensure_ascii=False))
        return
    for accrual in found:
        _show(accrual, language)


def _choose(answer: MemberAnswer, clause: str, window: str | None, document: str | None) -> tuple[Accrual, ...]:
    return tuple(
        accrual
        for accrual in answer.accruals
        if accrual.clause == clause
        and (window is None or window in {accrual.window_label, accrual.window.start.isoformat()})
        and (document is None or document == accrual.document)
    )


def _named(answered: Answered, document: str) -> str:
    """Return the full name of a document: its number alone will do where no other source has the same."""
    names = {name_of_document(fact.source, fact.document) for fact in answered.facts}
    if document in names or any(document == fact.id for fact in answered.facts):
        return document
    meant = {name_of_document(fact.source, fact.document) for fact in answered.facts if fact.document == document}
    if len(meant) > 1:
        listed = ", ".join(sorted(meant))
        reason = f"Several sources have a document {document!r}."
        raise Refused([Problem("usage.unknown_window", reason, f"Say which one: {listed}.")])
    return next(iter(meant), document)


def _holding(answered: Answered, clause: str, window: str | None, document: str) -> tuple[Accrual, ...]:
    """Return the windows in which a document counted, was taken off, or else was left out with a reason."""
    ids = {fact.id for fact in answered.facts if document in {fact.id, name_of_document(fact.source, fact.document)}}
    around = [(accrual, accrual.explanation) for accrual in _choose(answered.answer, clause, window, None)]
    counted = tuple(
        accrual
        for accrual, told in around
        if any(fact.fact in ids or not ids.isdisjoint(fact.returns) for fact in told.counted)
    )
    left = (accrual for accrual, told in around if any(not ids.isdisjoint(item.facts) for item in told.left_out))
    return counted or tuple(left)


def _refuse(
    calculation: Calculation, answered: Answered, clause: str, window: str | None, document: str | None
) -> NoReturn:
    """Refuse to explain what there is nothing to say of, with what there is."""
    answer, known = answered.answer, {name for name, _ in calculation.clauses}
    if clause not in known:
        reason = f"The program has no clause {clause!r}."
        raise Refused([Problem("usage.unknown_clause", reason, near(clause, known))])
    if document is not None:
        raise Refused([_no_document(answered, clause, document)])
    of_clause = [accrual for accrual in answer.accruals if accrual.clause == clause]
    if not of_clause:
        reason = f"Member {answer.member!r} has no accruals of the clause {clause!r}: nothing of it counted on any day."
        remedy = "Ask for one of its documents, such as --document A-1, to read why it earned nothing."
        raise Refused([Problem("usage.unknown_window", reason, remedy)])
    reason = f"The clause {clause!r} has no window {window!r} for this member."
    raise Refused([Problem("usage.unknown_window", reason, near(window or "", {a.window_label for a in of_clause}))])


def _no_document(answered: Answered, clause: str, document: str) -> Problem:
    """Return why a clause has no window for a document, and none could be made up for it."""
    own = [fact for fact in answered.facts if document in {fact.id, name_of_document(fact.source, fact.document)}]
    aside = {item.fact: item.reason for item in answered.answer.set_aside}
    told = [f"{fact.id}: {aside[fact.id]}" for fact in own if fact.id in aside]
    if told:
        reason = f"The document {document!r} was set aside. {' '.join(dict.fromkeys(told))}"
        return Problem("usage.unknown_window", reason, "Mend what is said there, and it counts.")
    if own:
        reason = (
            f"The clause {clause!r} has no window for the document {document!r}: "
            "it was not in force on its day, pays persons who are not named there, or the document came later."
        )
        return Problem("usage.unknown_window", reason, "Ask for a --window, or with a later --as-of.")
    names = {name_of_document(fact.source, fact.document) for fact in answered.facts}
    reason = f"Member {answered.answer.member!r} has no document {document!r}."
    return Problem("usage.unknown_window", reason, near(document, names))


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
            "" if item.judged is None else money(item.judged),
            ", ".join(item.returns),
            as_sold(item),
        )
        for item in explanation.counted[:_FACTS_SHOWN]
    ]
    if counted:
        columns = [words(key) for key in ("fact", "kind", "day", "value", "for_the_row", "returns", "as_sold")]
        told = [place for place in range(len(columns)) if place not in _SELDOM or any(row[place] for row in counted)]
        show_table(
            words("lines"),
            [columns[place] for place in told],
            [tuple(row[place] for place in told) for row in counted],
            numbers=(words("value"), words("for_the_row")),
        )
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
