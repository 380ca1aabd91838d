"""What has been taken off an order so far: by offer and line, units that are gone, money of budgets."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from ristorno.engine.benefits.base import Part
from ristorno.engine.explanation import Step
from ristorno.engine.pricing.judging import Candidate
from ristorno.engine.pricing.placed import Placed
from ristorno.engine.pricing.priced import Applied, Hint
from ristorno.engine.pricing.question import Question
from ristorno.engine.pricing.spreading import scaled, spread
from ristorno.kernel.number import ZERO, Exact, times


class Till:
    """The state of an order while its offers are decided, one group after the other."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.lines: Mapping[str, Placed] = {line.key: line for line in question.lines}
        """The lines of the order by key."""
        self.applied: list[Applied] = []
        self.hints: list[Hint] = []
        self.given: set[str] = set()
        """The offers that give anything, discounts or not."""
        self.cut_away: dict[str, str] = {}
        """The offers that were cut to nothing, each with the reason."""
        self.room: dict[str, Decimal] = {line.key: line.listed for line in question.lines}
        """How much of the price of each line is left: no discount is larger."""
        self._units: list[tuple[str, Mapping[str, Decimal]]] = []
        self._spent: dict[str, Decimal] = {}

    def apply(self, applied: Applied, candidate: Candidate, units: Mapping[str, Decimal]) -> None:
        """Take a discount off; ``units`` are those that it used."""
        self.applied.append(applied)
        self.given.add(applied.offer)
        for key, share in applied.shares.items():
            self.room[key] -= share
        if candidate.offer.consumes:
            self._units.append((applied.offer, units))
        budget = candidate.offer.budget
        if budget is not None:
            self._spent[budget] = self._spent.get(budget, ZERO) + applied.amount

    def cut(self, less: Decimal, why: str) -> bool:
        """Take a sum back from discounts, from the last one on; returns whether there was anything to take back."""
        found = bool(less > 0 and self.applied)
        while less > 0 and self.applied:
            last = self.applied[-1]
            amount = max(ZERO, last.amount - less)
            less -= last.amount - amount
            self._lower(len(self.applied) - 1, _shares(last, amount, self.question.step), why)
            self._clear(why)
        return found

    def spare(self, keys: Collection[str], why: str, offer: str | None = None) -> None:
        """Take everything back that was taken off some lines, or what one offer took off them."""
        for place, each in enumerate(self.applied):
            if offer in {None, each.offer}:
                kept = {key: share for key, share in each.shares.items() if key not in keys}
                self._lower(place, kept, why)
        self._clear(why)

    def lift(self, keys: Collection[str], less: Decimal, why: str) -> None:
        """Take a sum back from what was taken off some lines, from the last discount on."""
        for place in reversed(range(len(self.applied))):
            shares = self.applied[place].shares
            there = {key: shares[key] for key in keys if shares.get(key)}
            taken = sum(there.values(), ZERO)
            back = min(less, taken)
            if back > 0:
                kept = spread(scaled(there, taken - back), self.question.step)
                self._lower(place, {**shares, **kept}, why)
                less -= back
        self._clear(why)

    def _lower(self, place: int, shares: Mapping[str, Decimal], why: str) -> None:
        """Let a discount take off less, with a step that tells why."""
        each = self.applied[place]
        kept = {key: share for key, share in shares.items() if share}
        amount = sum(kept.values(), ZERO)
        for key, share in each.shares.items():
            self.room[key] += share - kept.get(key, ZERO)
        if amount != each.amount:
            step = Step(why, amount, {"of": each.amount})
            self.applied[place] = replace(each, amount=amount, shares=kept, steps=(*each.steps, step))

    def _clear(self, why: str) -> None:
        """Leave out the discounts of which nothing is left."""
        for each in [each for each in self.applied if not each.amount]:
            self.applied.remove(each)
            self.given.discard(each.offer)
            self.cut_away[each.offer] = why

    def left(self, budget: str) -> Decimal:
        """Return what a budget has left."""
        whole = self.question.terms.budgets[budget].amount
        return max(ZERO, self.question.standing.budgets.get(budget, whole) - self._spent.get(budget, ZERO))

    def parts(self, candidate: Candidate) -> tuple[Part, ...]:
        """Return the units that an offer may take something off, at what they cost in its base."""
        after = candidate.offer.after
        if not (after or self._units):
            return tuple([line.whole for line in candidate.lines])
        found = [self._part(line, after) for line in candidate.lines]
        return tuple([part for part in found if part.quantity > 0])

    def _part(self, line: Placed, after: Collection[str]) -> Part:
        whole, quantity = line.whole, line.whole.quantity
        gone = sum((units.get(line.key, ZERO) for name, units in self._units if name not in after), ZERO)
        off = sum((each.shares.get(line.key, ZERO) for each in self.applied if each.offer in after), ZERO)
        amount: Exact = line.listed - off
        if gone:
            amount = times(amount, Fraction(quantity - gone) / Fraction(quantity))
        return Part(whole.key, whole.article, quantity - gone, amount, whole.gross)


def _shares(applied: Applied, amount: Decimal, step: Decimal) -> dict[str, Decimal]:
    """Return the shares of a discount that was cut."""
    if not amount:
        return {}
    return {key: share for key, share in spread(scaled(applied.shares, amount), step).items() if share}
