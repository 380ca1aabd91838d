"""Points as payment, after all discounts: they lower neither a tax nor a discount."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from ristorno.engine.benefits.points import Points
from ristorno.engine.explanation import Step
from ristorno.engine.mechanics.keyed import Keyed
from ristorno.engine.pricing.judging import Candidate
from ristorno.engine.pricing.placed import Placed
from ristorno.engine.pricing.priced import NotApplied, Tender
from ristorno.engine.pricing.question import Question
from ristorno.engine.pricing.spreading import scaled, spread
from ristorno.kernel.number import ZERO, Exact, round_to, smaller, times, total


class Purse:
    """What is still to be paid of an order, line by line, and what is still on the wallets."""

    def __init__(self, question: Question, gross: Mapping[str, Decimal]) -> None:
        self.question = question
        self.tenders: list[Tender] = []
        self._due = dict(gross)
        self._spent: dict[str, Decimal] = {}

    def pay(self, candidate: Candidate) -> NotApplied | None:
        """Pay with the points of one offer; returns the reason where nothing is paid."""
        benefit = candidate.offer.gives
        assert isinstance(benefit, Points)
        asked = self.question.order.pay_with
        if benefit.unit not in asked:
            return NotApplied(offer=candidate.name, reason="not_asked", gates=candidate.gates)
        balance = self._balance(benefit.unit, asked[benefit.unit])
        lines = self._lines(candidate, benefit)
        weights = self._weights(lines, benefit)
        share, bound = total(weights.values()), self._bound(benefit)
        room = smaller(share, bound)
        most = smaller(balance, Fraction(room) / Fraction(benefit.worth))
        points = round_to(most, self.question.terms.step(benefit.unit), "down")
        amount = round_to(times(points, benefit.worth), self.question.step, "down")
        if amount <= 0:
            reason = "no_points" if balance <= 0 else "no_room"
            return NotApplied(offer=candidate.name, reason=reason, gates=candidate.gates)
        steps = (
            Step("points.room", room, {"payable": self._payable(lines), "share": share, "money": bound}),
            Step(
                "points",
                amount,
                {
                    "balance": balance,
                    "points": points,
                    "worth": benefit.worth,
                    "room": room,
                    "step": self.question.terms.step(benefit.unit),
                },
            ),
        )
        self._take(candidate, benefit, points, amount, weights, steps)
        return None

    def _take(
        self,
        candidate: Candidate,
        benefit: Points,
        points: Decimal,
        amount: Decimal,
        weights: Mapping[str, Exact],
        steps: Sequence[Step],
    ) -> None:
        shares = {key: part for key, part in spread(scaled(weights, amount), self.question.step).items() if part}
        for key, part in shares.items():
            self._due[key] -= part
        self._spent[benefit.unit] = self._spent.get(benefit.unit, ZERO) + points
        self.tenders.append(
            Tender(
                offer=candidate.name,
                unit=benefit.unit,
                points=points,
                amount=amount,
                shares=shares,
                steps=tuple(steps),
                gates=candidate.gates,
            )
        )

    def _balance(self, unit: str, asked: Decimal | None) -> Decimal:
        held = self.question.standing.balances.get(unit, ZERO)
        wanted = held if asked is None else min(held, asked)
        return max(ZERO, wanted - self._spent.get(unit, ZERO))

    def _lines(self, candidate: Candidate, benefit: Points) -> Sequence[Placed]:
        """Return the lines that an offer lets be paid, of those that the unit may pay for."""
        pays_for = self.question.terms.units[benefit.unit].wallet.pays_for
        if pays_for is None:
            return candidate.lines
        held = {line.key for line in self.question.holding(self.question.terms.sets[pays_for], "all")}
        return [line for line in candidate.lines if line.key in held]

    def _weights(self, lines: Iterable[Placed], benefit: Points) -> dict[str, Exact]:
        """Return how much of each line may be paid with points."""
        share = benefit.share_at_most
        found: dict[str, Exact] = {}
        for line in lines:
            rate = self.question.number(share, line) if isinstance(share, Keyed) else share
            if rate and self._due[line.key] > 0:
                found[line.key] = times(self._due[line.key], rate)
        return found

    def _payable(self, lines: Iterable[Placed]) -> Decimal:
        return sum((self._due[line.key] for line in lines), ZERO)

    def _bound(self, benefit: Points) -> Decimal:
        """Return how much may be paid otherwise than with money."""
        return max(ZERO, sum(self._due.values(), ZERO) - benefit.least_money)
