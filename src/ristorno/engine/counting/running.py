"""Running totals: what was counted in a window already, so that further lines can come on top of it.

The same pipeline counts a window from its first line and an order on top of running totals; in the first case
nothing has run yet. What is kept is exactly what the arithmetic asks for: the tally of every recipient, and the
lines only where the terms judge single lines.
"""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from ristorno.engine.counting.baselines import Compared
from ristorno.engine.counting.parts import Part
from ristorno.engine.counting.tally import Tally
from ristorno.engine.measures.base import NOTHING_SEEN, Seen
from ristorno.kernel.number import ZERO


class RunningGate(NamedTuple):
    """What a condition has measured so far, and what its measure must know of the lines."""

    measured: Decimal = ZERO
    seen: Seen = NOTHING_SEEN


class RunningPart(NamedTuple):
    """What has been counted for one recipient: the tally, and the measure before ``cap_measure``."""

    tally: Tally
    uncapped: Decimal
    seen: Seen
    persons: Mapping[Part, Decimal]
    """Who acted how much, where the amount is divided among persons."""


class Running(NamedTuple):
    """Everything that has run in one window of a clause. Gates go by their identity in the terms."""

    parts: Mapping[Part, RunningPart] = MappingProxyType({})
    gates: Mapping[int, RunningGate] = MappingProxyType({})
    compared: Mapping[Part, Compared] = MappingProxyType({})


NOTHING_RUN = Running()
NO_GATE = RunningGate()
