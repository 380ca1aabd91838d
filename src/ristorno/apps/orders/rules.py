"""What is given back for what came back: pure decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from ristorno.apps.orders.values import GiftPromised, Promise
from ristorno.kernel.number import ZERO, exactly


@dataclass(frozen=True, slots=True)
class Share:
    """What pays for a part of an order: so many points of so small steps for so much money."""

    unit: str
    points: Decimal
    amount: Decimal
    step: Decimal


@dataclass(frozen=True, slots=True)
class Back:
    """What has been given back of an order in all: money, and of each unit the points and what they had paid for."""

    money: Decimal
    points: Mapping[str, Decimal]
    amounts: Mapping[str, Decimal]


def back(gross: Decimal, refunded: Decimal, shares: Sequence[Share], step: Decimal) -> Back:
    """Return what is given back in all where ``refunded`` of what an order costs is.

    Everything in the proportion in which it paid, down to a step; what is left by that is money. It depends on the sum
    alone: in how many returns it came to that means nothing, and all of it gives all back.
    """
    with exactly():
        part = Fraction(refunded) / Fraction(gross) if gross else Fraction(0)
        points = {each.unit: _down(part * Fraction(each.points), each.step) for each in shares}
        amounts, paid, so_far = {}, Fraction(0), ZERO
        for each in shares:
            paid += Fraction(each.amount)
            amounts[each.unit] = _down(part * paid, step) - so_far
            so_far += amounts[each.unit]
        return Back(refunded - so_far, points, amounts)


def kept_gifts(gifts: Sequence[GiftPromised], rest: Sequence[GiftPromised], back: Mapping[str, Decimal]) -> Decimal:
    """Return what is charged for gifts that the rest of an order does not bring, and that did not come back."""
    with exactly():
        still: dict[str, Decimal] = {}
        for each in rest:
            still[each.product] = still.get(each.product, ZERO) + each.quantity
        for product, quantity in back.items():
            still[product] = still.get(product, ZERO) + quantity
        charged = ZERO
        for each in gifts:
            covered = min(each.quantity, still.get(each.product, ZERO))
            still[each.product] = still.get(each.product, ZERO) - covered
            charged += (each.quantity - covered) * each.price
        return charged


def refunded(before: Promise, rest: Decimal, charged: Decimal) -> tuple[Decimal, Decimal]:
    """Return what of a promise is given back in all where ``rest`` is what remains, and what is charged of that.

    Nothing is asked for: a rest that costs more than all of it did gives nothing back.
    """
    with exactly():
        freed = max(ZERO, before.gross - rest)
        return max(ZERO, freed - charged), min(freed, charged)


def _down(value: Fraction, step: Decimal) -> Decimal:
    count = value / Fraction(step)
    return Decimal(int(count)).quantize(Decimal(1), rounding=ROUND_DOWN) * step
