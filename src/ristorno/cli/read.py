"""``ristorno read``: a program back as plain sentences, the same that a member will see."""

import json
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from ristorno.cli.documents import AgreementsFile, ProgramFile
from ristorno.cli.evaluate import Language, LanguageOption
from ristorno.cli.loading import as_of_day, load_calculation
from ristorno.cli.screen import screen
from ristorno.engine.rulebook import Entry, Rulebook, Sentence, Table, read_for
from ristorno.engine.rulebook.record import rulebook_record
from ristorno.report import rules

_WIDEST = 110
"""Longer lines are hard to read on a wide screen."""


class Form(StrEnum):
    """How the rules are written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


def read(
    program: ProgramFile,
    agreements: AgreementsFile = None,
    member: Annotated[
        str | None, typer.Option("--member", help="Read for this member: its own terms, what differs marked.")
    ] = None,
    on: Annotated[
        str | None,
        typer.Option("--on", help="Read the terms in force on this day; today, or the nearest, if left out."),
    ] = None,
    language: LanguageOption = Language.EN,
    output: Annotated[Form, typer.Option("--format", help="How to write it to standard output.")] = Form.TEXT,
) -> None:
    """Read a program in plain words: every rate, threshold and condition that is counted with, and nothing else."""
    calculation = load_calculation(program, agreements)
    day = as_of_day(on, None, "--on")
    book = read_for(calculation, language, member, day if on is not None else None, today=day)
    if output is Form.TEXT:
        _show(book)
    else:
        typer.echo(_written(book, output))


def _written(book: Rulebook, output: Form) -> str:
    if output is Form.JSON:
        return json.dumps(rulebook_record(book), indent=2, ensure_ascii=False)
    return rules.html(book) if output is Form.HTML else rules.markdown(book)


def _show(book: Rulebook) -> None:
    width = min(screen.width, _WIDEST)
    screen.print(Text(book.title, style="bold underline"), width=width)
    for section in book.sections:
        screen.print()
        screen.print(Text(section.heading, style="bold"), width=width)
        grid = Grid.grid(padding=(0, 2, 0, 0))
        grid.add_column(style="dim", width=24)
        grid.add_column()
        for entry in section.entries:
            grid.add_row(entry.label, Group(*_entry(book, entry)))
        screen.print(Padding(grid, (0, 0, 0, 2)), width=width)


def _entry(book: Rulebook, entry: Entry) -> list[RenderableType]:
    plain = [sentence for sentence in entry.sentences if not sentence.items]
    shown: list[RenderableType] = [Text(" ").join(_said(book, sentence) for sentence in plain)] if plain else []
    shown += [_listed(book, sentence) for sentence in entry.sentences if sentence.items]
    if entry.table is not None:
        shown.append(_table(book, entry.table))
    return shown


def _said(book: Rulebook, sentence: Sentence) -> Text:
    return Text.assemble(sentence.text, (f" ({book.own})", "italic") if sentence.own else "")


def _listed(book: Rulebook, sentence: Sentence) -> RenderableType:
    if not sentence.items:
        return _said(book, sentence)
    items = Grid.grid(padding=(0, 1, 0, 0))
    for item in sentence.items:
        items.add_row("-", _listed(book, item))
    return Group(_said(book, sentence), items)


def _table(book: Rulebook, table: Table) -> RenderableType:
    grid = Grid(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for index, column in enumerate(table.columns):
        grid.add_column(Text(column), justify="right" if index in table.numbers else "left")
    for row in table.rows:
        grid.add_row(*(Text(cell) for cell in row))
    return Group(grid, Text(f"({book.own})", style="italic")) if table.own else grid
