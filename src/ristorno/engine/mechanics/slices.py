"""Cutting a measure into the slices between thresholds, shared by brackets and growth."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ristorno.engine.mechanics.base import Cut
from ristorno.kernel.number import ZERO, Exact, plus, times


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of the measure between two thresholds; no upper bound for the last row."""

    lower: Exact
    upper: Exact | None

    def part(self, measure: Exact) -> Exact:
        """Return how much of the measure lies in the slice."""
        top = measure if self.upper is None or measure < self.upper else self.upper
        return plus(top, -self.lower) if top > self.lower else ZERO

    def part_of_lines(self, cuts: Sequence[Cut]) -> Exact:
        """Return what is paid on the share of each line that lies in the slice, the lines taken in order.

        A line that straddles a threshold is cut in proportion; a line that takes back walks down again.
        """
        position: Exact = ZERO
        result: Exact = ZERO
        for cut in cuts:
            start, position = position, plus(position, cut.judged)
            result = plus(result, self._share(cut, start, position))
        return result

    def _share(self, cut: Cut, start: Exact, end: Exact) -> Exact:
        if start == end:
            inside = self.lower <= start and (self.upper is None or start < self.upper)
            return cut.paid if inside else ZERO
        low, high = min(start, end), max(start, end)
        length = plus(high, -low)
        overlap = plus(self.part(high), -self.part(low))
        if overlap == length:
            return cut.paid
        return times(cut.paid, Fraction(overlap) / Fraction(length)) if overlap else ZERO
