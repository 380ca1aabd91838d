"""The policy: what all offers together may not pass, with what the order will earn later.

What never comes together and the lowest prices are seen to first, line by line. What passes the bounds of the whole
order is then cut from the discount that was taken off last. A higher price earns more later, so it is asked again
until it holds; that always ends, because nothing that was cut comes back.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from ristorno.engine.benefits.points import Points
from ristorno.engine.preview.earned import Earned
from ristorno.engine.pricing.placed import Placed, facts_to_be
from ristorno.engine.pricing.priced import NotApplied
from ristorno.engine.pricing.till import Till
from ristorno.engine.terms.offers.policy import PriceFloor
from ristorno.kernel.number import ONE, ZERO, Exact, plus, round_to, times, total

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
        self._part()
        self._raise()
        self._cut()
        for name, why in sorted(self._till.cut_away.items()):
            yield NotApplied(offer=name, reason=why)

    def _part(self) -> None:
        """Leave every article one of the offers that never come together: the one that was decided first."""
        program, articles = f"{self._question.terms.program}.", self._articles()
        for _, names in sorted(self._policy.never_together.items()):
            own = {name.removeprefix(program) for name in names}
            taken: set[str] = set()
            for each in [each for each in self._till.applied if each.offer in own]:
                gone = {line.key for article in taken for line in articles[article]}
                self._till.spare(gone, "never_together", each.offer)
                taken |= {self._till.lines[key].whole.article for key in each.shares}

    def _articles(self, lines: Iterable[Placed] | None = None) -> Mapping[str, list[Placed]]:
        """Return lines by article: however many lines it stands on, an article is one."""
        piles: dict[str, list[Placed]] = {}
        for line in self._question.lines if lines is None else lines:
            piles.setdefault(line.whole.article, []).append(line)
        return piles

    def _raise(self) -> None:
        """Take back what leads below the lowest prices, article by article."""
        till, step = self._till, self._question.step
        for _, floor in sorted(self._policy.price_floors.items()):
            for pile in self._articles(self._question.holding(floor.on, "goods")).values():
                least = total(_least(floor, line) for line in pile)
                net = sum((till.room[line.key] for line in pile), ZERO)
                less = round_to(plus(least, -net), step, "up")
                if less > 0:
                    till.lift([line.key for line in pile], less, "price_floor")

    def _cut(self) -> None:
        policy, till = self._policy, self._till
        if (policy.highest_discount is None and policy.margin_floor is None) or not till.applied:
            return
        if policy.margin_floor is not None:
            till.spare([line.key for line in self._question.lines if self._cost(line) is None], "cost_unknown")
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
        costs = [(line, cost) for line in self._question.lines if (cost := self._cost(line)) is not None]
        net = sum((self._till.room[line.key] for line, _ in costs), ZERO)
        cost = sum((cost for _, cost in costs), self._given)
        missing = plus(plus(net * floor + cost, later), -net)
        if floor == ONE:
            return net + cost if missing > 0 else missing
        return Fraction(missing) / Fraction(ONE - floor)

    def _cost(self, line: Placed) -> Decimal | None:
        """Return what a line costs, or at most costs as the policy says; None where nobody knows."""
        if line.asked.cost is not None:
            return line.asked.cost
        found = (
            line.listed * told.share
            for told in self._policy.costs.values()
            if any(held.key == line.key for held in self._question.holding(told.on, "all"))
        )
        return min(found, default=None)

    def _later(self) -> Exact | None:
        """Return what the order will earn later, in money; None where nobody knows what it is worth."""
        nets = dict(self._till.room)
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


def _least(floor: PriceFloor, line: Placed) -> Decimal:
    """Return the least that a line costs: never more than its list price."""
    if floor.share is not None:
        return line.listed * floor.share
    assert floor.price is not None
    return min(line.listed, line.asked.quantity * floor.price)
