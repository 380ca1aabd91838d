"""Dividing an amount so that the parts always sum to it.

Every share, ``rest`` too, is rounded down to the unit's step; the steps left over go one each by the largest
remainder (ties by name), one each from the first on, or all to the last. The sign is put back at the end.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeAlias, TypeVar

from ristorno.engine.terms.reward import Recipient, Split
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
    _, steps = _shares(amount, terms, step)
    parts = {name: own * step for name, own in steps.items()}
    if terms.bounded:
        parts = _capped(parts, terms)
    return {name: -part for name, part in parts.items()} if amount < 0 else parts


def divide(amount: Decimal, terms: Split, step: Decimal) -> dict[Recipient, Parted]:
    """Return the part of each recipient with its arithmetic, in the order of the terms with ``rest`` last."""
    signed = -step if amount < 0 else step
    downs, steps = _shares(amount, terms, step)
    capped = _capped({name: own * step for name, own in steps.items()}, terms)
    return {
        name: Parted(
            rate, down * signed, (steps[name] - down) * signed, int(capped[name] / step - steps[name]) * signed
        )
        for (name, rate), down in zip(terms.rates.items(), downs.values(), strict=True)
    }


Steps: TypeAlias = dict[Recipient, int]


def _shares(amount: Decimal, terms: Split, step: Decimal) -> tuple[Steps, Steps]:
    """Return how many steps of an amount each recipient gets rounded down, and with the steps that were left over.

    An amount is a whole number of steps, and rates are whole parts of a whole, so all of it is done in whole numbers.
    """
    steps, whole = abs(int(amount / step)), terms.whole
    shares = {name: divmod(steps * part, whole) for name, part in terms.parts.items()}
    downs = {name: down for name, (down, _) in shares.items()}
    left = steps - sum(downs.values())
    if not left:
        return downs, downs
    if terms.remainder == "last":
        last = next(reversed(downs))
        return downs, {**downs, last: downs[last] + left}
    names = list(downs)
    if terms.remainder == "largest":
        names = sorted(terms.alphabetical, key=lambda name: -shares[name][1])  # equal ones stay in order
    return downs, {**downs, **{name: downs[name] + 1 for name in names[:left]}}


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
