"""``ristorno simulate``: what a draft, or a whole grid of values, would have cost over real history."""

import json
import shlex
import sys
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ristorno.bulk.simulate import Outcome, Question, Simulated, as_written, grid, simulate
from ristorno.bulk.simulate.kept import Kept
from ristorno.cli.answering import Asked, AsOfOption, FactsPath, KnownAtOption, MappingOption, SheetOption
from ristorno.cli.documents import AgreementsFile, ProgramFile
from ristorno.cli.evaluate import Language, LanguageOption
from ristorno.cli.loading import agreements_text, load_calculation, read_text
from ristorno.cli.screen import errors, money, progress, screen, show_table
from ristorno.cli.settle import MemoryOption, WindowOption, memory_of
from ristorno.engine.terms.scalars import read_rate
from ristorno.intake.retraction import parse_period
from ristorno.kernel.document import read_documents
from ristorno.kernel.problem import Place, Problem, Refused
from ristorno.report.simulation import write_simulation

_SHOWN = 60


class SimulationFormat(StrEnum):
    """How a simulation is written."""

    TABLE = "table"
    JSON = "json"


def simulate_command(
    program: ProgramFile,
    facts: FactsPath,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            help="Values to try in a place of the document: clauses.bonus.mechanic.percent='1 %, 1.5 %, 2 %'. "
            "Several options make a grid of all combinations.",
        ),
    ] = None,
    grid_file: Annotated[
        Path | None, typer.Option("--grid", help="A YAML file of places with lists of values, instead of --vary.")
    ] = None,
    today: Annotated[
        Path | None,
        typer.Option("--today", help="The program to compare with; PROGRAM as it is written if left out."),
    ] = None,
    window: WindowOption = None,
    agreements: AgreementsFile = None,
    margin_floor: Annotated[
        str | None, typer.Option("--margin-floor", help="Tell members left with less margin, such as '12 %'.")
    ] = None,
    within: Annotated[
        str, typer.Option("--within", help="How far below a threshold somebody is within its reach.")
    ] = "5 %",
    over: Annotated[
        str, typer.Option("--just-over", help="How far above a threshold somebody counts as just over it.")
    ] = "2 %",
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    output: Annotated[SimulationFormat, typer.Option("--format", help="A table for people, JSON for machines.")] = (
        SimulationFormat.TABLE
    ),
    resume: Annotated[
        Path | None,
        typer.Option("--resume", help="Keep what is found in this file as it is found, and go on from it next time."),
    ] = None,
    report: Annotated[Path | None, typer.Option("--report", help="Also write a self-contained HTML page.")] = None,
    language: LanguageOption = Language.EN,
    memory: MemoryOption = "1GB",
    mapping: MappingOption = None,
    sheet: SheetOption = None,
) -> None:
    """Count what a program, or each of its variants, would have cost over real history, and what would have changed."""
    calculation = load_calculation(program, agreements)
    choices = {**_vary(vary or []), **(_grid(grid_file) if grid_file else {})}
    first = as_written("as written", calculation)
    if today is not None:
        first = as_written("today", load_calculation(today, agreements))
    tried = list(grid(read_text(program), str(program), choices, _agreements(agreements)) if choices else ())
    if today is not None:
        tried.insert(0, as_written("as written", calculation))
    limit = memory_of(memory)
    with Asked(facts, mapping, sheet, as_of, known_at).opened(calculation.program.terms) as (store, moment):
        question = Question(
            moment,
            None if window is None else parse_period(window),
            _rate("--within", within),
            _rate("--just-over", over),
            None if margin_floor is None else _rate("--margin-floor", margin_floor),
        )
        variants = [first, *tried]
        kept = Kept(resume, store, question) if resume else None
        with progress("Simulating") as show:
            simulated = simulate(
                variants,
                store,
                question,
                memory_limit=limit,
                show=show,
                known=kept.known if kept else lambda variant: None,
                keep=kept.keep if kept else lambda variant, outcome: None,
            )
    if output is SimulationFormat.JSON:
        typer.echo(json.dumps(simulated.record(), indent=1, ensure_ascii=False))
    else:
        _tell(simulated)
    if report is not None:
        write_simulation(report, simulated, calculation.program.terms, language.value, shlex.join(_asked()))
        errors.print(f"Report: {report}", markup=False, soft_wrap=True)
    for told in simulated.beside:
        errors.print(f"Counted member by member: {told}", markup=False, soft_wrap=True)


def _asked() -> list[str]:
    """Return the command as it was given, by the name under which people know it."""
    return ["ristorno", *sys.argv[1:]]


def _vary(words: Sequence[str]) -> dict[str, list[str]]:
    choices: dict[str, list[str]] = {}
    for word in words:
        path, mark, values = word.partition("=")
        found = [each.strip() for each in _listed(values)]
        if not mark or not path.strip() or not all(found) or not found:
            reason = f"--vary: {word!r} does not say which values to try in which place."
            remedy = "Write it like clauses.bonus.mechanic.percent='1 %, 2 %'."
            raise Refused([Problem("usage.value", reason, remedy)])
        choices[path.strip()] = found
    return choices


def _listed(values: str) -> list[str]:
    """Return values between commas; a table in braces is one of them."""
    found, depth = [""], 0
    for sign in values:
        depth += (sign in "{[") - (sign in "}]")
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    return found


