"""What a mechanic is asked to pay on, as expressions: the same questions as in the engine, for every row at once."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from ristorno.bulk.plan.expressions import FALSE, Expression
from ristorno.bulk.plan.numbers import Number


@dataclass(frozen=True, slots=True)
class Due:
    """See :class:`ristorno.engine.mechanics.base.Due`; all numbers are zero or above."""

    paid: Number
    judged: Number
    baseline: Number | None = None
    charging: Expression = FALSE
    """Whether a negative sum takes back: fixed sums are not taken back by it."""
    empty: Expression = FALSE
    """Whether no fact was counted: nobody earns a fixed sum for nothing."""
    rows: Sequence[Expression] = ()
    """Whether each row of a table holds by what it asks besides its threshold; none where no row asks for anything."""


class Paying(ABC):
    """The bulk evaluation of one mechanic."""

    KEY: ClassVar[str]

    @abstractmethod
    def pay(self, mechanic: Any, due: Due) -> Number:
        """Return what the terms give, exactly, before limits and rounding."""
