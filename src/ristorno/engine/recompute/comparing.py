"""Steps that compare members: what follows for the one who is answered, from what is told of the others."""

from fractions import Fraction
from hashlib import sha256
from math import floor

from ristorno.engine.recompute.part import ZERO, Part
from ristorno.engine.recompute.reading import Complaints, StepRead


def rank(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    """Redo a place among all members: one behind all who measured more."""
    _judged(step, part, complaints)
    place, won = step.number("better") + 1, step.kind == "rank"
    complaints.same(f"{step.where}, place", step.number("place"), place)
    complaints.holds(step.where, truth=won == (place <= step.number("best")), reason="the place says otherwise")
    return step.number("gives") if won else ZERO


def nothing_above_zero(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    """Redo that nobody takes part without anything above zero."""
    complaints.holds(step.where, truth=part.measured <= 0, reason="something above zero was measured")
    return ZERO


def pool_part(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    """Redo a part of a pool: rounded down, and at most one step left over on top."""
    judged, whole, size = _judged(step, part, complaints), step.number("whole"), step.number("step")
    complaints.holds(step.where, truth=size > 0 and whole >= judged > 0, reason="all bring no less than one of them")
    down = floor(step.number("pool") * judged / whole / size) * size if size and whole else ZERO
    complaints.same(f"{step.where}, down", step.number("down"), down)
    leftover = step.number("leftover")
    complaints.holds(step.where, truth=leftover in {ZERO, size}, reason="what is left over is one step or none")
    return down + leftover


def proportion(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    """Redo what is paid of an expense by one's own share of it."""
    paid, own, whole = part.paid(step.version), step.number("own"), step.number("whole")
    complaints.same(f"{step.where}, of", step.number("of"), paid)
    pays = step.kind == "proportion"
    complaints.holds(step.where, truth=pays == (0 < own <= whole), reason="the share says otherwise")
    return paid * step.number("rate") * own / whole if pays and whole else ZERO


def draw(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    """Hold the draw again for the tickets of the member: it wins with a number not above the last that won."""
    tickets = _tickets(step, part, complaints)
    names = [f"{step.text('member')}-{number}" for number in range(1, int(tickets) + 1)]
    numbers = {sha256(f"{step.text('seed')}:{name}".encode()).hexdigest(): name for name in names}
    first = min(numbers, default=None)
    won = first is not None and first <= step.text("last")
    complaints.holds(step.where, truth=won == (step.kind == "won"), reason="the tickets say otherwise")
    if step.kind == "won" and first is not None:
        complaints.same(f"{step.where}, ticket", step.text("ticket"), numbers[first])
    return step.number("gives") if step.kind == "won" else ZERO


def not_drawn(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    """Redo the tickets; without a seed nothing is drawn."""
    _tickets(step, part, complaints)
    return ZERO


def _tickets(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    judged, per = _judged(step, part, complaints), step.number("per")
    tickets = Fraction(int(judged / per)) if per and part.sign > 0 else ZERO
    complaints.same(f"{step.where}, tickets", step.number("tickets"), tickets)
    return tickets


def _judged(step: StepRead, part: Part, complaints: Complaints) -> Fraction:
    said = step.number("judged")
    judged = part.judged(said)
    complaints.same(f"{step.where}, judged", said, judged)
    return judged
