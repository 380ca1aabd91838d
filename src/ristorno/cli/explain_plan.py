"""``ristorno explain-plan``: the SQL by which all members are counted, step by step."""

from typing import Annotated

import typer

from ristorno.bulk.dialects import DIALECTS
from ristorno.bulk.settle import working
from ristorno.bulk.wanted import planned
from ristorno.cli.answering import Asked, AsOfOption, FactsPath, KnownAtOption, MappingOption, SheetOption
from ristorno.cli.documents import AgreementsFile, ProgramFile
from ristorno.cli.loading import load_calculation
from ristorno.cli.settle import tell_beside
from ristorno.kernel.problem import Problem, Refused, near


def explain_plan(
    program: ProgramFile,
    facts: FactsPath,
    agreements: AgreementsFile = None,
    as_of: AsOfOption = None,
    known_at: KnownAtOption = None,
    dialect: Annotated[
        str, typer.Option("--dialect", help="Whose SQL: duckdb, which counts here, or another database's.")
    ] = "duckdb",
    mapping: MappingOption = None,
    sheet: SheetOption = None,
) -> None:
    """Print the SQL by which all members are counted, with the names of the clauses."""
    kind = DIALECTS.get(dialect)
    if kind is None:
        raise Refused([Problem("usage.value", f"--dialect: there is no {dialect!r}.", near(dialect, list(DIALECTS)))])
    calculation = load_calculation(program, agreements)
    asked = Asked(facts, mapping, sheet, as_of, known_at)
    with asked.opened(calculation.program.terms) as (store, moment), working("1GB") as connection:
        plan = planned(connection, store, calculation, moment)
    if plan is None:
        reason = "There are no facts, so there is nothing to plan."
        raise Refused([Problem("usage.no_facts", reason, "Import facts first: ristorno facts import FILE.")])
    spelled = kind()
    typer.echo(";\n\n".join([*map(spelled.create, plan.steps), spelled.create(plan.answer, kept=False)]) + ";")
    tell_beside(plan.beside)
