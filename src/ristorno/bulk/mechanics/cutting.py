"""Lines that a mechanic cuts in order, for all lines at once: each moves from one position to the next."""

from dataclasses import dataclass

from ristorno.bulk.plan.expressions import NOTHING, Expression, call, value, when
from ristorno.bulk.plan.numbers import Number


@dataclass(frozen=True, slots=True)
class CutLine:
    """A line on its way: what it is paid on, and where it begins and ends."""

    paid: Number
    start: Number
    end: Number
    moved: Number
    """What lies between: the size of the line, with its sign."""
    multiple: int
    """A multiple of every size that a line can have, in the decimals of the size."""
    smallest: int
    """The smallest size that a line can have, in the same decimals."""

    @property
    def inverse(self) -> Expression:
        """The multiple, divided by the size; 0 for a line that has none."""
        size = self.moved.expression
        quotient = call("div", value(self.multiple), call("abs", size))
        return when(call("=", size, NOTHING), NOTHING, quotient)

    def turned(self) -> "CutLine":
        """Return the line with all signs turned, as it counts where a negative sum is charged."""
        return CutLine(
            self.paid.negated, self.start.negated, self.end.negated, self.moved.negated, self.multiple, self.smallest
        )
