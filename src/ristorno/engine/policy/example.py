"""An order that breaks the policy, counted by the engine itself: what is told of it can be done again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from ristorno.engine.accrual import Accrual, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.policy.most import worth_of
from ristorno.engine.policy.together import Place
from ristorno.engine.policy.worst import Meeting
from ristorno.engine.preview.order import prepare
from ristorno.engine.pricing.order import Order, OrderLine
from ristorno.engine.pricing.price import price
from ristorno.engine.pricing.standing import CodeStanding, Standing
from ristorno.engine.terms.offers.trigger import Word
from ristorno.kernel.number import ONE, ZERO, Exact, exactly, per_unit, times, total
from ristorno.kernel.period import LAST_DAY

_ROUND: tuple[Decimal, ...] = tuple(ONE.scaleb(power) for power in range(8))
"""Amounts that are tried besides the thresholds of the promises: 1, 10, ... 10,000,000."""
_AFTER = timedelta(days=800)
"""By then every window of at most a year that holds the order is over."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one promise gives in the window of the order, in its unit, and the order's part of it in money."""

    promise: str
    amount: Decimal
    unit: str
    money: Exact


@dataclass(frozen=True, slots=True)
class Example:
    """Facts that lead to more than the policy allows: those before the order, the order, what is given for it."""

    before: tuple[Fact, ...]
    order: Fact
    given: tuple[Given, ...]
    share: Exact
    """What is given, as a fraction of the order."""


def worst_example(calculations: Sequence[Calculation], meeting: Meeting) -> Example | None:
    """Return the order among those tried for which most is given; None where nothing can be counted."""
    found: Example | None = None
    for before in _histories(meeting):
        for amount in sorted(_amounts(meeting)):
            order = _purchase(meeting, amount, meeting.day)
            given = given_for(calculations, before, order)
            share = per_unit(total(each.money for each in given), amount)
            if given and (found is None or share > found.share):
                found = Example(before, order, given, share)
    return found


def _amounts(meeting: Meeting) -> set[Decimal]:
    """Return the amounts at which something may change, and round ones."""
    found = set(_ROUND)
    for promise in meeting.promises:
        terms = promise.rules.terms
        found |= {gate.bound for gate in (terms.offers if promise.now else terms.clauses)[promise.name].gates}
        if not promise.now:
            mechanic = terms.clauses[promise.name].mechanic
            found |= {row.threshold for row in getattr(mechanic, "table", ())}
            found |= {getattr(mechanic, name, ZERO) for name in ("step", "size")}
    return {amount for amount in found if 0 < amount < Decimal(10) ** 12}


def _histories(meeting: Meeting) -> Iterator[tuple[Fact, ...]]:
    """Yield what may have been bought before: nothing, or what lifts the buyer to its levels, lately or long ago."""
    segment = _segment(meeting)
    yield segment
    lifting = max((_threshold(meeting, place, tier) for place, tier in meeting.buyer.levels.items()), default=ZERO)
    for days in (366, 1) if lifting > 0 else ():
        bought = _purchase(meeting, lifting, meeting.day - timedelta(days=days))
        yield (*segment, replace(bought, document="BEFORE"))


def _threshold(meeting: Meeting, place: Place, tier: str) -> Decimal:
    program, ladder = place
    found = (promise.rules.terms.ladders for promise in meeting.promises if promise.program == program)
    return next((ladders[ladder].tiers[tier] for ladders in found if ladder in ladders), ZERO)


def _segment(meeting: Meeting) -> tuple[Fact, ...]:
    if meeting.buyer.segment is None:
        return ()
    fact = Fact(
        document="SEGMENT",
        kind="segment_assigned",
        occurred_at=meeting.day - timedelta(days=2),
        member=meeting.buyer.member,
        attributes={"segment": meeting.buyer.segment},
    )
    return (fact,)


def _purchase(meeting: Meeting, amount: Decimal, day: date) -> Fact:
    currency = meeting.promises[0].rules.terms.fact_currency
    like = meeting.line.fact
    return replace(like, member=meeting.buyer.member, amount=amount, currency=currency, occurred_at=day, cost=ZERO)


def given_for(calculations: Sequence[Calculation], before: Sequence[Fact], order: Fact) -> tuple[Given, ...]:
    """Return what programs give for an order at list prices: taken off at once, and its part of what windows give.

    What was bought before in the same window has its own part. Programs that look at other members are left out.
    """
    alone = [calculation for calculation in calculations if not calculation.needs_population]
    with exactly():
        now = [each for calculation in alone for each in _taken_off(calculation, before, order)]
        net = (order.amount or ZERO) - sum((each.amount for each in now), ZERO)
        paid = replace(order, amount=net)
        later = [each for calculation in alone for each in _later(calculation, before, paid)] if net > 0 else []
    return (*now, *later)


def _taken_off(calculation: Calculation, before: Sequence[Fact], listed: Fact) -> Iterator[Given]:
    """Yield what a program takes off an order at once, all codes entered that anybody may have."""
    terms = calculation.program.terms
    offers = {name: offer for each in calculation.all_terms for name, offer in each.offers.items()}
    if listed.currency is None or not offers:
        return
    codes = {f"CODE-{name}": CodeStanding(offer=name) for name, offer in offers.items() if offer.trigger == "code"}
    words = [offer.trigger.code for offer in offers.values() if isinstance(offer.trigger, Word)]
    order = Order(
        member=listed.member,
        contact=listed.contact,
        placed_at=datetime.combine(_day(listed), time(12), terms.zone),
        currency=listed.currency,
        lines=(_line(listed),),
        codes=(*codes, *words),
    )
    prepared = prepare(calculation, listed.member, before, Moment(_day(listed)))
    for each in price(prepared, order, Standing(codes=codes)).applied:
        yield Given(f"{terms.program}.{each.offer}", each.amount, listed.currency, each.amount)


def _line(listed: Fact) -> OrderLine:
    return OrderLine(
        key="1",
        product=listed.product,
        brand=listed.brand,
        groups=listed.groups,
        attributes=listed.attributes,
        quantity=ONE,
        price=listed.amount or ZERO,
        cost=ZERO,
    )


def _later(calculation: Calculation, before: Sequence[Fact], order: Fact) -> Iterator[Given]:
    """Yield the order's part of what its windows give."""
    moment = Moment(min(_day(order) + _AFTER, LAST_DAY))
    terms = calculation.program.terms
    for accrual in calculation.answer(order.member, (*before, order), moment).accruals:
        worth = worth_of(terms, accrual.unit)
        if accrual.held <= 0 or worth is None or not _is_of(accrual, order):
            continue
        assert order.amount is not None
        beside = [fact.amount or ZERO for fact in before if _is_of(accrual, fact)]
        part = per_unit(order.amount, order.amount + sum(beside, ZERO))
        yield Given(f"{terms.program}.{accrual.clause}", accrual.held, accrual.unit, times(accrual.held * worth, part))


def _is_of(accrual: Accrual, fact: Fact) -> bool:
    """Return whether a fact lies in the window of an amount."""
    return _day(fact) in accrual.window and (accrual.document is None or accrual.document.startswith(fact.document))


def _day(fact: Fact) -> date:
    assert not isinstance(fact.occurred_at, datetime)
    return fact.occurred_at
