"""``ristorno evaluate``: what every member earned, as a table, JSON, CSV or a report."""

import csv
import io
import json
import shlex
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TextIO

import typer

from ristorno.cli.answering import (
    Answered,
    Asked,
    AsOfOption,
    FactsPath,
    KnownAtOption,
    MappingOption,
    MemberOption,
    SheetOption,
    answers,
)
from ristorno.cli.documents import AgreementsFile, ProgramFile
from ristorno.cli.loading import load_calculation, read_text
from ristorno.cli.screen import errors
from ristorno.cli.totals import show_answers
from ristorno.cli.warning import warn
from ristorno.engine.accrual import Accrual, MemberAnswer, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.documented import (
    Record,
    accrual_record,
    fair_value_record,
    level_record,
    provision_record,
    set_aside_record,
    standing_record,
)
from ristorno.engine.sentences import sentence
from ristorno.engine.sentences.fair_value import fair_value_sentence
from ristorno.engine.sentences.provided import provision_sentence
from ristorno.intake import FactSource
from ristorno.kernel.problem import Place, Problem, Refused
from ristorno.report import Figures, Profile, write_report
from ristorno.report.workbook import AnswerBook


class Format(StrEnum):
    """How the answer is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class AnswerFormat(StrEnum):
    """How the answer for all members is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


class Language(StrEnum):
    """Languages of sentences and reports."""

    EN = "en"
    RU = "ru"
    TH = "th"


