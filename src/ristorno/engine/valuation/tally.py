"""Adding up members, then dividing: the sum over all members is exact, and every month is rounded once."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from ristorno.engine.accrual import MemberAnswer
from ristorno.engine.terms.fair_value import FairValue
from ristorno.engine.terms.terms import Terms
from ristorno.engine.valued import FairValued, Given, ValuedMonth
from ristorno.kernel.number import ZERO, Exact, exactly, plus, round_to, times, total


class FairTally:
    """Adds up members, which may come in any order, each once. ``terms`` are those of the day of the question."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._given: dict[tuple[str, str, Decimal, Decimal], Given] = {}
        self._spent: dict[str, Decimal] = {}

    def add(self, answer: MemberAnswer) -> None:
        """Add what one member was given and has spent."""
        with exactly():
            for one in answer.given:
                key = (one.unit, one.month, one.price, one.expected_redeemed)
                self._given[key] = _joined(self._given[key], one) if key in self._given else one
            for spent in answer.spent:
                self._spent[spent.unit] = self._spent.get(spent.unit, ZERO) + spent.points

    def result(self) -> tuple[FairValued, ...]:
        """Return the fair value of every unit that has one, by name."""
        with exactly():
            return tuple(self._units())

    def _units(self) -> Iterator[FairValued]:
        for name, unit in sorted(self.terms.units.items()):
            if unit.fair_value is not None and self.terms.fact_currency is not None:
                months = [found for key, found in sorted(self._given.items()) if key[0] == name]
                yield _valued(name, unit.fair_value, self.terms, months, self._spent)


def _joined(one: Given, other: Given) -> Given:
    sales = one.sales + other.sales
    return replace(one, sales=sales, sold=plus(one.sold, other.sold), granted=plus(one.granted, other.granted))


def _valued(unit: str, worth: FairValue, terms: Terms, given: list[Given], spent: Mapping[str, Decimal]) -> FairValued:
    currency = terms.fact_currency or ""
    step = terms.steps.get(currency, terms.fact_step)
    months = tuple(_month(one, step) for one in given)
    brought = worth.brought_forward
    points = total([brought.points if brought else ZERO, *(part for one in given for part in (one.sold, one.granted))])
    value = sum((month.share + month.worth for month in months), brought.price if brought else ZERO)
    expected = times(points, worth.expected_redeemed)
    redeemed = spent.get(unit, ZERO) if worth.redeemed is not None else None
    released = round_to(times(value, _part(redeemed or ZERO, expected)), step)
    return FairValued(
        unit=unit,
        currency=currency,
        step=step,
        expected_redeemed=worth.expected_redeemed,
        months=months,
        brought_points=brought.points if brought else None,
        brought_price=brought.price if brought else None,
        given=points,
        expected=expected,
        value=value,
        redeemed=redeemed,
        released=released,
        deferred=value - released,
    )


def _month(one: Given, step: Decimal) -> ValuedMonth:
    each = one.price * one.expected_redeemed
    alone = times(one.sold, each)
    return ValuedMonth(
        month=one.month,
        price=one.price,
        expected_redeemed=one.expected_redeemed,
        sales=one.sales,
        sold=one.sold,
        alone=alone,
        share=round_to(_share(one.sales, alone), step),
        granted=one.granted,
        worth=round_to(times(one.granted, each), step),
    )


def _share(sales: Decimal, alone: Exact) -> Exact:
    """Return the part of the sales that belongs to the points; without a price to divide, what they are worth."""
    if (sales > 0) != (alone > 0) or not sales or not alone:
        return alone
    return Fraction(sales) * Fraction(alone) / (Fraction(sales) + Fraction(alone))


def _part(redeemed: Decimal, expected: Exact) -> Exact:
    """Return which part of the expected points was spent: never less than none, never more than all."""
    if expected <= 0 or redeemed <= 0:
        return ZERO
    return min(Fraction(redeemed) / Fraction(expected), Fraction(1))
