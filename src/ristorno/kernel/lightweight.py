"""Values that are made by the thousand while an order waits."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

Kind = TypeVar("Kind")


@dataclass_transform(frozen_default=True)
def lightweight(kind: type[Kind]) -> type[Kind]:
    """Make a class a value: its annotated fields are given in order, equal values are equal, and none may be set.

    The type checker refuses to set a field. At run time nothing does, because a frozen dataclass and a named tuple
    take two to three times as long to make (``python -m benchmarks.order`` is where that shows).
    """
    return dataclass(slots=True, unsafe_hash=True)(kind)
