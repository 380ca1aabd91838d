"""Answers for all members of a file or a store, one after the other, so that memory stays flat."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from ristorno.cli.loading import as_of_day, known_moment
from ristorno.cli.screen import progress
from ristorno.engine.accrual import MemberAnswer, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.populate import populate
from ristorno.engine.population.value import Population
from ristorno.engine.terms.terms import Terms
from ristorno.intake.opening import FactSource, open_facts
from ristorno.kernel.problem import Problem, Refused, near

FactsPath = Annotated[
    Path,
    typer.Argument(
        metavar="FACTS", help="A CSV or Parquet file, a workbook, a folder of them, or a store made by `facts import`."
    ),
]
MappingOption = Annotated[
    str | None,
    typer.Option("--mapping", help="A mapping file, or the name of a shipped one; found by the headers if left out."),
]
SheetOption = Annotated[
    str | None, typer.Option("--sheet", help="The sheet of a workbook; the one that holds the facts if left out.")
]
MemberOption = Annotated[str | None, typer.Option("--member", help="Only this member.")]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of", help="Count what had happened by the end of this day; the last day of the facts if left out."
    ),
]
KnownAtOption = Annotated[
    str | None, typer.Option("--known-at", help="Count what was known at this day or moment; everything if left out.")
]


@dataclass(frozen=True, slots=True)
class Answered:
    """A member's answer together with the log of its facts."""

    answer: MemberAnswer
    facts: list[Fact]


@contextmanager
def opened(facts: Path, mapping: str | None, terms: Terms, sheet: str | None = None) -> Iterator[FactSource]:
    """Open facts with a progress bar while they are read; times without a zone are in the program's."""
    with ExitStack() as stack:
        with progress("Reading facts") as show:
            opening = open_facts(
                facts, mapping, time_zone=terms.time_zone, kinds=terms.kinds, sheet=sheet, progress=show
            )
            source = stack.enter_context(opening)
        yield source


@dataclass(frozen=True, slots=True)
class Asked:
    """What facts are asked, as the command was given it."""

    facts: Path
    mapping: str | None
    sheet: str | None
    as_of: str | None
    known_at: str | None

    @contextmanager
    def opened(self, terms: Terms) -> Iterator[tuple[FactSource, Moment]]:
        """Open the facts, and say of which moment the question is: by default of their last day, all known."""
        with opened(self.facts, self.mapping, terms, self.sheet) as source:
            day = as_of_day(self.as_of, last_day(source))
            yield source, Moment(day, known_moment(self.known_at, terms.zone))

    def answer(self, calculation: Calculation, member: str) -> tuple[MemberAnswer, Moment]:
        """Return what one member is owed, and at which moment."""
        with self.opened(calculation.program.terms) as (source, moment):
            return next(iter(answers(calculation, source, moment, member))).answer, moment


def answers(
    calculation: Calculation, source: FactSource, moment: Moment, member: str | None = None
) -> Iterator[Answered]:
    """Yield the answer of every member that has facts or an agreement, or of one."""
    population = population_of(calculation, source, moment)
    if member is not None:
        yield _one(calculation, source, moment, member, population)
        return
    known = source.members()
    waiting = [name for name in calculation.members() if name not in set(known)]
    total = max(1, len(known) + len(waiting))
    with progress("Counting") as show:
        for done, (name, log) in enumerate(source.by_member()):
            yield Answered(calculation.answer(name, log, moment, population), log)
            show((done + 1) / total, "Counting")
    for name in waiting:
        yield Answered(calculation.answer(name, (), moment, population), [])


def population_of(calculation: Calculation, source: FactSource, moment: Moment) -> Population | None:
    """Return what is known of all members together, where the program asks for it: all facts are read once for it."""
    return populate(calculation, source.by_member, moment) if calculation.needs_population else None


def _one(
    calculation: Calculation, source: FactSource, moment: Moment, member: str, population: Population | None
) -> Answered:
    log = list(source.log(member))
    if not log and member not in calculation.members():
        names = source.members()
        reason = f"Member {member!r} has no facts and no agreement."
        raise Refused([Problem("usage.unknown_member", reason, near(member, names))])
    return Answered(calculation.answer(member, log, moment, population), log)


def last_day(source: FactSource) -> date | None:
    """Return the last day on which a fact happened."""
    return source.summary().last_day
