"""A window of today whose amount follows from one sum, with everything worked out that no order changes.

What an order brings is added to what has run, and the same arithmetic answers as for a whole window
(``counting.entitlement``): no line is kept, no step is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from ristorno.engine.counting.entitlement import NO_FACTORS, Circumstances, amount_of
from ristorno.engine.counting.factors import factor_at, factors_of
from ristorno.engine.counting.frame import Frame
from ristorno.engine.counting.parts import COMPANY, Part, anybody, divided, joined
from ristorno.engine.counting.rows import index_of
from ristorno.engine.counting.running import Running
from ristorno.engine.counting.slots import Slot
from ristorno.engine.counting.tally import Tally
from ristorno.engine.measures.base import NOTHING_SEEN
from ristorno.engine.preview.brought import Answer, Brought, Question, Questions
from ristorno.engine.preview.conditions import Asked, asked
from ristorno.engine.ruling.context import Context
from ristorno.engine.ruling.timeline import Rules
from ristorno.engine.terms.clause import Clause
from ristorno.kernel.number import ONE, ZERO

Amounts: TypeAlias = Mapping[str | None, Decimal]
"""What every recipient gets; None stands for the company."""

_WHOLE: Mapping[Part, Decimal] = {COMPANY: ONE}
_STEADY = ""
"""Under which name the circumstances stand where no order moves the level that multiplies, or none does."""


@dataclass(frozen=True, slots=True)
class Moving:
    """A level that an order may move: that by which its own lines are judged, or that at the end of its day."""

    rules: Rules
    ladder: str
    judging: bool


@dataclass(frozen=True, slots=True)
class Plain:
    """A window of a plain frame (see :class:`Frame`) with what has run in it."""

    clause: Clause
    step: Decimal
    version: int
    question: Question
    """What it takes from an order."""
    condition: Asked | None
    before: Decimal | None
    """What was measured before the order; None where there was nothing to measure."""
    persons: Mapping[Part, Decimal]
    """Who acted before the order, where the amount is divided among persons."""
    moving: Moving | None
    around: Mapping[str, Circumstances]
    """What the arithmetic has to know, by the level that multiplies; empty where no order is given anything."""

    def amounts(self, answer: Answer, brought: Brought) -> Amounts:
        """Return what every recipient gets with what lines of the order bring, without the reasons."""
        amount = self._amount(answer, brought) if self._pays(brought) else ZERO
        reward = self.clause.reward
        if reward.split is None:
            return {None: amount}
        persons = anybody(joined(self.persons, answer.persons)) if reward.among_persons else _WHOLE
        return divided(reward, amount, persons, self.step)

    def _pays(self, brought: Brought) -> bool:
        if self.condition is None:
            return True
        met, for_now = self.condition.judge(brought)
        return met is not None and for_now

    def _amount(self, answer: Answer, brought: Brought) -> Decimal:
        """Return the amount of a sum, on top of what has run."""
        if not self.around:
            return ZERO
        measured, known = answer.measured, answer.known
        if self.before is not None:
            measured, known = measured + self.before, True
        moving, level = self.moving, _STEADY
        if moving is not None:
            level = brought.level(moving.rules, moving.ladder, judging=moving.judging)
        return amount_of(Tally({self.version: measured} if known else {}, measured), self.around[level])


def plain(context: Context, frame: Frame, slot: Slot, running: Running, questions: Questions) -> Plain:
    """Return a window of today of a plain frame, ready for orders."""
    (reading,) = frame.readings
    clause, so_far = frame.clause, running.parts.get(COMPANY)
    asks, moving = clause.qualify, _moving(context, frame, reading.version)
    return Plain(
        clause=clause,
        step=frame.step,
        version=reading.version,
        question=questions.ask(reading.sieve, clause.measure, so_far.seen if so_far else NOTHING_SEEN),
        condition=None if asks is None else asked(asks, context, frame.rules, slot, running, questions),
        before=so_far.tally.judged if so_far and so_far.tally.paid else None,
        persons=so_far.persons if so_far else {},
        moving=moving,
        around=_around(context, frame, slot, running, moving),
    )


def _moving(context: Context, frame: Frame, version: int) -> Moving | None:
    """Return the level that multiplies, where an order may move it: that of a window's first day stands."""
    by = frame.clauses(context, (version,))[version].multiply
    if by is None or not (frame.narrow or by.level_of == "window_end"):
        return None
    return Moving(context.timeline.spans[index_of(context, version)].rules, by.ladder, judging=frame.narrow)


def _around(
    context: Context, frame: Frame, slot: Slot, running: Running, moving: Moving | None
) -> Mapping[str, Circumstances]:
    """Return what the arithmetic has to know, for every level that an order may bring about."""
    version, compared = frame.readings[0].version, running.compared[COMPANY]
    if frame.clause.mechanic.needs_baseline and compared.number is None:
        return {}
    clauses = frame.clauses(context, (version,))
    by = clauses[version].multiply
    if moving is None or by is None:
        factors = factors_of(context, slot, clauses) if frame.multiplies else NO_FACTORS
        return {_STEADY: Circumstances(clauses, frame.step, factors, compared.number)}
    return {
        level: Circumstances(clauses, frame.step, {version: factor_at(by, level)}, compared.number)
        for level in moving.rules.terms.ladders[moving.ladder].names
    }
