"""Dividing an amount so that the parts always sum to it.

Every share, ``rest`` too, is rounded down to the unit's step; the steps left over go one each by the largest
remainder (ties by name), one each from the first on, or all to the last. The sign is put back at the end.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeAlias, TypeVar

from ristorno.engine.terms.clause import Recipient, Split
from ristorno.kernel.lightweight import lightweight
from ristorno.kernel.number import ZERO

Owner = TypeVar("Owner")


@lightweight
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
    downs, rests = _shares(amount.copy_abs(), terms, step)
    parts = _whole(downs, rests, terms, step)
    if terms.bounded:
        parts = _capped(parts, terms)
    return {name: -part for name, part in parts.items()} if amount < 0 else parts


def divide(amount: Decimal, terms: Split, step: Decimal) -> dict[Recipient, Parted]:
    """Return the part of each recipient with its arithmetic, in the order of the terms with ``rest`` last."""
    sign = -1 if amount < 0 else 1
    downs, rests = _shares(abs(amount), terms, step)
    parts = _whole(downs, rests, terms, step)
    capped = _capped(dict(parts), terms)
    return {
        name: Parted(rate, sign * down, sign * (parts[name] - down), sign * (capped[name] - parts[name]))
        for (name, rate), down in zip(terms.rates.items(), downs.values(), strict=True)
    }


Shares: TypeAlias = dict[Recipient, Decimal]


def _shares(amount: Decimal, terms: Split, step: Decimal) -> tuple[Shares, Shares]:
    """Return the share of each recipient rounded down to the step, and what is left of each."""
    downs: Shares = {}
    rests: Shares = {}
    for name, rate in terms.rates.items():
        exact = amount * rate
        rest = rests[name] = exact % step
        downs[name] = exact - rest
    return downs, rests


def _whole(downs: Shares, rests: Shares, terms: Split, step: Decimal) -> Shares:
    """Return the shares with the steps that were left over: what all of them leave is a whole number of steps."""
    left = sum(rests.values(), ZERO)
    if not left:
        return downs
    if terms.remainder == "last":
        last = next(reversed(downs))
        return {**downs, last: downs[last] + left}
    names = list(downs)
    if terms.remainder == "largest":
        names = sorted(terms.alphabetical, key=rests.__getitem__, reverse=True)
    first = names[: int(left / step)]
    return {name: down + step if name in first else down for name, down in downs.items()}


@lightweight
class Apportioned:
    """One part of an amount by weight: its exact share rounded down, and the step left over that came to it."""

    down: Decimal
    leftover: Decimal

    @property
    def amount(self) -> Decimal:
        """The part."""
        return self.down + self.leftover


def apportion(
    amount: Decimal, weights: Mapping[Owner, Decimal], step: Decimal, order: Callable[[Owner], tuple[bool | str, ...]]
) -> dict[Owner, Apportioned]:
    """Divide an amount by weights whose sum is not 0; leftover steps go by the largest remainder, ties by ``order``.

    A weight below 0, of somebody who only took back, gives a part below 0; the parts sum to the amount all the same.
    """
    if len(weights) == 1:
        return {owner: Apportioned(amount, ZERO) for owner in weights}
    steps, whole = amount / step, sum(weights.values(), ZERO)
    downs: dict[Owner, Decimal] = {}
    rests: dict[Owner, Decimal] = {}
    left = steps
    for owner, weight in weights.items():
        down, rests[owner] = _floored(steps * weight, whole)
        downs[owner] = down * step
        left -= down
    if not left:
        return {owner: Apportioned(down, ZERO) for owner, down in downs.items()}
    owners = sorted(weights, key=order) if len({*rests.values()}) < len(rests) else weights
    first = sorted(owners, key=rests.__getitem__, reverse=True)[: int(left)]  # equal ones stay in order
    return {owner: Apportioned(down, step if owner in first else ZERO) for owner, down in downs.items()}


def _floored(value: Decimal, by: Decimal) -> tuple[Decimal, Decimal]:
    """Return the largest whole number not above value / by, and what is left over in units of 1 / abs(by)."""
    if by < 0:
        value, by = -value, -by
    down, rest = divmod(value, by)
    return (down - 1, rest + by) if rest < 0 else (down, rest)


def _capped(parts: dict[Recipient, Decimal], terms: Split) -> dict[Recipient, Decimal]:
    for name, share in terms.shares.items():
        if share.at_most is not None and terms.rest is not None and parts[name] > share.at_most:
            parts[terms.rest] += parts[name] - share.at_most
            parts[name] = share.at_most
    return parts
