"""What is free: the first facts of a part, the first of what they sum to, or both."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import floor

from ristorno.engine.recompute.part import ZERO
from ristorno.engine.recompute.reading import Malformed, StepRead

_FINEST = 10_000


def free_of(step: StepRead, values: Sequence[Fraction], pieces: Sequence[Fraction]) -> Iterator[Fraction]:
    """Yield what of each value is free, as the step says it; ``pieces`` are those of each fact."""
    mode = step.text("mode")
    if mode == "quantity":
        yield from _by_pieces(step.number("quantity"), values, pieces)
        return
    facts = step.number("facts") if step.has("facts") else ZERO
    amount = step.number("amount") if step.has("amount") else ZERO
    if mode not in {"facts", "amount", "first", "all"}:
        raise Malformed(f"{step.where}: {mode!r} says not what is free")
    total = ZERO
    for number, value in enumerate(values, start=1):
        by_fact = value if number <= facts else ZERO
        by_amount = min(max(total + value, ZERO), amount) - min(max(total, ZERO), amount)
        total += value
        both = sorted((by_fact, by_amount), key=abs)
        yield {"facts": by_fact, "amount": by_amount, "first": both[0], "all": both[1]}[mode]


def _by_pieces(free: Fraction, values: Sequence[Fraction], pieces: Sequence[Fraction]) -> Iterator[Fraction]:
    """Yield of each value the share of the pieces that are free, to ten-thousandths, halves away from zero."""
    total = ZERO
    for value, own in zip(values, pieces, strict=True):
        taken = min(max(total + own, ZERO), free) - min(max(total, ZERO), free)
        total += own
        share = value * taken / own if own else ZERO
        cut = Fraction(floor(abs(share) * _FINEST + Fraction(1, 2)), _FINEST)
        yield -cut if share < 0 else cut
