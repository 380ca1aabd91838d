"""The arithmetic of an amount as formulas: each only where it gives exactly the result that the engine told.

A formula refers to the cells of the steps before it. It is worked out here with exact numbers first; one that would
give anything else (a step that formulas cannot say) is left out, and the cell holds the number alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ristorno.engine.explanation import Counted, Explanation, Step
from ristorno.engine.recompute.pile import ENDINGS
from ristorno.engine.recompute.settling import SETTLING
from ristorno.engine.sentences.numbers import ended
from ristorno.kernel.number import Exact, plain, round_to

OF_THE_MEASURE = frozenset({"measure", "prorate", "tenders", "times", "free", "cap_measure", "baseline"})


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a formula: its text and its exact value."""

    text: str
    value: Fraction


class Reckoning:
    """The steps of one explanation, turned into formulas one after the other."""

    def __init__(self, explanation: Explanation, sums: Callable[[int], str]) -> None:
        """``sums`` gives the text of the sum of the counted lines of a part."""
        self._counted = explanation.counted
        self._sums = sums
        self._part = 0
        self._measures: list[Term] = []
        self._pile: list[Term] = []

    def formula(self, step: Step, cell: str) -> str:
        """Return the formula of the next step, whose result will stand in a cell; empty where there is none."""
        if step.kind == "measure":
            self._part += 1
            self._measures = []
        term = self._made(step)
        result = Fraction(step.result)
        fits = term is not None and term.value == result
        self._keep(step, Term(cell, result))
        return f"={term.text}" if fits and term is not None else ""

    def _keep(self, step: Step, done: Term) -> None:
        if step.kind in OF_THE_MEASURE:
            self._measures.append(done)
            return
        if step.kind == "sum":
            del self._pile[-_terms(step) :]
        elif step.kind in SETTLING or step.kind in ENDINGS:
            del self._pile[-1:]
        self._pile.append(done)

    def _made(self, step: Step) -> Term | None:
        if step.kind == "measure":
            return self._measured(step)
        if step.kind == "sum":
            terms = self._pile[-_terms(step) :]
            return Term("+".join(term.text for term in terms), sum((term.value for term in terms), Fraction(0)))
        if step.kind == "baseline":
            judged, baseline = self._named(step, "judged"), _literal(step, "baseline")
            return judged and baseline and Term(f"{judged.text}-{baseline.text}", judged.value - baseline.value)
        making = _ON_TOP.get(step.kind)
        if making is not None:
            return making(self._pile[-1], step) if self._pile else None
        return self._paid(step)

    def _measured(self, step: Step) -> Term | None:
        value = sum((Fraction(fact.value) for fact in _of_part(self._counted, self._part)), Fraction(0))
        carried = _literal(step, "carried")
        text = self._sums(self._part)
        if carried is None or not carried.value:
            return Term(text, value)
        return Term(f"{text}+{carried.text}", value + carried.value)

    def _paid(self, step: Step) -> Term | None:
        """A rate, an amount per unit and a fixed sum on what a step pays on; or how often times how much."""
        found: list[Term] = []
        base = self._named(step, "of")
        for name in ("rate", "per_unit"):
            slope = _literal(step, name)
            if slope is not None and base is not None and slope.value:
                found.append(Term(f"{base.text}*{slope.text}", base.value * slope.value))
        fixed = _literal(step, "fixed")
        if fixed is not None and fixed.value:
            found.append(fixed)
        gives = _literal(step, "gives")
        if gives is not None:
            times = self._times(step) or base
            found.append(gives if times is None else Term(f"{times.text}*{gives.text}", times.value * gives.value))
        if not found:
            return None
        return Term("+".join(term.text for term in found), sum((term.value for term in found), Fraction(0)))

    def _times(self, step: Step) -> Term | None:
        """How many full steps fit, or how many packages are needed."""
        base = self._named(step, "of")
        for name, called, size in (("steps", "TRUNC", "step"), ("packages", "ROUNDUP", "size")):
            count, each = _literal(step, name), _literal(step, size)
            if base is not None and count is not None and each is not None:
                return Term(f"{called}({base.text}/{each.text},0)", count.value)
        return None

    def _named(self, step: Step, name: str) -> Term | None:
        """A detail of a step: the cell that holds the number where one does, else the number."""
        literal = _literal(step, name)
        if literal is None:
            return None
        return next((term for term in reversed(self._measures) if term.value == literal.value), literal)


def _of_part(counted: tuple[Counted, ...], part: int) -> tuple[Counted, ...]:
    return tuple(fact for fact in counted if fact.part == part)


def _terms(step: Step) -> int:
    return int(str(step.details["terms"]))


def _literal(step: Step, name: str) -> Term | None:
    """A detail of a step as a number, None where it is none or has more digits than a spreadsheet keeps."""
    value = step.details.get(name)
    if not isinstance(value, Exact | int):
        return None
    number = ended(Fraction(value))
    if number is None or len(number.normalize().as_tuple().digits) > 15:
        return None
    return Term(f"({plain(number)})" if number < 0 else plain(number), Fraction(number))


def _multiplied(top: Term, step: Step) -> Term | None:
    factor = _literal(step, "factor")
    return factor and Term(f"{top.text}*{factor.text}", top.value * factor.value)


def _rounded(top: Term, step: Step) -> Term | None:
    size = _literal(step, "step")
    if size is None or size.value <= 0:
        return None
    exact = ended(size.value)
    assert exact is not None
    value = Fraction(round_to(top.value, exact))
    _, digits, exponent = exact.normalize().as_tuple()
    if digits == (1,) and isinstance(exponent, int):
        return Term(f"ROUND({top.text},{-exponent})", value)
    return Term(f"ROUND({top.text}/{size.text},0)*{size.text}", value)


def _at_most(top: Term, step: Step) -> Term | None:
    bound = _literal(step, "at")
    return bound and Term(f"MIN({top.text},{bound.text})", min(top.value, bound.value))


def _at_least(top: Term, step: Step) -> Term | None:
    bound = _literal(step, "at")
    return bound and Term(f"MAX({top.text},{bound.text})", max(top.value, bound.value))


def _charged(top: Term, _: Step) -> Term:
    return Term(f"-{top.text}", -top.value)


def _taken(top: Term, _: Step) -> Term:
    return Term(f"{top.text}*0", Fraction(0))


def _shared(top: Term, step: Step) -> Term | None:
    rate = _literal(step, "rate")
    return rate and Term(f"{top.text}*{rate.text}", top.value * rate.value)


_ON_TOP: Mapping[str, Callable[[Term, Step], Term | None]] = {
    "multiply": _multiplied,
    "round": _rounded,
    "cap": _at_most,
    "floor": _at_least,
    "minimum": _at_least,
    "charge": _charged,
    "gate_failed": _taken,
    "gate_open": _taken,
    "share": _shared,
}
"""Steps that change the amount on top."""
