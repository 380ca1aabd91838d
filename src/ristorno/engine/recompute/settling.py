"""Steps that work on the amount on top of the pile: sums, multipliers, bounds, rounding, shares."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import floor
from types import MappingProxyType
from typing import Any, TypeAlias, get_args

from ristorno.engine.recompute.part import ZERO, Part
from ristorno.engine.recompute.reading import Complaints, Malformed, StepRead, decimal
from ristorno.kernel.number import RoundingMode, round_to

Settling: TypeAlias = Callable[[StepRead, Part, Fraction, Complaints], Fraction]
"""Returns what the amount on top becomes, and complains about every other number that does not follow."""


def _multiply(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    part.factors[step.version] = step.number("factor")
    return top * step.number("factor")


def _by_line(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    """Round and bound every fact, then every document."""
    lines = part.lines()
    named = [line for line in lines if line.fact]
    complaints.same(f"{step.where}, facts", step.number("facts"), Fraction(len(named)))
    documents: dict[str, Fraction] = {}
    for line in lines:
        amount = _bounded(step, part.sign * line.value * part.slope(line.version), "fact")
        documents[line.document] = documents.get(line.document, ZERO) + amount
    count = len(documents) - (len(lines) - len(named))
    complaints.same(f"{step.where}, documents", step.number("documents"), Fraction(count))
    result = sum((_bounded(step, amount, "document") for amount in documents.values()), ZERO)
    if step.has("step"):
        complaints.same(f"{step.where}, steps", step.number("steps"), Fraction(int(result / step.number("step"))))
    return result


def _bounded(step: StepRead, amount: Fraction, scope: str) -> Fraction:
    if step.details.get("cap_per") == scope:
        cap = step.number("cap")
        amount = max(min(amount, cap), -cap)
    if step.details.get("floor_per") == scope and amount > 0:
        amount = max(amount, step.number("floor"))
    return _rounded(step, amount) if step.details.get("at") == scope else amount


def _rounded(step: StepRead, amount: Fraction) -> Fraction:
    """Return an amount rounded as a step says."""
    mode: Any = step.text("mode")
    size = step.number("step")
    if mode not in get_args(RoundingMode) or size <= 0:
        raise Malformed(f"{step.where}: no such rounding, {mode} to {size}")
    return Fraction(round_to(amount, decimal(size, step.where), mode))


def _cap(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    complaints.holds(step.where, truth=top > step.number("at"), reason="the amount lies within the bound")
    return step.number("at")


def _cap_member(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    left = step.number("at") - step.number("given")
    complaints.same(f"{step.where}, left", step.number("left"), left)
    complaints.holds(step.where, truth=top > left, reason="the amount lies within the bound")
    return max(ZERO, left)


def _floor(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    complaints.holds(step.where, truth=top < step.number("at"), reason="the amount lies within the bound")
    return step.number("at")


def _shared(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    """Redo a part of a cap that is shared, in proportion: rounded down, and at most one step left over on top."""
    size, whole = step.number("step"), step.number("together")
    complaints.same(f"{step.where}, together", whole, top + step.number("others"))
    paid = _rounded(step, top) + step.number("others_paid")
    complaints.same(f"{step.where}, paid", step.number("paid"), paid)
    complaints.holds(step.where, truth=paid > step.number("at"), reason="all lie within the bound")
    complaints.holds(step.where, truth=size > 0 and 0 < top <= whole, reason="all give no less than one of them")
    down = floor(step.number("at") * top / whole / size) * size if size and whole else ZERO
    complaints.same(f"{step.where}, down", step.number("down"), down)
    leftover = step.number("leftover")
    complaints.holds(step.where, truth=leftover in {ZERO, size}, reason="what is left over is one step or none")
    return down + leftover


def _guarantee(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    least = max(ZERO, step.number("agreed") - step.number("surplus"))
    complaints.holds(step.where, truth=top < least, reason="the amount reaches what is guaranteed")
    return least


def _minimum(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    missing = step.number("at") - top
    complaints.same(f"{step.where}, missing", step.number("missing"), missing)
    complaints.holds(step.where, truth=missing > 0, reason="the amount reaches the minimum")
    return ZERO


def _round(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    result = _rounded(step, top)
    complaints.same(f"{step.where}, steps", step.number("steps"), result / step.number("step"))
    return result


def _charge(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    complaints.holds(step.where, truth=part.sign < 0, reason="the measure is not below zero")
    part.charged = True
    return -top


def _earlier(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    return top - step.number("earlier")


def _less(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    return top - step.number("amount")


def _in_advance(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    return top


def _share(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    size, rate = step.number("step"), step.number("rate")
    complaints.same(f"{step.where}, of", step.number("of"), top)
    complaints.holds(step.where, truth=size > 0 and 0 <= rate <= 1, reason="a share lies between 0 and 1")
    down = Fraction(int(top * rate / size)) * size if size else ZERO
    complaints.same(f"{step.where}, down", step.number("down"), down)
    leftover = step.number("leftover")
    whole = size > 0 and (leftover / size).denominator == 1 and abs(leftover) <= 2 * size
    complaints.holds(step.where, truth=whole, reason="what is left over is a step or two")
    return down + leftover + step.number("moved")


def _own_part(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    size, measured = step.number("step"), step.number("measured")
    complaints.same(f"{step.where}, of", step.number("of"), top)
    complaints.same(f"{step.where}, measured", measured, part.measured)
    complaints.same(f"{step.where}, others", step.number("others"), measured - step.number("brought"))
    complaints.holds(step.where, truth=size > 0 and measured != 0, reason="there is something to divide by")
    exact = top * step.number("brought") / measured / size if size and measured else ZERO
    complaints.same(f"{step.where}, down", step.number("down"), floor(exact) * size)
    leftover = step.number("leftover")
    complaints.holds(step.where, truth=leftover in {ZERO, size}, reason="what is left over is one step or none")
    return step.number("down") + leftover


def _left_to_company(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    complaints.same(f"{step.where}, of", step.number("of"), top)
    return top - step.number("persons") - step.number("lost")


def _passed_on(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    size = step.number("step")
    complaints.same(f"{step.where}, of", step.number("of"), top)
    exact = top * step.number("rate")
    return Fraction(round_to(exact, decimal(size, step.where))) if size > 0 else ZERO


def _kept(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    complaints.same(f"{step.where}, of", step.number("of"), top)
    return top - step.number("fee" if step.kind == "less_fee" else "passed")


def _party_part(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    size, brought, measured = step.number("step"), step.number("brought"), step.number("measured")
    complaints.same(f"{step.where}, of", step.number("of"), top)
    complaints.holds(step.where, truth=size > 0 and measured != 0, reason="there is something to divide by")
    down = floor(top * brought / measured / size) * size if size and measured else ZERO
    leftover = step.number("leftover")
    if brought != measured:
        complaints.same(f"{step.where}, down", step.number("down"), down)
    complaints.holds(step.where, truth=leftover in {ZERO, size}, reason="what is left over is one step or none")
    return step.number("down") + leftover


def _owed_by(step: StepRead, part: Part, top: Fraction, complaints: Complaints) -> Fraction:
    complaints.same(f"{step.where}, of", step.number("of"), top)
    return -top


SETTLING: Mapping[str, Settling] = MappingProxyType(
    {
        "multiply": _multiply,
        "by_line": _by_line,
        "cap": _cap,
        "cap_member": _cap_member,
        "floor": _floor,
        "legal": _cap,
        "shared": _shared,
        "guarantee": _guarantee,
        "minimum": _minimum,
        "round": _round,
        "charge": _charge,
        "less": _less,
        "earlier": _earlier,
        "in_advance": _in_advance,
        "own_part": _own_part,
        "share": _share,
        "passed_on": _passed_on,
        "kept": _kept,
        "party_part": _party_part,
        "fee": _passed_on,
        "less_fee": _kept,
        "owed_by": _owed_by,
        "left_to_company": _left_to_company,
    }
)
"""What changes the amount on top, by kind of step."""
