"""What the sponsor books for one window of a clause: an estimate of its own, beside what the terms give."""

from dataclasses import dataclass, field
from decimal import Decimal

from ristorno.engine.explanation import Step
from ristorno.engine.terms.accrue import By
from ristorno.kernel.period import Period


@dataclass(frozen=True, slots=True)
class ByVersion:
    """How much of what is expected is judged by a version of the terms."""

    version: str
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """The provision for one window of a clause and one member, all recipients together.

    ``amount`` is a multiple of the unit's step. ``entitlement`` is what the terms give now, ``forecast`` what is
    expected to be measured in the end. ``over``: the window is over, so the amount is the entitlement.
    ``expected`` and ``at_forecast`` are what will be measured by version, and the arithmetic of the terms on it.
    """

    agreement: str
    clause: str
    member: str
    unit: str
    window: Period
    window_label: str
    by: By
    over: bool
    amount: Decimal
    entitlement: Decimal
    measured: Decimal
    forecast: Decimal | None
    steps: tuple[Step, ...]
    expected: tuple[ByVersion, ...] = field(default=(), repr=False)
    at_forecast: tuple[Step, ...] = field(default=(), repr=False)
