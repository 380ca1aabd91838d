"""The conditions of a window of today, with everything worked out that no order changes.

What a condition measured before the order is known, and so is where it looks and whether its days go on; an order
brings a sum on top. (Conditions that ask for more than a sum are counted from the book, see ``preview.clause``.)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeAlias

from ristorno.engine.counting.gating import HOLDS, facts_of, is_open, period_of, so_many
from ristorno.engine.counting.running import Running
from ristorno.engine.counting.slots import Slot
from ristorno.engine.preview.brought import Brought, Question, Questions
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.conditions import Condition, Gate, Not
from ristorno.kernel.number import Exact

Answer: TypeAlias = tuple[bool | None, bool]
"""Whether a condition holds, None while that is open, and whether it holds as things stand; see ``gating.Verdict``."""


class Asked(Protocol):
    """A condition with what has run."""

    def judge(self, brought: Brought) -> Answer:
        """Return the answer with an order."""
        ...


@dataclass(frozen=True, slots=True)
class RunGate:
    """A bound on a sum: what it was before the order, and what of an order it counts, if anything."""

    holds: Callable[[Exact, Decimal], bool]
    bound: Decimal
    before: Decimal
    question: Question | None
    is_open: bool

    def judge(self, brought: Brought) -> Answer:
        """Return the answer with an order."""
        measured = self.before
        if self.question is not None:
            measured += brought.answer(self.question).measured
        holds = self.holds(measured, self.bound)
        return (None if self.is_open else holds), holds


@dataclass(frozen=True, slots=True)
class Negated:
    """The opposite of a condition."""

    inner: Asked

    def judge(self, brought: Brought) -> Answer:
        """Return the answer with an order."""
        met, for_now = self.inner.judge(brought)
        return (None if met is None else not met), not for_now


@dataclass(frozen=True, slots=True)
class Joined:
    """So many of several conditions."""

    parts: Sequence[Asked]
    needed: int

    def judge(self, brought: Brought) -> Answer:
        """Return the answer with an order."""
        answers = [part.judge(brought) for part in self.parts]
        met = so_many([met for met, _ in answers], self.needed)
        return met, sum([for_now for _, for_now in answers]) >= self.needed


def asked(
    condition: Condition, context: Context, rules: Rules, slot: Slot, running: Running, questions: Questions
) -> Asked:
    """Return a condition of a clause with what has run before an order."""
    if isinstance(condition, Gate):
        return _gate(condition, context, rules, slot, running, questions)
    if isinstance(condition, Not):
        return Negated(asked(condition.negated, context, rules, slot, running, questions))
    parts = [asked(part, context, rules, slot, running, questions) for part in condition.parts]
    return Joined(tuple(parts), condition.needed)


def _gate(gate: Gate, context: Context, rules: Rules, slot: Slot, running: Running, questions: Questions) -> RunGate:
    so_far, period = running.gates[id(gate)], period_of(context, slot, gate)
    # A document sees itself, or in a wider window what came strictly before it: facts of one instant see no other.
    before = slot.clause.window.narrow and gate.window is not None and gate.at != "window_end"
    question = None
    if context.today in period and not before:
        question = questions.ask(rules.sieve(facts_of(slot, gate, gate.measure)), gate.measure, so_far.seen)
    return RunGate(HOLDS[gate.comparison], gate.bound, so_far.measured, question, is_open(context, slot, gate, period))
