"""What a statement comes to, what it is called, and what it says as one text; pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ristorno.engine.terms.settling import Channel, SettlementTerms
from ristorno.kernel.number import exactly
from ristorno.kernel.period import DAY

_MONTHS_OF_A_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Sum:
    """What a statement comes to in a unit, in smallest steps: ``lines + carried = due + carried_on``."""

    channel: Channel
    lines: int
    carried: int
    carried_on: int

    @property
    def due(self) -> int:
        """What is left for the channel; below zero it is the member that owes."""
        return self.lines + self.carried - self.carried_on


def summed(terms: SettlementTerms, *, money: bool, step: Decimal, lines: int, carried: int) -> Sum:
    """Return what lines and what the statement before has carried come to.

    What stays on the wallet needs no carrying: the wallet does it.
    """
    channel: Channel = terms.channel if money else "wallet"
    total = lines + carried
    with exactly():
        small = terms.minimum is not None and 0 < total * step < terms.minimum
    stays = channel != "wallet" and (small or (total < 0 and terms.negative == "carry"))
    return Sum(channel, lines, carried, total if stays else 0)


def named(program: str, through: date, place: int) -> str:
    """Return the number of a statement, such as ``dealers-2026Q1-000123``."""
    return f"{program}-{period_name(through)}-{place:06}"


def period_name(through: date) -> str:
    """Return the name of what ends with a day: a quarter, a month, or the day itself."""
    if (through + DAY).day != 1:
        return f"{through:%Y%m%d}"
    quarter, rest = divmod(through.month, _MONTHS_OF_A_QUARTER)
    return f"{through:%Y%m}" if rest else f"{through.year}Q{quarter}"


def digest(said: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]) -> str:
    """Return a digest of all that a statement says."""
    told = json.dumps([said, list(lines)], sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode()).hexdigest()
