"""Cutting a measure into the slices between thresholds, shared by brackets and growth."""

from ristorno.bulk.plan.numbers import ZERO, Number


def part_of(measure: Number, lower: Number, upper: Number | None) -> Number:
    """Return how much of a measure lies between two thresholds; without an upper one all above the lower."""
    top = measure if upper is None else measure.least(upper)
    return top.minus(lower).greatest(ZERO)
