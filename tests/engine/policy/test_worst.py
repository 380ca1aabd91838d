"""Nothing is ever given beyond the bound that is proved, and what breaks it is shown by an order that does."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, event, target
from hypothesis import strategies as st

from engine.policy.running import programs, purchases
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.policy.example import given_for
from ristorno.engine.policy.verdict import bound_of, highest_discount, worst_first
from ristorno.kernel.number import exactly
from ristorno.kernel.period import Period
from strategies.effort import Effort

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
_STEP = Fraction(1, 100)


def test_nothing_is_given_beyond_the_bound(effort: Effort) -> None:
    def law(programs: tuple[Calculation, ...], facts: tuple[Fact, ...]) -> None:
        with exactly():
            bound = bound_of(worst_first(programs, YEAR))
        if bound is None:
            event("not bounded")
            return
        given = given_for(programs, facts[1:], facts[0])
        share = sum((Fraction(each.money) for each in given), Fraction(0)) / Fraction(facts[0].amount or 1)
        event("given, and bounded" if given else "nothing is given")
        slack = sum((_STEP / Fraction(facts[0].amount or 1) for _ in given), Fraction(0))
        assert share <= Fraction(bound) + slack
        if bound > 0:
            target(float(share / Fraction(bound)))

    effort.prove(law, st.tuples(programs("alpha"), programs("beta")), purchases(), examples=150)


def test_a_limit_just_below_what_an_order_gets_is_never_proved(effort: Effort) -> None:
    def law(program: Calculation, facts: tuple[Fact, ...]) -> None:
        given = given_for([program], facts[1:], facts[0])
        share = sum((Fraction(each.money) for each in given), Fraction(0)) / Fraction(facts[0].amount or 1)
        limit = Decimal(int(share * 10_000) - 1) / 10_000
        assume(limit > 0)
        verdict = highest_discount([program], limit, YEAR)
        assert verdict.word != "proved"
        if verdict.word == "broken":
            assert verdict.example is not None
            assert verdict.example.share > limit

    effort.prove(law, programs("alpha"), purchases(), examples=12)
