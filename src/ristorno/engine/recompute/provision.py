"""The sponsor's own check: a provision redone from its JSON record alone, step by step."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from types import MappingProxyType
from typing import Any

from ristorno.engine.recompute.part import ZERO, FactRead
from ristorno.engine.recompute.pile import Pile
from ristorno.engine.recompute.reading import Complaints, Malformed, StepRead, decimal, held, many, number, read_steps
from ristorno.kernel.number import exactly


def recompute_provision(record: Mapping[str, Any]) -> tuple[Decimal, tuple[str, ...]]:
    """Return the provision that follows from a record, and a sentence for everything in it that does not follow.

    ``record`` is an entry of ``provisions`` in the form of docs/reference/explanation.md.
    Raises :class:`ristorno.engine.recompute.reading.Malformed` where something is missing or is no number.
    """
    complaints = Complaints()
    with exactly():
        explanation = held(record, "explanation", "record")
        checker = _Checker(record, explanation, complaints)
        for step in read_steps(many(explanation, "steps", "explanation"), "step"):
            checker.redo(step)
        complaints.same("amount", number(held(record, "amount", "record"), "amount"), checker.top)
        return decimal(checker.top, "amount"), tuple(complaints.found)


class _Checker:
    def __init__(self, record: Mapping[str, Any], explanation: Mapping[str, Any], complaints: Complaints) -> None:
        self.record = record
        self.explanation = explanation
        self.complaints = complaints
        self.top = ZERO
        """The result of the step before."""

    def redo(self, step: StepRead) -> None:
        if step.kind not in _STEPS:
            raise Malformed(f"{step.where}: a step of this kind cannot be checked")
        for name, key in (("of", "measured"), ("measured", "measured"), ("forecast", "forecast")):
            if step.has(name):
                self.complaints.same(f"{step.where}, {name}", step.number(name), self.said(key))
        if step.has("was"):
            self.complaints.same(f"{step.where}, was", step.number("was"), self.top)
        follows = _STEPS[step.kind](self, step)
        self.complaints.same(f"{step.where}, result", step.result, follows)
        self.top = follows

    def said(self, name: str) -> Fraction:
        """Return a number beside the amount."""
        return number(held(self.record, name, "record"), name)

    def forecast(self, step: StepRead) -> Fraction:
        measured = self.said("measured")
        ahead = step.number("expected") if step.has("expected") else _going_on(measured, step)
        self.complaints.same("forecast", self.said("forecast"), max(measured, ahead))
        return max(measured, ahead)

    def at_forecast(self, step: StepRead) -> Fraction:
        """Redo the arithmetic of the terms on what is expected."""
        facts = list(_expected(many(self.explanation, "expected", "explanation")))
        self.complaints.same("expected", sum((fact.value for fact in facts), ZERO), self.said("forecast"))
        steps = read_steps(many(self.explanation, "at_forecast", "explanation"), "at forecast, step")
        return Pile({1: facts}, self.complaints).run(steps)


def _going_on(measured: Fraction, step: StepRead) -> Fraction:
    """Return as much for each day as there was so far, to ten-thousandths."""
    finest = Fraction(1, 10_000)
    return _rounded(measured * step.number("days") / step.number("elapsed"), finest)


def _rounded(value: Fraction, step: Fraction) -> Fraction:
    whole = floor(abs(value) / step + Fraction(1, 2)) * step
    return -whole if value < 0 else whole


def _expected(values: Sequence[Any]) -> list[FactRead]:
    found = []
    for index, each in enumerate(values, start=1):
        value = number(held(each, "value", f"expected {index}"), f"expected {index}")
        found.append(FactRead("", "", value, value, str(held(each, "version", f"expected {index}"))))
    return found


_STEPS: Mapping[str, Callable[[_Checker, StepRead], Fraction]] = MappingProxyType(
    {
        "entitlement": lambda checker, step: checker.said("entitlement"),
        "below_zero": lambda checker, step: ZERO,
        "nothing_measured": lambda checker, step: ZERO,
        "accrue_rate": lambda checker, step: step.number("of") * step.number("rate"),
        "accrue_row": lambda checker, step: step.number("of") * step.number("factor") + step.number("fixed"),
        "forecast": _Checker.forecast,
        "at_forecast": _Checker.at_forecast,
        "earned_part": lambda checker, step: checker.top * step.number("measured") / step.number("forecast"),
        "spread": lambda checker, step: checker.top * step.number("elapsed") / step.number("days"),
        "round": lambda checker, step: _rounded(checker.top, step.number("step")),
    }
)
