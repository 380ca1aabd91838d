"""Discounts: what each offer takes off, which of them win, how much is left of the prices.

Groups of offers are decided one after the other (:mod:`ristorno.engine.terms.offers.ordering`). An offer takes its
benefit off its base, never more than what is left of a line, rounds it once, and is cut at its cap and at what its
budget has left.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from ristorno.engine.benefits.base import Asked, Offered, Part
from ristorno.engine.explanation import Step
from ristorno.engine.pricing.judging import Candidate
from ristorno.engine.pricing.priced import Applied, Hint, NotApplied
from ristorno.engine.pricing.spreading import scaled, spread
from ristorno.engine.pricing.till import Till
from ristorno.engine.pricing.winning import rank
from ristorno.engine.terms.offers.stacking import Exclusive
from ristorno.kernel.lightweight import lightweight
from ristorno.kernel.number import ZERO, Exact, plus, round_to, smaller, total


@lightweight
class Benefit:
    """What a candidate would take off now; how that falls on lines is worked out for those that are taken alone."""

    candidate: Candidate
    asked: Asked
    offered: Offered
    amounts: Mapping[str, Exact]
    """What is taken off each line before anything is rounded or cut."""
    amount: Decimal
    """What it takes off the order."""
    cuts: Sequence[Decimal]
    """To what it was cut, one after the other."""
    bounded: Sequence[Step]
    """The arithmetic of what bounds the benefit, and of its rounding."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The whole arithmetic."""
        return (*self.offered.told(), *self.bounded)

    def applied(self, step: Decimal) -> Applied:
        """Return the discount with its shares in whole steps."""
        shares = spread(self.amounts, step)
        for bound in self.cuts:
            shares = spread(scaled(shares, bound), step)
        return Applied(
            offer=self.candidate.name,
            kind=self.candidate.offer.gives.KEY,
            amount=self.amount,
            shares={key: share for key, share in sorted(shares.items()) if share},
            steps=self.steps,
            gates=self.candidate.gates,
            code=self.candidate.code,
        )


def discounts(till: Till, candidates: Sequence[Candidate]) -> Iterable[NotApplied]:
    """Decide one group of offers that give discounts; returns those that give nothing, each with the reason."""
    exclusive = candidates[0].offer.exclusive
    if exclusive is None:
        return _alone(till, candidates[0])
    return _one_of(till, candidates, exclusive) if exclusive.per == "order" else _by_line(till, candidates, exclusive)


def _alone(till: Till, candidate: Candidate) -> list[NotApplied]:
    benefit = evaluated(till, candidate)
    return [] if _take(till, benefit) else [_nothing(benefit)]


def _one_of(till: Till, candidates: Sequence[Candidate], exclusive: Exclusive) -> list[NotApplied]:
    benefits = [evaluated(till, candidate) for candidate in candidates]
    giving = [benefit for benefit in benefits if benefit.amount > 0]
    out = [_nothing(benefit) for benefit in benefits if benefit.amount <= 0]
    if giving:
        best = min(giving, key=lambda each: rank(exclusive, each.candidate, each.amount))
        _take(till, best)
        out += [_lost(each.candidate, best.candidate.name) for each in giving if each is not best]
    return out


def _by_line(till: Till, candidates: Sequence[Candidate], exclusive: Exclusive) -> list[NotApplied]:
    """Let one offer win every line; each winner is rounded once over all the lines that it won."""
    offered = {each.name: each.offer.gives.offer(seen(till, each)) for each in candidates}
    won: dict[str, set[str]] = {each.name: set() for each in candidates}
    for key in sorted({key for each in offered.values() for key, amount in each.amounts.items() if amount > 0}):
        giving = [each for each in candidates if offered[each.name].amounts.get(key, ZERO) > 0]
        best = min(giving, key=lambda each: rank(exclusive, each, offered[each.name].amounts[key]))
        won[best.name].add(key)
    out: list[NotApplied] = []
    for candidate in candidates:
        lines, whole = won[candidate.name], offered[candidate.name]
        if not lines:
            lost = any(amount > 0 for amount in whole.amounts.values())
            out.append(_lost(candidate, "") if lost else NotApplied(offer=candidate.name, reason="nothing_off"))
            continue
        benefit = evaluated(till, candidate, lines)
        if not _take(till, benefit):
            out.append(_nothing(benefit))
    return out


