"""Dividing an amount so that the parts always sum to it.

Every share, ``rest`` too, is rounded down to the unit's step; the steps left over go one each by the largest
remainder (ties by name), one each from the first on, or all to the last. The sign is put back at the end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from ristorno.engine.terms.clause import Recipient, Split
from ristorno.kernel.number import ZERO, whole_steps

Owner = TypeVar("Owner")


@dataclass(frozen=True, slots=True)
class Parted:
    """One recipient's part: its rate, the share rounded down, what was left over, what a bound moved."""

    rate: Decimal
    down: Decimal
    leftover: Decimal
    moved: Decimal

    @property
    def amount(self) -> Decimal:
        """What the recipient gets."""
        return self.down + self.leftover + self.moved


def split(amount: Decimal, terms: Split, step: Decimal) -> dict[Recipient, Decimal]:
    """Return the part of each recipient, in the order of the terms with ``rest`` last."""
    return {name: part.amount for name, part in divide(amount, terms, step).items()}


def divide(amount: Decimal, terms: Split, step: Decimal) -> dict[Recipient, Parted]:
    """Return the part of each recipient with its arithmetic, in the order of the terms with ``rest`` last."""
    sign = -1 if amount < 0 else 1
    whole = abs(amount)
    rates = terms.rates
    down = {name: _down(whole * rate, step) for name, rate in rates.items()}
    left = int((whole - sum(down.values(), ZERO)) / step)
    extra = _leftover(whole, rates, down, left, terms.remainder, step)
    parts = {name: down[name] + extra.get(name, 0) * step for name in rates}
    capped = _capped(dict(parts), terms)
    return {
        name: Parted(rate, sign * down[name], sign * (parts[name] - down[name]), sign * (capped[name] - parts[name]))
        for name, rate in rates.items()
    }


@dataclass(frozen=True, slots=True)
class Apportioned:
    """One part of an amount by weight: its exact share rounded down, and the step left over that came to it."""

    down: Decimal
    leftover: Decimal

    @property
    def amount(self) -> Decimal:
        """The part."""
        return self.down + self.leftover


def apportion(amount: Decimal, weights: Mapping[Owner, Decimal], step: Decimal) -> dict[Owner, Apportioned]:
    """Divide an amount by weights whose sum is not 0; leftover steps go by the largest remainder, ties by name.

    A weight below 0, of somebody who only took back, gives a part below 0; the parts sum to the amount all the same.
    """
    if len(weights) == 1:
        return {owner: Apportioned(amount, ZERO) for owner in weights}
    steps, whole = amount / step, sum(weights.values(), ZERO)
    shares = {owner: _floored(steps * weight, whole) for owner, weight in weights.items()}
    left = int(steps - sum([down for down, _ in shares.values()], ZERO))
    first = sorted(weights, key=lambda owner: (-shares[owner][1], str(owner)))[:left]
    return {owner: Apportioned(shares[owner][0] * step, step if owner in first else ZERO) for owner in weights}


def _floored(value: Decimal, by: Decimal) -> tuple[Decimal, Decimal]:
    """Return the largest whole number not above value / by, and what is left over in units of 1 / abs(by)."""
    if by < 0:
        value, by = -value, -by
    down, rest = divmod(value, by)
    return (down - 1, rest + by) if rest < 0 else (down, rest)


def _down(value: Decimal, step: Decimal) -> Decimal:
    return whole_steps(value, step) * step


def _leftover(
    whole: Decimal,
    rates: Mapping[Recipient, Decimal],
    parts: Mapping[Recipient, Decimal],
    left: int,
    rule: str,
    step: Decimal,
) -> dict[Recipient, int]:
    names = list(rates)
    if rule == "last":
        return {names[-1]: left}
    if rule == "largest":
        names.sort(key=lambda name: (-(whole * rates[name] - parts[name]), name))
    return dict.fromkeys(names[:left], 1)


def _capped(parts: dict[Recipient, Decimal], terms: Split) -> dict[Recipient, Decimal]:
    for name, share in terms.shares.items():
        if share.at_most is not None and terms.rest is not None and parts[name] > share.at_most:
            parts[terms.rest] += parts[name] - share.at_most
            parts[name] = share.at_most
    return parts