LanguageOption = Annotated[Language, typer.Option("--lang", help="Language of sentences and of the report.")]
FormatOption = Annotated[Format, typer.Option("--format", help="How to write the answer to standard output.")]
OutputOption = Annotated[Path | None, typer.Option("--output", help="The workbook to write.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of a program: which facts and agreements, as of when, for whom, in which form."""

    program: Path
    facts: Path
    agreements: Path | None = None
    as_of: str | None = None
    known_at: str | None = None
    member: str | None = None
    output: AnswerFormat = AnswerFormat.TABLE
    workbook: Path | None = None
    mapping: str | None = None
    sheet: str | None = None
    report: Path | None = None
    members: Path | None = None
    language: Language = Language.EN

    def asked(self) -> Asked:
        """Return what facts are asked."""
        return Asked(self.facts, self.mapping, self.sheet, self.as_of, self.known_at)

    def command(self) -> str:
        """Return the command that asks this question again."""
        words = ["ristorno", "evaluate", str(self.program), str(self.facts)]
        options = {
            "--agreements": self.agreements,
            "--as-of": self.as_of,
            "--known-at": self.known_at,
            "--member": self.member,
            "--mapping": self.mapping,
            "--sheet": self.sheet,
            "--members": self.members,
            "--report": self.report,
            "--format": self.output.value if self.workbook else None,
            "--output": self.workbook,
        }
        for option, value in options.items():
            words += [option, str(value)] if value is not None else []
        return shlex.join(words)


def evaluate(
    program: ProgramFile,
    facts: FactsPath,
    agreements: AgreementsFile = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    member: MemberOption = None,
    output: Annotated[
        AnswerFormat, typer.Option("--format", help="How to write the answer to standard output; xlsx to --output.")
    ] = AnswerFormat.TABLE,
    workbook: OutputOption = None,
    mapping: MappingOption = None,
    sheet: SheetOption = None,
    report: Annotated[Path | None, typer.Option("--report", help="Also write a self-contained HTML report.")] = None,
    members: Annotated[
        Path | None, typer.Option("--members", help="A CSV file with id, name and segment of members, for the report.")
    ] = None,
    language: LanguageOption = Language.EN,
) -> None:
    """Count what every member earned, and say why."""
    answer_question(
        Question(
            program=program,
            facts=facts,
            agreements=agreements,
            as_of=as_of,
            known_at=known_at,
            member=member,
            output=output,
            workbook=workbook,
            mapping=mapping,
            sheet=sheet,
            report=report,
            members=members,
            language=language,
        )
    )


def answer_question(question: Question) -> None:
    """Answer a question on standard output or in a workbook, and in a report if it asks for one."""
    _refuse_output(question)
    calculation = load_calculation(question.program, question.agreements)
    profiles = read_profiles(question.members) if question.members else {}
    with question.asked().opened(calculation.program.terms) as (source, moment):
        figures = _figures(calculation, moment) if question.report else None
        found = _watched(answers(calculation, source, moment, question.member), figures)
        if question.workbook is not None:
            _workbook(question, calculation, found, moment, source)
        else:
            writer = {AnswerFormat.TABLE: _table, AnswerFormat.JSON: _json, AnswerFormat.CSV: _csv}[question.output]
            writer(calculation, found, moment, question)
        receipt = source.receipt()
        warn(calculation, source)
    if figures is not None and question.report is not None:
        data = figures.data(profiles=profiles, intake=receipt, command=question.command())
        write_report(question.report, data, question.language.value)
        errors.print(f"Report: {question.report}", markup=False, soft_wrap=True)
    for note in receipt.notes:
        errors.print(note, markup=False, soft_wrap=True)
    if receipt.quarantined:
        rows = "1 row was" if receipt.quarantined == 1 else f"{receipt.quarantined:,} rows were"
        told = f"{rows} set aside at intake; see why: ristorno facts check {question.facts}"
        errors.print(told, markup=False, soft_wrap=True)


def _refuse_output(question: Question) -> None:
    if question.output is AnswerFormat.XLSX and question.workbook is None:
        reason = "A workbook does not go to standard output."
        raise Refused([Problem("usage.output", reason, "Say where it goes: --output FILE.xlsx.")])
    if question.workbook is not None and question.output is not AnswerFormat.XLSX:
        reason = "--output is where a workbook goes, and the answer is none."
        raise Refused([Problem("usage.output", reason, "Add --format xlsx, or leave --output out.")])


def _workbook(
    question: Question, calculation: Calculation, found: Iterable[MemberAnswer], moment: Moment, source: FactSource
) -> None:
    assert question.workbook is not None
    book = AnswerBook(question.workbook, calculation, moment, question.language.value, question.command())
    for answer in found:
        book.add(answer)
    book.add_set_aside(item.problem for item in source.quarantine())
    book.close(everybody=question.member is None)
    errors.print(f"Workbook: {question.workbook}", markup=False, soft_wrap=True)


def _figures(calculation: Calculation, moment: Moment) -> Figures:
    fair = calculation.fair_tally(moment)
    return Figures(calculation.program, moment, agreements=calculation.agreements, fair=fair)


def read_profiles(path: Path) -> dict[str, Profile]:
    """Return names and segments of members from a CSV file with the columns id, name and, if known, segment."""
    rows = csv.DictReader(io.StringIO(read_text(path)))
    if not {"id", "name"} <= set(rows.fieldnames or ()):
        reason = "The file of members needs the columns id and name."
        raise Refused([Problem("usage.members", reason, "Name its columns id, name, segment.", Place(str(path), 1))])
    return {row["id"]: Profile(row["name"] or "", row.get("segment") or "") for row in rows if row["id"]}


def _watched(found: Iterable[Answered], figures: Figures | None) -> Iterable[MemberAnswer]:
    for answered in found:
        if figures is not None:
            figures.add(answered.answer, answered.facts)
        yield answered.answer


def _json(calculation: Calculation, found: Iterable[MemberAnswer], moment: Moment, question: Question) -> None:
    """Write one JSON document, accrual by accrual, so that memory does not grow with the number of members."""
    language, fair = question.language, calculation.fair_tally(moment)
    head = {
        "schema": "ristorno.answer/1",
        "program": calculation.program.id,
        "as_of": moment.as_of.isoformat(),
        "known_at": moment.known_at.isoformat() if moment.known_at else None,
    }
    out = sys.stdout
    out.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "accruals": [')
    rest: dict[str, list[Record]] = {
        name: [] for name in ("levels", "standings", "set_aside", "provisions", "fair_value")
    }
    first = True
    for answer in found:
        fair.add(answer)
        for accrual in answer.accruals:
            out.write(("\n" if first else ",\n") + json.dumps(accrual_record(accrual, language), ensure_ascii=False))
            first = False
        rest["levels"] += [level_record(level) for level in answer.levels]
        rest["standings"] += [standing_record(standing) for standing in answer.standings]
        rest["set_aside"] += [set_aside_record(item) for item in answer.set_aside]
        rest["provisions"] += [
            provision_record(item, provision_sentence(item, calculation.terms_of(item), language))
            for item in answer.provisions
        ]
    if question.member is None:
        rest["fair_value"] = [
            fair_value_record(valued, fair_value_sentence(valued, fair.terms, language)) for valued in fair.result()
        ]
    out.write("\n], " + json.dumps(rest, ensure_ascii=False)[1:] + "\n")


COLUMNS = (
    "agreement",
    "clause",
    "member",
    "contact",
    "party",
    "group",
    "unit",
    "amount",
    "granted",
    "lapsed",
    "window",
    "window_start",
    "window_end",
    "document",
    "status",
    "explanation",
)


def _csv(calculation: Calculation, found: Iterable[MemberAnswer], moment: Moment, question: Question) -> None:
    write_csv(sys.stdout, (accrual for answer in found for accrual in answer.accruals), question.language)


def write_csv(target: TextIO, accruals: Iterable[Accrual], language: str) -> None:
    """Write accruals as CSV with the explanation as a sentence; text that a spreadsheet would run is defused.

    ``granted`` and ``lapsed`` are empty where no budget and no fund stands behind an amount.
    """
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    for accrual in accruals:
        texts = (accrual.agreement, accrual.clause, accrual.member, *accrual.recipient, accrual.unit)
        granted, lapsed = accrual.granted, accrual.collected
        beside = (f"{granted.amount:f}" if granted else "", f"{lapsed.lapsed:f}" if lapsed else "")
        days = (accrual.window_label, accrual.window.start.isoformat(), accrual.window.last.isoformat())
        tail = (accrual.document or "", accrual.status, sentence(accrual, language))
        writer.writerow([*map(_defused, texts), f"{accrual.amount:f}", *beside, *days, *map(_defused, tail)])


def _defused(text: str) -> str:
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _table(calculation: Calculation, found: Iterable[MemberAnswer], moment: Moment, question: Question) -> None:
    show_answers(calculation, found, moment, everybody=question.member is None)
