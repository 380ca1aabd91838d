"""One rounding for a sum, and its parts to whole smallest steps: the parts always sum to the whole."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from ristorno.kernel.number import ZERO, Exact, plus, round_to, times, total


def spread(weights: Mapping[str, Exact], step: Decimal) -> dict[str, Decimal]:
    """Return every amount rounded to a step, such that they sum to the rounded sum of all.

    Each is rounded down; the steps left over go one each to the largest remainders, ties by key. So no part lies
    more than a step from its exact amount, and none above the next whole step.
    """
    if len(weights) == 1:
        return {key: round_to(weight, step) for key, weight in weights.items()}
    downs = {key: round_to(weight, step, "down") for key, weight in weights.items()}
    left = round_to(total(weights.values()), step) - sum(downs.values(), ZERO)
    if not left:
        return downs
    rests = sorted((plus(downs[key], -weight), key) for key, weight in weights.items())
    first = [key for _, key in rests[: int(left / step)]]
    return {**downs, **{key: downs[key] + step for key in first}}


def scaled(weights: Mapping[str, Exact], to: Decimal) -> dict[str, Exact]:
    """Return weights in the same proportion whose sum is ``to``; their sum must not be 0."""
    factor = Fraction(to) / Fraction(total(weights.values()))
    return {key: times(weight, factor) for key, weight in weights.items()}
