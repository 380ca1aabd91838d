"""What is free: the first facts of a part, the first of what they sum to, or both."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ristorno.engine.recompute.part import ZERO
from ristorno.engine.recompute.reading import Malformed, StepRead


def free_of(step: StepRead, values: Sequence[Fraction]) -> Iterator[Fraction]:
    """Yield what of each value is free, as the step says it."""
    mode = step.text("mode")
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
