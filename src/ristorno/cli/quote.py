"""``ristorno quote``: what an order costs, and why."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ristorno.cli.answering import FactsPath, MappingOption, SheetOption, opened, population_of
from ristorno.cli.documents import AgreementsFile, ProgramFile
from ristorno.cli.evaluate import Language, LanguageOption
from ristorno.cli.loading import load_calculation, read_text
from ristorno.cli.screen import money, screen, show_table
from ristorno.engine.accrual import Moment
from ristorno.engine.fact import local_day
from ristorno.engine.preview.order import prepare
from ristorno.engine.pricing.price import price
from ristorno.engine.pricing.priced import PricedOrder
from ristorno.engine.pricing.record import priced_record
from ristorno.engine.pricing.telling import told
from ristorno.intake.order_file import read_order


class Form(StrEnum):
    """How the answer is written."""

    TABLE = "table"
    JSON = "json"


def quote(
    program: ProgramFile,
    facts: FactsPath,
    order: Annotated[Path, typer.Option("--order", help="The order, a YAML or JSON file.")],
    agreements: AgreementsFile = None,
    output: Annotated[Form, typer.Option("--format", help="table or json")] = Form.TABLE,
    mapping: MappingOption = None,
    sheet: SheetOption = None,
    language: LanguageOption = Language.EN,
) -> None:
    """Price an order as of its day: every offer that applies, every one that does not, and why. Nothing is written."""
    calculation = load_calculation(program, agreements)
    asked, standing = read_order(read_text(order), str(order))
    terms = calculation.program.terms
    moment = Moment(local_day(asked.placed_at, terms.zone))
    with opened(facts, mapping, terms, sheet) as source:
        population = population_of(calculation, source, moment)
        prepared = prepare(calculation, asked.member, source.log(asked.member), moment, population)
    priced = price(prepared, asked, standing)
    ruling = next(span.rules.terms for each in prepared.contexts if (span := each.timeline.on(moment.as_of)))
    sentences = told(priced, ruling, language.value)
    if output is Form.JSON:
        typer.echo(json.dumps({**priced_record(priced), "told": list(sentences)}, indent=2, ensure_ascii=False))
        return
    _show(priced)
    for sentence in sentences:
        screen.print(sentence, markup=False, soft_wrap=True)


def _show(priced: PricedOrder) -> None:
    names = ("listed", "discount", "net", "tax", "tendered", "to_pay")
    columns = ("line", "list price", "discount", "net", "tax", "paid with points", "to pay")
    rows = [(line.key, *(money(getattr(line, name)) for name in names)) for line in priced.lines]
    show_table(f"Order {priced.order.number}", columns, rows, numbers=columns[1:])
