"""What is granted of an entitlement, what lapsed of it, and how a fund stands: beside the amounts, never in them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ristorno.kernel.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What of an amount is granted from a budget of all members, or from a fund of the member.

    ``balance`` is what there is for the window, ``asked`` what all who draw on it are entitled to in it, ``own`` what
    the member is, and ``part`` what of that is granted to it. ``gives`` is the sum of the member's amounts above 0,
    over which that is dealt in proportion (what is below 0 is taken back in any case). ``amount`` is granted of this.

    In order, each amount stands for itself: ``own``, ``part`` and ``gives`` are its own, and ``before`` is what was
    granted to those that come before it.
    """

    source: Literal["budget", "fund"]
    name: str
    window: Period
    window_label: str
    rule: Literal["pro_rata_at_close", "in_order", "alert_only"]
    balance: Decimal
    asked: Decimal
    own: Decimal
    part: Decimal
    gives: Decimal
    amount: Decimal
    step: Decimal
    before: Decimal | None = None

    @property
    def exhausted(self) -> bool:
        """Whether more is asked than there is; in order, for this amount."""
        return self.own > self.amount if self.rule == "in_order" else self.asked > self.balance


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What became of an amount that was collected in a fund: ``lapsed`` is what of it nobody claimed in time.

    ``balance`` is what the fund held in the window, ``spent`` what was granted out of it.
    """

    name: str
    window: Period
    window_label: str
    balance: Decimal
    spent: Decimal
    lapsed: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class FundWindow:
    """How one window of a member's fund stands.

    ``put_in`` is what came into it, the sponsor's own part with it and what an earlier window handed on without;
    ``granted`` is what claims took of it, ``lapsed`` what nobody claimed in time. What is left of all windows of a fund
    together is what it holds.
    """

    name: str
    unit: str
    window: Period
    window_label: str
    put_in: Decimal
    granted: Decimal
    lapsed: Decimal
