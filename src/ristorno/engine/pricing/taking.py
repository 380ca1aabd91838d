"""What an order takes with it: whoever reserves it holds exactly this, all of it or nothing."""

from collections.abc import Iterator, Mapping, Sequence

from ristorno.engine.pricing.besides import Besides
from ristorno.engine.pricing.judging import Candidate
from ristorno.engine.pricing.priced import Taking, Tender
from ristorno.engine.pricing.question import Question
from ristorno.engine.pricing.till import Till
from ristorno.kernel.number import ONE, ZERO


def takings(
    question: Question, till: Till, besides: Besides, tenders: Sequence[Tender], candidates: Mapping[str, Candidate]
) -> Iterator[Taking]:
    """Yield what the order takes, in the order of offers and kinds."""
    for applied in till.applied:
        budget = candidates[applied.offer].offer.budget
        if budget is not None:
            yield Taking(kind="budget", name=budget, amount=applied.amount, offer=applied.offer)
    yield from _stamps(question)
    for free in besides.free:
        yield Taking(kind="stock", name=free.product, amount=free.quantity, offer=free.offer)
    for tender in tenders:
        yield Taking(kind="points", name=tender.unit, amount=tender.points, offer=tender.offer)
    for name in sorted({*till.given, *(tender.offer for tender in tenders)}):
        yield from _uses(question, candidates[name])


def _stamps(question: Question) -> Iterator[Taking]:
    """Yield the units on the stamp cards of offers: as the invoice will tell them, free ones and all."""
    for name, offer in sorted(question.offers.items()):
        first = offer.valid.first
        if offer.gives.counts_history and (first is None or first <= question.day):
            units = sum((line.asked.quantity for line in question.lines_of(offer)), ZERO)
            if units:
                yield Taking(kind="counter", name=name, amount=units, offer=name)


def _uses(question: Question, candidate: Candidate) -> Iterator[Taking]:
    code, times = question.codes.get(candidate.name), candidate.offer.limits.times
    if code is not None and code.standing is not None:
        yield Taking(kind="code", name=code.code, amount=ONE, offer=candidate.name)
    if candidate.use is not None and times is not None:
        yield Taking(kind="use", name=candidate.use[1], amount=ONE, offer=candidate.name, at_most=times.n)
