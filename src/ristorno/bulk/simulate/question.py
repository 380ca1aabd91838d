"""What is asked of all variants of a simulation."""

from dataclasses import dataclass
from decimal import Decimal

from ristorno.bulk.plan.expressions import Expression, call, col, every, value
from ristorno.engine.accrual import Moment
from ristorno.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Question:
    """Over which facts and windows, and what counts as near and as just over."""

    moment: Moment
    window: Period | None = None
    """Only windows that lie in it; all if None."""
    near: Decimal = Decimal("0.05")
    """How far below a threshold somebody is within its reach, as a share of it."""
    over: Decimal = Decimal("0.02")
    """How far above a threshold somebody counts as just over it."""
    floor: Decimal | None = None
    """The least margin after rewards, as a share of sales."""

    @property
    def inside(self) -> Expression | None:
        """Whether a row lies in the window with all of its days; None where none is asked."""
        if self.window is None:
            return None
        return every(
            [call(">=", col("start"), value(self.window.start)), call("<", col("last"), value(self.window.end))]
        )
