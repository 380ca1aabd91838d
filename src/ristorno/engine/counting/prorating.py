"""A window that the ends of an agreement cut: its targets, thresholds and caps scaled to the part that is left.

``days`` counts days; ``months`` counts months from the first day of the whole window, a started one as a whole.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple, TypeVar, cast

from ristorno.engine.counting.slots import Slot
from ristorno.engine.mechanics.brackets import Brackets
from ristorno.engine.terms.clause import Clause
from ristorno.engine.terms.conditions import All, Condition, Gate, Not
from ristorno.engine.terms.conditions import Any as AnyOf
from ristorno.engine.terms.limits import Bound, Limits
from ristorno.engine.terms.model import Model
from ristorno.kernel.number import round_to
from ristorno.kernel.period import Period, add_months

_SENT = Decimal("0.01")
"""What is measured is compared with numbers of two decimals."""
Held = TypeVar("Held", bound=Model)
Scale = Callable[[Decimal], Decimal]


class Portion(NamedTuple):
    """How much of a window the terms hold: so many of its days or months."""

    mode: Literal["days", "months"]
    part: int
    whole: int

    def scale(self, step: Decimal) -> Scale:
        """Return what scales a number, rounded to a step."""
        return lambda value: round_to(Fraction(value) * self.part / self.whole, step)


def portion(clause: Clause, slot: Slot) -> Portion | None:
    """Return how much of the window is left; None where all of it is, or nothing is scaled."""
    if clause.prorate == "none" or slot.entire == slot.whole:
        return None
    count = _days if clause.prorate == "days" else _months
    return Portion(clause.prorate, count(slot.whole, slot.entire), count(slot.whole, slot.whole))


def _days(whole: Period, part: Period) -> int:
    return part.days


def _months(whole: Period, part: Period) -> int:
    return sum(part.cut(month).days > 0 for month in _each_month(whole))


def _each_month(whole: Period) -> Iterator[Period]:
    start, number = whole.start, 1
    while start < whole.end:
        end = min(whole.end, add_months(whole.start, number))
        yield Period(start, end)
        start, number = end, number + 1


def prorated(clause: Clause, held: Portion | None, step: Decimal) -> Clause:
    """Return a clause with its targets, thresholds and caps scaled; ``step`` is that of the unit that is paid."""
    if held is None:
        return clause
    measured = held.scale(_SENT)
    mechanic = clause.mechanic.scaled(measured) if isinstance(clause.mechanic, Brackets) else clause.mechanic
    qualify = None if clause.qualify is None else _condition(clause.qualify, measured)
    limits = _limits(clause.limits, held.scale(step), measured)
    return _anew(clause, mechanic=mechanic, qualify=qualify, limits=limits)


def _limits(limits: Limits, paid: Scale, measured: Scale) -> Limits:
    return _anew(limits, cap=_bound(limits.cap, paid), cap_measure=_bound(limits.cap_measure, measured))


def _bound(bound: Bound | None, scale: Scale) -> Bound | None:
    """Return a bound on the window; what bounds a fact, a document or a member for good stays as it is."""
    return _anew(bound, amount=scale(bound.amount)) if bound is not None and bound.per == "window" else bound


def _condition(condition: Condition, scale: Scale) -> Condition:
    if isinstance(condition, Gate):
        return _gate(condition, scale)
    if isinstance(condition, Not):
        return _anew(condition, negated=_condition(condition.negated, scale))
    if isinstance(condition, All):
        return _anew(condition, all=tuple(_condition(part, scale) for part in condition.all))
    assert isinstance(condition, AnyOf)
    return _anew(condition, any=tuple(_condition(part, scale) for part in condition.any))


def _gate(gate: Gate, scale: Scale) -> Gate:
    """Return a target of the window itself; a ratio, a debt and another window know no part of it."""
    if gate.window is not None or not gate.measure.summed:
        return gate
    return _anew(gate, **{gate.comparison: scale(gate.bound)})


def _anew(model: Held, **update: Any) -> Held:
    """Return a model with other values, made anew: what was worked out from the old ones must not stay."""
    held = {name: getattr(model, name) for name in type(model).model_fields}
    return cast("Held", type(model).model_construct(set(model.model_fields_set), **{**held, **update}))
