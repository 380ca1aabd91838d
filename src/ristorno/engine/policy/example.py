"""An order that breaks the policy, counted by the engine itself: what is told of it can be done again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal, TypeAlias

from ristorno.engine.accrual import Accrual, Moment
from ristorno.engine.benefits.product import FreeGoods
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.policy.most import worth_of
from ristorno.engine.policy.together import Place
from ristorno.engine.policy.worst import Meeting
from ristorno.engine.preview.order import prepare
from ristorno.engine.pricing.order import Order, OrderLine
from ristorno.engine.pricing.price import price
from ristorno.engine.pricing.standing import CodeStanding, Standing
from ristorno.engine.terms.offers.policy import PriceFloor
from ristorno.engine.terms.offers.trigger import Word
from ristorno.kernel.number import ONE, ZERO, Exact, exactly, per_unit, plus, times, total
from ristorno.kernel.period import LAST_DAY

_ROUND: tuple[Decimal, ...] = tuple(ONE.scaleb(power) for power in range(8))
"""Amounts that are tried besides the thresholds of the promises: 1, 10, ... 10,000,000."""
AFTER = timedelta(days=800)
"""By then every window of at most a year that holds the order is over."""


How: TypeAlias = Literal["off", "goods", "later"]
"""Whether something is taken off the price, given in goods, or earned later."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one promise gives in the window of the order, in its unit, and the order's part of it in money."""

    promise: str
    amount: Decimal
    unit: str
    money: Exact
    how: How


@dataclass(frozen=True, slots=True)
class Example:
    """Facts that lead to more than the policy allows: those before the order, the order, what is given for it."""

    before: tuple[Fact, ...]
    order: Fact
    given: tuple[Given, ...]
    reached: Exact
    """What the policy bounds, as it comes to: see each rule."""

    @property
    def amount(self) -> Decimal:
        """The list price of the order."""
        return self.order.amount or ZERO

    @property
    def net(self) -> Exact:
        """What is left to be paid for the order."""
        return plus(self.amount, -total(each.money for each in self.given if each.how == "off"))


Reached: TypeAlias = Callable[[Example], Exact | None]
"""What a rule bounds, of one example; None where it cannot be said."""


def examples(
    calculations: Sequence[Calculation], meeting: Meeting, reached: Reached, *, cost: Decimal = ZERO
) -> Iterator[Example]:
    """Yield the orders that are tried for what meets, each with what it reaches; ``cost``: of its list price."""
    for before in _histories(meeting):
        for amount in sorted(_amounts(meeting)):
            order = replace(purchase(meeting, amount, meeting.day), cost=amount * cost)
            given = given_for(calculations, before, order)
            if given:
                found = Example(before, order, given, ZERO)
                value = reached(found)
                if value is not None:
                    yield replace(found, reached=value)


def share_given(example: Example) -> Exact:
    """Return what is given, as a fraction of the list price of the order."""
    return per_unit(total(each.money for each in example.given), example.amount)


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
    prices = [row.term.price for row in meeting.rows if isinstance(row.term, PriceFloor) and row.term.price]
    found |= {price * times for price in prices for times in (ONE, ONE + ONE)}
    return {amount for amount in found if 0 < amount < Decimal(10) ** 12}


def _histories(meeting: Meeting) -> Iterator[tuple[Fact, ...]]:
    """Yield what may have been bought before: nothing, or what lifts the buyer to its levels, lately or long ago."""
    segment = _segment(meeting)
    yield segment
    lifting = max((_threshold(meeting, place, tier) for place, tier in meeting.buyer.levels.items()), default=ZERO)
    for days in (366, 1) if lifting > 0 else ():
        bought = purchase(meeting, lifting, meeting.day - timedelta(days=days))
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


def purchase(meeting: Meeting, amount: Decimal, day: date) -> Fact:
    """Return a purchase of the line of a meeting by its buyer, at an amount and no cost."""
    currency = meeting.promises[0].rules.terms.fact_currency
    like = meeting.line.fact
    return replace(like, member=meeting.buyer.member, amount=amount, currency=currency, occurred_at=day, cost=ZERO)


def given_for(calculations: Sequence[Calculation], before: Sequence[Fact], order: Fact) -> tuple[Given, ...]:
    """Return what programs give for an order at list prices: taken off at once, and its part of what windows give.

    What was bought before in the same window has its own part. Programs that look at other members are left out.
    """
    alone = [calculation for calculation in calculations if not calculation.needs_population]
    with exactly():
        now = [each for calculation in alone for each in _at_once(calculation, before, order)]
        net = (order.amount or ZERO) - sum((each.amount for each in now if each.how == "off"), ZERO)
        paid = replace(order, amount=net)
        later = [each for calculation in alone for each in _later(calculation, before, paid)] if net > 0 else []
    return (*now, *later)


def _at_once(calculation: Calculation, before: Sequence[Fact], listed: Fact) -> Iterator[Given]:
    """Yield what a program gives an order at once, all codes entered that anybody may have."""
    terms = calculation.program.terms
    offers = {name: offer for each in calculation.all_terms for name, offer in each.offers.items()}
    if listed.currency is None or not offers:
        return
    codes = {f"CODE-{name}": CodeStanding(offer=name) for name, offer in offers.items() if offer.trigger == "code"}
    words = [offer.trigger.code for offer in offers.values() if isinstance(offer.trigger, Word)]
    order = Order(
        member=listed.member,
        contact=listed.contact,
        placed_at=datetime.combine(day_of(listed), time(12), terms.zone),
        currency=listed.currency,
        lines=(_line(listed),),
        codes=(*codes, *words),
    )
    prepared = prepare(calculation, listed.member, before, Moment(day_of(listed)))
    priced = price(prepared, order, Standing(codes=codes))
    for each in priced.applied:
        yield Given(f"{terms.program}.{each.offer}", each.amount, listed.currency, each.amount, "off")
    for free in priced.free:
        goods = offers[free.offer].gives
        if isinstance(goods, FreeGoods) and goods.cost:
            cost = goods.cost * free.quantity
            yield Given(f"{terms.program}.{free.offer}", cost, listed.currency, cost, "goods")


def _line(listed: Fact) -> OrderLine:
    return OrderLine(
        key="1",
        product=listed.product,
        brand=listed.brand,
        groups=listed.groups,
        attributes=listed.attributes,
        quantity=ONE,
        price=listed.amount or ZERO,
        cost=listed.cost,
    )


def _later(calculation: Calculation, before: Sequence[Fact], order: Fact) -> Iterator[Given]:
    """Yield the order's part of what its windows give."""
    moment = Moment(min(day_of(order) + AFTER, LAST_DAY))
    terms = calculation.program.terms
    for accrual in calculation.answer(order.member, (*before, order), moment).accruals:
        worth = worth_of(terms, accrual.unit)
        if accrual.held <= 0 or worth is None or not _is_of(accrual, order):
            continue
        assert order.amount is not None
        beside = [fact.amount or ZERO for fact in before if _is_of(accrual, fact)]
        part = per_unit(order.amount, order.amount + sum(beside, ZERO))
        yield Given(
            f"{terms.program}.{accrual.clause}", accrual.held, accrual.unit, times(accrual.held * worth, part), "later"
        )


def _is_of(accrual: Accrual, fact: Fact) -> bool:
    """Return whether a fact lies in the window of an amount."""
    return day_of(fact) in accrual.window and (accrual.document is None or accrual.document.startswith(fact.document))


def day_of(fact: Fact) -> date:
    """Return the day of a fact that is tried."""
    assert not isinstance(fact.occurred_at, datetime)
    return fact.occurred_at
