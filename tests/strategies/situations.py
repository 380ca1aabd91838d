"""One situation: a program, agreements, a log of facts and a question, ready to be counted by any engine."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from ristorno.engine.accrual import MemberAnswer, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.populate import answer_all, populate
from ristorno.engine.population.value import Population
from strategies.casetext import case_text
from strategies.facts import logs
from strategies.landmarks import asked_days
from strategies.pieces import MEMBERS, Setting
from strategies.programs import agreements as agreement_trees
from strategies.programs import programs
from strategies.sensible import sensible
from strategies.writing import Tree, yaml


@dataclass(frozen=True)
class Situation:
    """A program and agreements that pass the check, with facts. It shows itself as the text of a case file."""

    setting: Setting
    program: Mapping[str, Tree]
    agreements: tuple[Mapping[str, Tree], ...]
    facts: tuple[Fact, ...]
    as_of: date
    calculation: Calculation

    def answers(
        self,
        facts: Iterable[Fact] | None = None,
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
        calculation: Calculation | None = None,
    ) -> tuple[MemberAnswer, ...]:
        """Return the answer for every member, on these facts or on others."""
        held = self.facts if facts is None else tuple(facts)
        return ask(calculation or self.calculation, held, Moment(as_of or self.as_of, known_at))

    def population(self) -> Population:
        """Return what is known of all members at the moment of the question."""
        return populate(self.calculation, lambda: _logs(self.facts), Moment(self.as_of))

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        printer.text(repr(self))

    def __repr__(self) -> str:
        return "\n" + case_text(yaml(self.program), yaml(*self.agreements), self.facts, self.as_of)


def ask(calculation: Calculation, facts: Sequence[Fact], moment: Moment) -> tuple[MemberAnswer, ...]:
    """Return the answer for every member."""
    logs = _logs(facts)
    return tuple(answer_all(calculation, lambda: logs, moment))


def _logs(facts: Sequence[Fact]) -> list[tuple[str, list[Fact]]]:
    return [(member, [fact for fact in facts if fact.member == member]) for member in MEMBERS]


@st.composite
def situations(draw: st.DrawFn, *, additive: bool = False, contracts: bool = True, alone: bool = False) -> Situation:
    """Return random terms with random facts.

    ``additive``: nothing is counted or rounded line by line. ``contracts``: now and then with an agreement.
    ``alone``: no clause builds on another or on other members.
    """
    setting, program = draw(programs(additive=additive, alone=alone or additive))
    held = (draw(agreement_trees(program)),) if contracts and draw(st.booleans()) else ()
    made = sensible(program, held)
    facts = draw(logs(setting.zone, setting.currency))
    as_of = draw(asked_days())
    return Situation(setting, made.program, made.agreements, facts, as_of, made.calculation)
