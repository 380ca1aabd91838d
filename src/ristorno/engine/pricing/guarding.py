"""The policy: what all offers together may not pass, with what the order will earn later.

What passes it is cut from the discount that was taken off last. A higher price earns more later, so it is asked again
until it holds; that always ends, because nothing that was cut comes back.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from ristorno.engine.benefits.points import Points
from ristorno.engine.preview.earned import Earned
from ristorno.engine.pricing.placed import facts_to_be
from ristorno.engine.pricing.priced import NotApplied
from ristorno.engine.pricing.till import Till
from ristorno.kernel.number import ONE, ZERO, Exact, plus, round_to, times

_ROUNDS = 100
"""So often a cut is tried; after that everything is cut, rather than too little."""


class Guard:
    """Holds one order to the policy of its terms."""

    def __init__(self, till: Till) -> None:
        self._till = till
        self._question = till.question
        self._policy = till.question.terms.policy
        self._given: Decimal = ZERO
        """What free goods cost that were given already."""

    def hold(self) -> Iterator[NotApplied]:
        """Cut discounts until the policy holds; yields the offers that were cut to nothing."""
        self._cut()
        for name, why in sorted(self._till.cut_away.items()):
            yield NotApplied(offer=name, reason=why)

    def _cut(self) -> None:
        policy, till = self._policy, self._till
        if (policy.highest_discount is None and policy.margin_floor is None) or not till.applied:
            return
        if policy.margin_floor is not None:
            till.spare([line.key for line in self._question.lines if line.asked.cost is None], "cost_unknown")
        for _ in range(_ROUNDS):
            later = self._later()
            if later is None:
                till.cut(sum((each.amount for each in till.applied), ZERO), "later_unknown")
                return
            why, less = max(self._excesses(later), key=lambda each: (each[1], each[0]))
            if less <= 0 or not till.cut(less, why):
                return
        till.cut(sum((each.amount for each in till.applied), ZERO), "highest_discount")

    def bears(self, cost: Decimal | None) -> bool:
        """Return whether free goods of a cost may be given besides, and count them if so."""
        floor = self._policy.margin_floor
        if floor is None:
            return True
        later = self._later()
        if cost is None or later is None or self._short(floor, plus(later, cost)) > 0:
            return False
        self._given += cost
        return True

    def _excesses(self, later: Exact) -> Iterator[tuple[str, Decimal]]:
        """Yield by how much discounts must be lower, by each bound."""
        policy, step = self._policy, self._question.step
        if policy.highest_discount is not None:
            listed = sum((line.listed for line in self._question.lines), ZERO)
            given = sum((each.amount for each in self._till.applied), ZERO)
            over = plus(plus(given, later), -listed * policy.highest_discount)
            yield "highest_discount", round_to(over, step, "up")
        if policy.margin_floor is not None:
            yield "margin_floor", round_to(self._short(policy.margin_floor, later), step, "up")

    def _short(self, floor: Decimal, later: Exact) -> Exact:
        """Return how much higher the net price must be so that enough is left above cost."""
        known = [line for line in self._question.lines if line.asked.cost is not None]
        net = sum((self._till.room(line) for line in known), ZERO)
        cost = sum((line.asked.cost or ZERO for line in known), self._given)
        missing = plus(plus(net * floor + cost, later), -net)
        if floor == ONE:
            return net + cost if missing > 0 else missing
        return Fraction(missing) / Fraction(ONE - floor)

    def _later(self) -> Exact | None:
        """Return what the order will earn later, in money; None where nobody knows what it is worth."""
        nets = {line.key: self._till.room(line) for line in self._question.lines}
        worth: Exact = ZERO
        for each in self._question.prepared.order(facts_to_be(self._question.order, nets)):
            more = each.with_order - each.now
            value = self._worth(each) if more > 0 else ZERO
            if value is None:
                return None
            worth = plus(worth, times(more, value) if more > 0 else ZERO)
        return worth

    def _worth(self, earned: Earned) -> Decimal | None:
        """Return what one of a unit is worth: by its fair value, or the most that an offer lets it pay."""
        terms = self._question.terms
        if earned.unit not in terms.units:
            worth = terms.rewards[earned.unit].worth if earned.unit in terms.rewards else None
            return (worth or {}).get(self._question.order.currency)
        unit = terms.units[earned.unit]
        if unit.kind == "money":
            return ONE if earned.unit == self._question.order.currency else None
        paying = [offer.gives for offer in terms.offers.values() if isinstance(offer.gives, Points)]
        found = [each.worth for each in paying if each.unit == earned.unit]
        found += [unit.fair_value.price] if unit.fair_value else []
        return max(found, default=None)
