"""What is owed follows from sums and from the documents that came, exactly as from all facts together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from hypothesis import strategies as st

from ristorno.engine.accrual import Accrual, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact, name_of_document
from ristorno.engine.history.book import STATE_KINDS
from ristorno.engine.live.step import Ground, Step, counted
from ristorno.engine.live.sums import Cell, Sums
from ristorno.engine.provided import Provision
from ristorno.engine.terms.reading import read_program
from strategies.adding_up import Arrivals, arrivals, arrivals_under
from strategies.effort import Effort
from strategies.pieces import MEMBERS

MEMBER = MEMBERS[0]
SHAPES = Path(__file__).parent / "adding_up.yaml"


class Key(NamedTuple):
    cell: Cell
    document: str
    recipient: tuple[str, str, str]
    unit: str


@dataclass
class Follower:
    """Keeps what is owed up to date, as accruals do, in memory."""

    calculation: Calculation
    log: list[Fact] = field(default_factory=list)
    owed: dict[Key, tuple[object, ...]] = field(default_factory=dict)
    provided: dict[Cell, object] = field(default_factory=dict)
    ground: Ground = field(default_factory=lambda: Ground("new"))
    as_of: date = date.min
    steps: int = 0

    def take(self, facts: Sequence[Fact], as_of: date) -> None:
        before = list(self.log)
        self.log += facts
        if not self._stepped(before, facts, as_of):
            answer, self.ground = counted(self.calculation, MEMBER, self.log, Moment(as_of))
            self.owed, self.provided = owed(answer.accruals), provided(answer.provisions)
        self.as_of = as_of

    def _stepped(self, before: Sequence[Fact], facts: Sequence[Fact], as_of: date) -> bool:
        if self.ground.why_whole or (self.ground.ahead and self.ground.ahead <= as_of):
            return False
        new_day = as_of != self.as_of
        tied = linked(self.log, [*facts, *(self._waiting(before) if new_day else ())])
        told, known = ([fact for fact in log if fact in tied] for log in (before, self.log))
        step = Step(self.calculation, MEMBER, told, known, Moment(as_of), self.ground, new_day=new_day)
        if step.why_whole:
            return False
        assert self.ground.sums is not None
        sums = {**self.ground.sums, **moved(step, self.ground.sums)}
        accruals, provisions = step.wide({cell: sums[cell] for cell in step.cells})
        cells = set(step.cells)
        self.owed = {
            key: amount
            for key, amount in self.owed.items()
            if (key.document not in step.keys if key.document else key.cell not in cells)
        }
        self.owed |= owed((*accruals, *step.narrow()))
        self.provided = {cell: amount for cell, amount in self.provided.items() if cell not in cells}
        self.provided |= provided(provisions)
        self.ground = Ground("", step.first_day, step.ahead, sums)
        self.steps += 1
        return True

    def _waiting(self, log: Sequence[Fact]) -> list[Fact]:
        """The facts of documents that wait for a day."""
        names = {key.document for key, (_, status, *_) in self.owed.items() if key.document and status != "final"}
        return [each for each in log if {each.id, name_of_document(each.source, each.document)} & names]


def moved(step: Step, sums: Mapping[Cell, Sums]) -> dict[Cell, Sums]:
    return {cell: sums.get(cell, Sums()).moved(*change) for cell, change in step.cells.items()}


def linked(log: Sequence[Fact], facts: Sequence[Fact]) -> Sequence[Fact]:
    """The facts of these documents, and of all that returns tie to them; and what says how the member stands."""
    names = {(fact.source, fact.document) for fact in facts}
    while True:
        ties = [(fact, (fact.source, fact.reverses.document)) for fact in log if fact.reverses]
        more = {tie for fact, tie in ties if (fact.source, fact.document) in names}
        more |= {(fact.source, fact.document) for fact, tie in ties if tie in names}
        if more <= names:
            break
        names |= more
    return [fact for fact in log if (fact.source, fact.document) in names or fact.kind in STATE_KINDS]


def owed(accruals: Iterable[Accrual]) -> dict[Key, tuple[object, ...]]:
    """What is owed by key, where it is anything at all, or open."""
    return {
        Key(Cell(each.agreement, each.clause, each.window), each.document or "", each.recipient, each.unit): (
            *(each.amount, each.status, each.outcomes),
            *(each.window_label, each.accept_until, each.calculate_on),
        )
        for each in accruals
        if each.amount or each.outcomes
    }


def provided(provisions: Iterable[Provision]) -> dict[Cell, object]:
    return {
        Cell(each.agreement, each.clause, each.window): (each.amount, each.entitlement, each.measured)
        for each in provisions
        if each.amount
    }


@cache
def shapes() -> Calculation:
    return Calculation(read_program(SHAPES.read_text(encoding="utf-8"), "adding_up.yaml"))


def test_every_shape_that_adds_up_ends_where_counting_everything_ends(effort: Effort) -> None:
    steps = _proven(effort, arrivals_under(shapes()), examples=120)
    assert sum(steps) > len(steps) / 2, "hardly anything was told by steps"


def test_whatever_adds_up_ends_where_counting_everything_ends(effort: Effort) -> None:
    _proven(effort, arrivals(), examples=45)


def _proven(effort: Effort, told: st.SearchStrategy[Arrivals], *, examples: int) -> list[int]:
    steps = []

    def law(told: Arrivals) -> None:
        follower = Follower(told.calculation)
        for as_of, facts in told.parts:
            follower.take(facts, as_of)
            answer = told.calculation.answer(MEMBER, follower.log, Moment(as_of))
            assert follower.owed == owed(answer.accruals)
            assert follower.provided == provided(answer.provisions)
        steps.append(follower.steps)

    effort.prove(law, told, examples=examples)
    return steps
