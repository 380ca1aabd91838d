"""Whether conditions hold, as expressions: surely, possibly, and as it stands now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ristorno.bulk.plan.expressions import FALSE, TRUE, Expression, call, every, negated, some, value, when
from ristorno.bulk.plan.numbers import ZERO, Number, constant
from ristorno.engine.measures.ratio import Ratio
from ristorno.engine.terms.conditions import Condition, Gate, Not


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to a condition. It is open where it is possible and not sure."""

    sure: Expression
    possible: Expression
    now: Expression
    """The answer if all ended now."""

    @property
    def open(self) -> Expression:
        """Whether it cannot be known yet."""
        return FALSE if self.possible == self.sure else every([self.possible, negated(self.sure)])

    @property
    def counts(self) -> Expression:
        """Whether it is known, and holds."""
        return every([self.now, negated(self.open)])


ALWAYS_MET = Verdict(TRUE, TRUE, TRUE)


def holds(gate: Gate, sides: Sequence[Number]) -> Expression:
    """Return whether a number keeps to the bound of a gate; of a ratio, whether what is divided does."""
    measured, bound = sides[0], constant(gate.bound)
    if isinstance(gate.measure, Ratio):
        # The second side lies above zero, so both can be multiplied by it and nothing has to be divided.
        bound = sides[1].times(gate.bound)
    kept = {
        "at_least": measured.reaches(bound),
        "above": measured.above(bound),
        "at_most": negated(measured.above(bound)),
        "below": negated(measured.reaches(bound)),
    }[gate.comparison]
    return every([sides[1].above(ZERO), kept]) if isinstance(gate.measure, Ratio) else kept


def judge(condition: Condition, answer: Callable[[Gate], Verdict]) -> Verdict:
    """Return whether a condition holds, by the answers to its gates."""
    if isinstance(condition, Gate):
        return answer(condition)
    if isinstance(condition, Not):
        inner = judge(condition.negated, answer)
        return Verdict(negated(inner.possible), negated(inner.sure), negated(inner.now))
    parts = [judge(part, answer) for part in condition.parts]
    needed = condition.needed
    return Verdict(
        _so_many([part.sure for part in parts], needed),
        _so_many([part.possible for part in parts], needed),
        _so_many([part.now for part in parts], needed),
    )


def answered(gate: Gate, measured: Sequence[Number], is_open: Expression) -> Verdict:
    """Return the answer of a gate on what it measured; while it is open, it is possible and not sure."""
    now = holds(gate, measured)
    return Verdict(every([negated(is_open), now]), some([is_open, now]), now)


def _so_many(parts: Sequence[Expression], needed: int) -> Expression:
    """Return whether so many of some hold."""
    if needed == len(parts):
        return every(parts)
    if needed == 1:
        return some(parts)
    counted: Expression = value(0)
    for part in parts:
        counted = call("+", counted, when(part, value(1), value(0)))
    return call(">=", counted, value(needed))
