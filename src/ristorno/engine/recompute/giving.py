"""Steps that pay: each kind works out again what it says, from the facts of its part."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil
from types import MappingProxyType
from typing import TypeAlias

from ristorno.engine.recompute.comparing import draw, not_drawn, nothing_above_zero, pool_part, proportion, rank
from ristorno.engine.recompute.part import ZERO, FactRead, Part
from ristorno.engine.recompute.reading import Complaints, StepRead

Giving: TypeAlias = Callable[[StepRead, Part, Complaints], Fraction]
"""Returns the amount that follows, and complains about every other number of the step that does not."""


def _percent(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    return _proportional(step, part, complaints, step.number("rate"))


def _per_unit(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    return _proportional(step, part, complaints, step.number("gives"))


def _proportional(step: StepRead, part: Part, complaints: Complaints, slope: Fraction) -> Fraction:
    paid = part.paid(step.version)
    complaints.same(f"{step.where}, of", step.number("of"), paid)
    part.sloping(step.version, slope)
    return paid * slope


def _fixed(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    judged = _judged(step, part, complaints)
    complaints.holds(step.where, truth=judged > 0 and part.sign > 0, reason="nothing above zero was measured")
    return step.number("gives")


def _no_fixed(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    judged = _judged(step, part, complaints)
    complaints.holds(step.where, truth=judged <= 0 or part.sign < 0, reason="something above zero was measured")
    return ZERO


def _per_step(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    paid, size = part.paid(step.version), step.number("step")
    complaints.holds(step.where, truth=size > 0, reason="a step must be above 0")
    steps = Fraction(int(paid / size)) if size else ZERO
    complaints.same(f"{step.where}, of", step.number("of"), paid)
    complaints.same(f"{step.where}, steps", step.number("steps"), steps)
    complaints.same(f"{step.where}, rest", step.number("rest"), paid - steps * size)
    complaints.same(f"{step.where}, missing", step.number("missing"), (steps + 1) * size - paid)
    return steps * step.number("gives")


def _package(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    paid, size = part.paid(step.version), step.number("size")
    complaints.holds(step.where, truth=size > 0, reason="a package must hold more than 0")
    packages = Fraction(ceil(paid / size)) if size else ZERO
    complaints.same(f"{step.where}, of", step.number("of"), paid)
    complaints.same(f"{step.where}, packages", step.number("packages"), packages)
    complaints.same(f"{step.where}, room", step.number("room"), packages * size - paid)
    return packages * step.number("gives")


def _every_nth(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    """Take the facts in order: of every ``after`` + 1 the last is free, and pays its share of its fact."""
    after = step.number("after")
    complaints.holds(step.where, truth=after >= 1, reason="something is counted before one is free")
    _judged(step, part, complaints)
    position, passed, worth = ZERO, 0, ZERO
    for fact in part.lines():
        position += part.sign * fact.judged
        before, passed = passed, int(position / (after + 1))
        if passed != before:
            worth += fact.value * (passed - before) / fact.judged
    complaints.same(f"{step.where}, free", step.number("free"), Fraction(passed))
    return worth


def _bracket(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    base = _place(step, part, complaints)
    complaints.same(f"{step.where}, of", step.number("of"), base)
    slope = step.number("rate") + step.number("per_unit")
    part.sloping(step.version, slope)
    return base * slope + step.number("fixed")


def _no_bracket(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    judged = _judged(step, part, complaints)
    missing = step.number("from") - judged
    complaints.same(f"{step.where}, missing", step.number("missing"), missing)
    complaints.holds(step.where, truth=missing >= 0, reason="the first row was reached")
    return ZERO


def _no_row(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    _judged(step, part, complaints)
    return ZERO


def _growth_row(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    _threshold(step, part, complaints)
    base = _place(step, part, complaints)
    complaints.same(f"{step.where}, of", step.number("of"), base)
    part.sloping(step.version, step.number("rate"))
    return base * step.number("rate")


def _no_growth(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    _threshold(step, part, complaints)
    return _no_bracket(step, part, complaints)


def _threshold(step: StepRead, part: Part, complaints: Complaints) -> None:
    """Check that a row of growth begins where its threshold over the baseline says."""
    baseline = step.number("baseline")
    complaints.same(f"{step.where}, baseline", baseline, part.baseline)
    over = baseline * step.number("threshold") if step.text("by") == "share" else step.number("threshold")
    complaints.same(f"{step.where}, from", step.number("from"), baseline + over)


def _judged(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    """Return the number by which rows are picked, checked."""
    said = step.number("judged")
    judged = part.judged(said)
    if step.details.get("edges") == "whole_units":
        judged = Fraction(int(judged))
    complaints.same(f"{step.where}, judged", said, judged)
    return judged


def _place(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    """Check where the measure lies among the rows, and return what the row pays on."""
    judged, lower = _judged(step, part, complaints), step.number("from")
    above = judged - lower
    complaints.same(f"{step.where}, above", step.number("above"), above)
    exclusive = step.text("boundary") == "exclusive"
    # The row from 0 holds from a measure of 0 up, whatever the boundary.
    reached = above > 0 or (above == 0 and (not exclusive or (lower == 0 and step.kind == "bracket")))
    complaints.holds(step.where, truth=reached, reason="the row was not reached")
    _follows_on(step, part, complaints, lower)
    part.row = step
    if step.has("missing"):
        missing = step.number("until") - judged
        complaints.same(f"{step.where}, missing", step.number("missing"), missing)
        below = missing > 0 or (missing == 0 and exclusive)
        complaints.holds(step.where, truth=below, reason="a higher row was reached")
    return _base(step, part, judged)


def _follows_on(step: StepRead, part: Part, complaints: Complaints, lower: Fraction) -> None:
    before = part.row
    if before is None or before.version != step.version or not before.has("until"):
        return
    complaints.same(f"{before.where}, until", before.number("until"), lower)


def _base(step: StepRead, part: Part, judged: Fraction) -> Fraction:
    mode, paid = step.text("mode"), part.paid(step.version)
    if mode in {"retroactive", "total", "on_all"}:
        return paid
    if mode == "on_excess":
        return judged - step.number("baseline")
    shift = 1 if step.details.get("edges") == "whole_units" else 0
    lower = max(ZERO, step.number("from") - shift)
    upper = step.number("until") - shift if step.has("until") else None
    if mode == "rolling":
        return paid if upper is None else min(paid, upper)
    if part.apart:
        return _cut(part, lower, upper)
    return _inside(judged, lower, upper)


def _inside(measure: Fraction, lower: Fraction, upper: Fraction | None) -> Fraction:
    top = measure if upper is None else min(measure, upper)
    return max(ZERO, top - lower)


def _cut(part: Part, lower: Fraction, upper: Fraction | None) -> Fraction:
    """Return what is paid on the share of each fact that lies between two thresholds, the facts taken in order."""
    position, result = ZERO, ZERO
    for fact in part.lines():
        start, position = position, position + part.sign * fact.judged
        result += part.sign * fact.value * _share(fact, start, position, lower, upper)
    return result


def _share(fact: FactRead, start: Fraction, end: Fraction, lower: Fraction, upper: Fraction | None) -> Fraction:
    if start == end:
        return Fraction(int(lower <= start and (upper is None or start < upper)))
    overlap = _inside(max(start, end), lower, upper) - _inside(min(start, end), lower, upper)
    return overlap / abs(fact.judged)


GIVING: Mapping[str, Giving] = MappingProxyType(
    {
        "percent": _percent,
        "per_unit": _per_unit,
        "fixed": _fixed,
        "no_fixed": _no_fixed,
        "per_step": _per_step,
        "package": _package,
        "every_nth": _every_nth,
        "rank": rank,
        "no_rank": rank,
        "no_place": nothing_above_zero,
        "pool_part": pool_part,
        "no_part": nothing_above_zero,
        "proportion": proportion,
        "no_proportion": proportion,
        "won": draw,
        "lost": draw,
        "not_drawn": not_drawn,
        "bracket": _bracket,
        "no_bracket": _no_bracket,
        "no_row": _no_row,
        "growth_row": _growth_row,
        "no_growth": _no_growth,
    }
)
"""What pays, by kind of step. A step of a kind that does not stand here cannot be checked and is told."""
