"""What tables of thresholds have in common: every threshold once, in ascending order, rates that can be meant."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from ristorno.engine.terms.finding import Finding
from ristorno.engine.terms.scalars import Number
from ristorno.kernel.document import Path
from ristorno.kernel.number import plain

ASK_FOR_A_SHARE = "{all: [{measure: {ratio: ..., to: ...}, at_least: 10 %}], rate: 1 %}"
"""How a row of a table holds from a share on."""


def _no_share(value: object) -> object:
    if isinstance(value, str) and value.strip().endswith("%"):
        raise ValueError(f"{value!r} is a share, and a row holds from a number; ask in `rows`: {ASK_FOR_A_SHARE}")
    return value


RowFrom = Annotated[Number, BeforeValidator(_no_share)]
"""The number from which a row holds."""


def each_once(read: Callable[[Any], object]) -> Callable[[object], object]:
    """Return a validator that refuses a table in which two spellings of one threshold stand, 500_000 and 500000."""

    def check(value: object) -> object:
        seen: dict[object, str] = {}
        for key in value if isinstance(value, dict) else ():
            try:
                threshold = read(key)
            except ValueError:
                continue  # the reading of the key itself tells what is wrong with it
            if threshold in seen:
                text = "the threshold {first} stands twice, the second time as {second}"
                raise PydanticCustomError("terms.rows_order", text, {"first": seen[threshold], "second": str(key)})
            seen[threshold] = str(key)
        return value

    return check


def ascending(thresholds: Sequence[Decimal], table: str, twice: Sequence[object] = ()) -> Iterator[Finding]:
    """Yield the rows that do not lie above the row before them.

    A threshold may stand twice where the later row asks for more, which is not None in ``twice``.
    """
    for index, (before, after) in enumerate(pairwise(thresholds)):
        if after < before or (after == before and not (twice and twice[index + 1] is not None)):
            reason = f"The row from {plain(after)} does not lie above the row from {plain(before)}."
            remedy = "Write each threshold once, from the smallest to the largest."
            yield Finding((table, index + 1), "terms.rows_order", reason, remedy)


def over_100(rate: Decimal, path: Path, *, allowed: bool) -> Iterator[Finding]:
    """Yield a finding for a rate below 0, or over 100 % that is not said to be meant."""
    if rate < 0:
        yield Finding(path, "terms.rate", "A rate below 0 % would take money away.", "Write a rate of 0 % or more.")
    if rate > 1 and not allowed:
        remedy = "If it is meant, add allow_over_100: true."
        yield Finding(path, "terms.rate_over_100", "The rate is over 100 %.", remedy)
