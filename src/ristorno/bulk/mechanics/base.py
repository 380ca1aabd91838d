"""What a mechanic is asked to pay on, as expressions: the same questions as in the engine, for every row at once."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, TypeAlias

from ristorno.bulk.mechanics.cutting import CutLine
from ristorno.bulk.plan.expressions import FALSE, Expression
from ristorno.bulk.plan.numbers import Number
from ristorno.kernel.number import RoundingMode

Pool: TypeAlias = tuple[Decimal, Decimal]
"""A sum that is divided, and the step of its unit."""
Drum: TypeAlias = tuple[Decimal, int, str]
"""How much a ticket costs, how many win, and the seed."""


@dataclass(frozen=True, slots=True)
class Among:
    """How a member stands among all who take part."""

    better: Number
    """How many others measured more."""
    step: Decimal
    parts: Mapping[Pool, Number] = field(default_factory=dict)
    """The member's part of every pool that is divided."""
    drawn: Mapping[Drum, Expression] = field(default_factory=dict)
    """Whether a ticket of the member's was drawn, for every draw."""


@dataclass(frozen=True, slots=True)
class Proportion:
    """One's own and the whole, where a proportion is paid; it is rounded at once, for it may be no finite decimal."""

    own: Number
    whole: Number
    step: Decimal
    mode: RoundingMode


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
    among: Among | None = None
    beside: Proportion | None = None
    scale: Number | None = None
    """By what everything was multiplied that is measured; what is given then is so many times too much."""
    cuts: Sequence[Number] = ()
    """What the shares of lines come to that the mechanic has cut (:meth:`Paying.shares`), summed over all lines."""


class Paying(ABC):
    """The bulk evaluation of one mechanic."""

    KEY: ClassVar[str]

    @abstractmethod
    def pay(self, mechanic: Any, due: Due) -> Number:
        """Return what the terms give, exactly, before limits and rounding."""

    def cuts(self, mechanic: Any) -> bool:
        """Return whether lines are cut in their order."""
        return False

    def shares(self, mechanic: Any, line: CutLine) -> Sequence[Number]:
        """Return what the shares of a line come to that the mechanic cuts it into."""
        raise NotImplementedError