def evaluated(till: Till, candidate: Candidate, lines: set[str] | None = None) -> Benefit:
    """Return what an offer would take off now, of some of its lines or of all."""
    asked = seen(till, candidate, lines)
    offered = candidate.offer.gives.offer(asked)
    amounts, exact, steps = _within_prices(till, offered)
    amount, cuts = round_to(exact, till.question.step), []
    if exact != amount:
        steps.append(Step("round", amount, {"of": exact, "step": till.question.step}))
    for kind, bound in _bounds(till, candidate):
        if amount > bound:
            steps.append(Step(kind, bound, {"of": amount, "bound": bound}))
            cuts.append(bound)
            amount = bound
    return Benefit(candidate, asked, offered, amounts, amount, cuts, steps)


def seen(till: Till, candidate: Candidate, lines: set[str] | None = None) -> Asked:
    """Return the order as an offer sees it: prices by quantity look at all of its lines, whichever it won."""
    offer, question = candidate.offer, till.question
    asked = Asked(
        parts=till.parts(candidate),
        row=lambda keyed, part: question.number(keyed, till.lines[part.key]),
        dearest=offer.pick == "dearest",
        gross=offer.basis == "gross",
        lines=None if lines is None else frozenset(lines),
        stamps=question.stamps(candidate.name, offer) if offer.gives.counts_history else ZERO,
    )
    if offer.units_at_most is not None:
        asked = asked.of(_first_units(asked, offer.units_at_most))
    return asked


def _first_units(asked: Asked, most: Decimal) -> tuple[Part, ...]:
    """Return the parts cut down to so many units, those that are picked first."""
    found: list[Part] = []
    for part in asked.priced():
        units = min(most, part.quantity)
        if units > 0:
            found.append(part.of(units))
        most -= units
    return tuple(sorted(found, key=lambda part: part.key))


def _within_prices(till: Till, offered: Offered) -> tuple[Mapping[str, Exact], Exact, list[Step]]:
    """Return what is taken off each line, never more than is left of its price, the sum of it, and what bounded it."""
    room, wanted = till.room, total(offered.amounts.values())
    if all(0 < amount <= room[key] for key, amount in offered.amounts.items()):
        return offered.amounts, wanted, []
    amounts = {key: smaller(amount, room[key]) for key, amount in offered.amounts.items() if amount > 0}
    taken = total(amounts.values())
    if wanted == taken:
        return amounts, taken, []
    return amounts, taken, [Step("room", taken, {"of": wanted, "less": plus(wanted, -taken)})]


def _bounds(till: Till, candidate: Candidate) -> Iterable[tuple[str, Decimal]]:
    offer = candidate.offer
    if offer.limits.cap is not None:
        yield "cap", offer.limits.cap
    if offer.budget is not None:
        yield "budget", till.left(offer.budget)


def _take(till: Till, benefit: Benefit) -> bool:
    step = till.question.step
    for each in benefit.candidate.offer.gives.advice(benefit.asked):
        hint = Hint(
            offer=benefit.candidate.name,
            product=each.article,
            quantity=each.quantity,
            amount=round_to(each.amount, step),
            now=round_to(each.now, step),
        )
        till.hints.append(hint)
    if benefit.amount <= 0:
        return False
    till.apply(benefit.applied(step), benefit.candidate, benefit.offered.units())
    return True


def _nothing(benefit: Benefit) -> NotApplied:
    """Return why an offer that concerns the order takes nothing off."""
    cut = next((step.kind for step in benefit.steps if step.result == 0 and step.kind in _EMPTY), None)
    reason = _EMPTY[cut] if cut else "nothing_off"
    return NotApplied(offer=benefit.candidate.name, reason=reason, gates=benefit.candidate.gates)


_EMPTY: Mapping[str, str] = {"budget": "budget_empty", "room": "nothing_left"}


def _lost(candidate: Candidate, to: str) -> NotApplied:
    details = {"to": to} if to else {}
    return NotApplied(offer=candidate.name, reason="excluded", details=details, gates=candidate.gates)
