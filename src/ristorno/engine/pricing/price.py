"""From an order and a standing to a priced order: pure, order-free, writes nothing.

1. every offer is judged: does it concern this order, and if not, why                      (judging)
2. discounts, free products and vouchers are decided, one group after the other            (ordering, discounting)
3. no more is given than the policy allows                                                 (guarding)
4. taxes on what is left; points pay for a part of it                                      (tendering)
5. what the order takes with it, and what it will earn                                     (taking, preview)

    prepared = prepare(calculation, "7707083893", facts, Moment(date(2026, 3, 31)))
    priced = price(prepared, order, standing)
    print(priced.to_pay)
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ristorno.engine.preview.earned import Earned
from ristorno.engine.preview.order import Prepared
from ristorno.engine.pricing.besides import Besides
from ristorno.engine.pricing.codes import entered
from ristorno.engine.pricing.discounting import discounts
from ristorno.engine.pricing.guarding import Guard
from ristorno.engine.pricing.judging import Candidate, comes_beside, judge
from ristorno.engine.pricing.order import Order
from ristorno.engine.pricing.placed import facts_to_be
from ristorno.engine.pricing.priced import NotApplied, PricedLine, PricedOrder
from ristorno.engine.pricing.question import Question, asked, ruling
from ristorno.engine.pricing.refusing import refuse_order
from ristorno.engine.pricing.splitting import apart, join
from ristorno.engine.pricing.spreading import spread
from ristorno.engine.pricing.standing import Standing
from ristorno.engine.pricing.taking import takings
from ristorno.engine.pricing.tendering import Purse
from ristorno.engine.pricing.till import Till
from ristorno.kernel.number import ZERO, exactly, times


def price(prepared: Prepared, order: Order, standing: Standing | None = None) -> PricedOrder:
    """Return an order with its prices, as the terms of its day and the standing of the outside have them.

    ``prepared`` is the member's history as of the order's day; ``standing`` left out is that of the beginning. Raises
    :class:`~ristorno.kernel.problem.Refused` for orders and codes that cannot be priced.
    """
    standing = standing or Standing()
    with exactly():
        refuse_order(prepared, order)
        span = ruling(prepared, order)
        offers = span.rules.terms.offers if span else {}
        one, joined = join(order)
        question = asked(prepared, one, standing, entered(order, standing, offers))
        priced = apart(_priced(question), order, joined, question.step)
        return replace(priced, earns=_earns(prepared, priced))


def _priced(question: Question) -> PricedOrder:
    candidates, out = _judged(question)
    till = Till(question)
    order = [[candidates[name] for name in names if name in candidates] for names in question.terms.offers_in_order]
    for group in order:
        found = [each for each in group if each.offer.stage == "discount" and _is_given(till, each, out)]
        out += discounts(till, found) if found else ()
    guard = Guard(till)
    out += guard.hold()
    besides = Besides(question, till, guard)
    paying: list[Candidate] = []
    for candidate in [each for group in order for each in group if each.offer.stage != "discount"]:
        if _is_given(till, candidate, out):
            paying += [candidate] if candidate.offer.stage == "tender" else []
            out += besides.decide(candidate)
    return _answer(question, till, besides, paying, out, candidates)


def _judged(question: Question) -> tuple[dict[str, Candidate], list[NotApplied]]:
    candidates: dict[str, Candidate] = {}
    out: list[NotApplied] = []
    for name in sorted(question.offers):
        found = judge(question, name, question.offers[name])
        if isinstance(found, Candidate):
            candidates[name] = found
        elif found is not None:
            out.append(found)
    return candidates, out


def _is_given(till: Till, candidate: Candidate, out: list[NotApplied]) -> bool:
    """Return whether an offer that comes with another one comes: the other one gives something."""
    beside = comes_beside(candidate.offer)
    if beside is None or beside in till.given:
        return True
    out.append(NotApplied(offer=candidate.name, reason="alone", details={"with": beside}, gates=candidate.gates))
    return False


def _answer(
    question: Question,
    till: Till,
    besides: Besides,
    paying: Sequence[Candidate],
    out: list[NotApplied],
    candidates: Mapping[str, Candidate],
) -> PricedOrder:
    nets = dict(till.room)
    taxes = _taxes(question, nets)
    purse = Purse(question, {key: net + taxes[key] for key, net in nets.items()})
    out += [reason for candidate in paying if (reason := purse.pay(candidate)) is not None]
    tendered = _tendered(purse)
    return PricedOrder(
        order=question.order,
        lines=tuple(
            PricedLine(
                key=line.key,
                listed=line.listed,
                discount=line.listed - nets[line.key],
                net=nets[line.key],
                tax=taxes[line.key],
                gross=nets[line.key] + taxes[line.key],
                tendered=tendered.get(line.key, ZERO),
                to_pay=nets[line.key] + taxes[line.key] - tendered.get(line.key, ZERO),
            )
            for line in question.lines
        ),
        applied=tuple(till.applied),
        free=tuple(besides.free),
        tenders=tuple(purse.tenders),
        issued=tuple(besides.issued),
        takings=tuple(takings(question, till, besides, purse.tenders, candidates)),
        not_applied=tuple(sorted(out, key=lambda each: each.offer)),
        hints=tuple(till.hints),
        versions=question.versions,
    )


def _taxes(question: Question, nets: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return the tax of every line: rounded once for each rate, so that splitting a line changes no sum."""
    found: dict[str, Decimal] = {}
    for rate in {line.asked.tax_rate for line in question.lines}:
        weights = {line.key: times(nets[line.key], rate) for line in question.lines if line.asked.tax_rate == rate}
        found |= spread(weights, question.step)
    return found


def _tendered(purse: Purse) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for tender in purse.tenders:
        for key, part in tender.shares.items():
            found[key] = found.get(key, ZERO) + part
    return found


def _earns(prepared: Prepared, priced: PricedOrder) -> tuple[Earned, ...]:
    """Return what the order will earn as it is priced."""
    nets = {line.key: line.net for line in priced.lines}
    taxes = {line.key: line.tax for line in priced.lines}
    points = {line.key: line.tendered for line in priced.lines if line.tendered}
    return prepared.order(facts_to_be(priced.order, nets, taxes, points))
