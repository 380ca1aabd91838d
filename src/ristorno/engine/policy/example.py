"""An order that breaks the policy, counted by the engine itself: what is told of it can be done again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from ristorno.engine.accrual import Accrual, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.policy.most import worth_of
from ristorno.engine.policy.worst import Meeting, Place
from ristorno.engine.terms.conditions import gates
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
            example = _counted(calculations, meeting, before, amount)
            if example is not None and (found is None or example.share > found.share):
                found = example
    return found


def _amounts(meeting: Meeting) -> set[Decimal]:
    """Return the amounts at which something may change, and round ones."""
    found = set(_ROUND)
    for promise in meeting.promises:
        clause = promise.rules.terms.clauses[promise.name]
        found |= {row.threshold for row in getattr(clause.mechanic, "table", ())}
        found |= {getattr(clause.mechanic, name, ZERO) for name in ("step", "size")}
        found |= {gate.bound for gate in (gates(clause.qualify) if clause.qualify else ())}
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


def _counted(
    calculations: Sequence[Calculation], meeting: Meeting, before: tuple[Fact, ...], amount: Decimal
) -> Example | None:
    order = _purchase(meeting, amount, meeting.day)
    with exactly():
        given = tuple(
            each
            for calculation in calculations
            if not calculation.needs_population
            for each in given_for(calculation, before, order)
        )
        money = total([each.money for each in given])
    return Example(before, order, given, per_unit(money, amount)) if money > 0 else None


def given_for(calculation: Calculation, before: Sequence[Fact], order: Fact) -> list[Given]:
    """Return the order's part of what its windows give: what was bought before in the same window has its own part."""
    with exactly():
        return list(_given(calculation, before, order))


def _given(calculation: Calculation, before: Sequence[Fact], order: Fact) -> Iterator[Given]:
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
