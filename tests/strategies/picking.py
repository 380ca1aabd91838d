"""Picking one of some values: as ``sampled_from``, but made once for all that are picked from among as many.

A strategy is checked through and through before it is drawn from for the first time. Values that depend on what was
drawn before would make a new one in every example, and most of the time would go there.
"""

from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

Value = TypeVar("Value")


def pick(draw: st.DrawFn, values: Sequence[Value]) -> Value:
    """Return one of the values; the first one is the simplest."""
    return values[draw(_places(len(values)))]


@cache
def _places(many: int) -> st.SearchStrategy[int]:
    return st.integers(0, many - 1)
