"""Which of several offers wins."""

from ristorno.engine.pricing.judging import Candidate
from ristorno.engine.terms.offers.offer import Offer
from ristorno.engine.terms.offers.stacking import Exclusive
from ristorno.kernel.number import Exact


def rank(exclusive: Exclusive, candidate: Candidate, benefit: Exact) -> tuple[object, ...]:
    """Return by what offers are compared: the smallest wins. Whatever is chosen by, the others decide ties."""
    offer = candidate.offer
    by_priority, by_benefit = (-offer.priority,), (-benefit,)
    close = tuple(-each for each in closeness(offer))
    if exclusive.choose == "best":
        return (*by_benefit, *by_priority, *close, candidate.name)
    if exclusive.choose == "most_specific":
        return (*close, *by_priority, *by_benefit, candidate.name)
    return (*by_priority, *by_benefit, *close, candidate.name)


def closeness(offer: Offer) -> tuple[int, int]:
    """Return how closely an offer names members, then how closely it names goods; the higher, the closer."""
    who, on = offer.who, offer.on
    member = 2 if who.members else 1 if who.segments or who.levels else 0
    goods = 2 if on.products else 1 if on.groups or on.brands or on.attributes or on.of else 0
    return member, goods