def _grid(file: Path) -> dict[str, list[str]]:
    documents = read_documents(read_text(file), str(file))
    tree = documents[0].tree if len(documents) == 1 else None
    if not isinstance(tree, dict) or not all(isinstance(values, list) and values for values in tree.values()):
        reason = "The file is no grid: places of the document, each with a list of values."
        remedy = "Write it like: clauses.bonus.mechanic.percent: [1 %, 2 %]."
        raise Refused([Problem("simulate.grid", reason, remedy, Place(str(file)))])
    return {
        path: [value if isinstance(value, str) else json.dumps(value) for value in values]
        for path, values in tree.items()
    }


def _rate(option: str, text: str) -> Decimal:
    try:
        rate = read_rate(text)
    except ValueError as error:
        raise Refused([Problem("usage.value", f"{option}: {error}.", "Write it like '5 %'.")]) from None
    if not 0 <= rate < 1:
        raise Refused([Problem("usage.value", f"{option}: {text} does not lie between 0 % and 100 %.", "Write '5 %'.")])
    return rate


def _tell(simulated: Simulated) -> None:
    sales = simulated.sales
    days = f"windows in {simulated.window}" if simulated.window else f"all windows as of {simulated.as_of}"
    screen.print(f"Program {simulated.program}, {days}", markup=False)
    margin = "cost is not known"
    if sales.of:
        margin = f"margin {money(sales.margin)} on the {sales.of / sales.sales:.0%} whose cost is known"
    told = f"Sales {money(sales.sales)} to {sales.members:,} members; {margin}."
    screen.print(told, markup=False)
    if simulated.floor is not None and sales.unknown:
        screen.print(f"The cost of {sales.unknown:,} members is not known in full: no margin of theirs is judged.")
    screen.print()
    _variants(simulated)
    if len(simulated.outcomes) <= 2:
        for outcome in simulated.outcomes:
            _details(outcome, simulated)


def _variants(simulated: Simulated) -> None:
    shown = list(enumerate(simulated.outcomes[:_SHOWN], start=1))
    paths = [path for path, _ in shown[-1][1].settings]
    if paths:
        places = [(str(number), *_values(outcome, paths)) for number, outcome in shown]
        show_table("Variants", ("", *(_short(path) for path in paths)), places)
    for unit in sorted({unit for outcome in simulated.outcomes for unit in outcome.costs}):
        rows = [_row(str(number) if paths else outcome.name, outcome, unit, simulated) for number, outcome in shown]
        columns = ["variant", "cost", "of sales", "worst case", "winners", "they gain", "losers", "they lose"]
        columns += ["below floor"] if simulated.floor is not None else []
        show_table(f"What it gives in {unit}", columns, rows, numbers=columns[1:])
    if len(simulated.outcomes) > _SHOWN:
        screen.print(f"... and {len(simulated.outcomes) - _SHOWN:,} more variants: --format json lists all.")


def _values(outcome: Outcome, paths: Sequence[str]) -> Sequence[str]:
    own = dict(outcome.settings)
    return [own.get(path, outcome.name) for path in paths]


def _short(path: str) -> str:
    """Return the end of a path, which tells places apart, with the clause that it belongs to."""
    parts = path.split(".")
    return path if len(parts) <= 3 else f"{parts[1]} ... {'.'.join(parts[-2:])}"


def _row(name: str, outcome: Outcome, unit: str, simulated: Simulated) -> Sequence[str]:
    cost, worst = outcome.costs.get(unit, Decimal(0)), outcome.worst_costs.get(unit, Decimal(0))
    change = next((each for each in outcome.changes if each.unit == unit), None)
    # A point is worth what the sponsor says, so only money is a share of sales.
    told = simulated.sales.sales > 0 and unit in simulated.money
    share = f"{cost / simulated.sales.sales:.2%}" if told else ""
    compared = ("", "", "", "")
    if change is not None:
        compared = (f"{change.winners:,}", money(change.gained), f"{change.losers:,}", money(change.lost))
    floor = (f"{outcome.breaches:,}",) if simulated.floor is not None else ()
    return name, money(cost), share, money(worst), *compared, *floor


def _details(outcome: Outcome, simulated: Simulated) -> None:
    """Print where the money of one variant goes, and where it jumps."""
    columns = ("clause", "amount", "unit", "members", "accruals")
    rows = [
        (each.clause, money(each.amount), each.unit, f"{each.members:,}", f"{each.accruals:,}")
        for each in outcome.clauses
    ]
    show_table(f"{outcome.name}: by clause", columns, rows, numbers=("amount", "members", "accruals"))
    if outcome.thresholds:
        heads = ("clause", "from", "a step is worth", "just over", "spent on it", "within reach", "would cost")
        steps = [
            (each.clause, *map(money, (each.threshold, each.jump)), f"{each.over:,}", money(each.spent),
             f"{each.near:,}", money(each.at_risk))
            for each in outcome.thresholds
        ]  # fmt: skip
        show_table(f"{outcome.name}: around thresholds", heads, steps, numbers=heads[1:])
    if outcome.worst:
        columns = ("member", "sales", "margin", "rewards", "margin left")
        rows = [
            (each.member, money(each.sales), money(each.margin), money(each.rewards), money(each.left))
            for each in outcome.worst
        ]
        title = f"{outcome.name}: {outcome.breaches:,} members left with less margin than the floor"
        show_table(title, columns, rows, numbers=columns[1:])


def _agreements(path: Path | None) -> str:
    return "" if path is None else agreements_text(path)
