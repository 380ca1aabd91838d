"""No order is ever worse than what is proved, and what breaks a policy is shown by an order that does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, event, target
from hypothesis import strategies as st

from engine.policy.running import programs, purchases
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.history.book import in_order
from ristorno.engine.policy.example import Example, given_for
from ristorno.engine.policy.proof import prove
from ristorno.engine.policy.rules.highest_discount import bound_of
from ristorno.engine.policy.rules.margin_floor import margin_left
from ristorno.engine.policy.together import never_together
from ristorno.engine.policy.verdict import Verdict
from ristorno.engine.policy.worst import meetings
from ristorno.engine.terms.sets import FactSet
from ristorno.kernel.number import ONE, ZERO, Exact, exactly, per_unit
from ristorno.kernel.period import Period
from strategies.effort import Effort

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
_STEP = Fraction(1, 100)
Pair = tuple[Calculation, Calculation]
_PAIRS = st.tuples(programs("alpha"), programs("beta"))


def _ordered(programs: tuple[Calculation, ...], facts: tuple[Fact, ...]) -> Example:
    """The first of some facts as an order, its goods at the highest cost that any policy tells."""
    told = [
        cost.share
        for each in programs
        for cost in each.program.terms.policy.costs.values()
        if _holds(each, cost.on, facts[0])
    ]
    order = replace(facts[0], cost=(facts[0].amount or ZERO) * min(told, default=ZERO))
    return Example(facts[1:], order, given_for(programs, facts[1:], order), ZERO)


def _holds(calculation: Calculation, held: FactSet, fact: Fact) -> bool:
    (line,) = in_order([fact], calculation.program.terms.zone)
    return calculation.common().spans[0].rules.sieve(held).refusal(line) is None


def _slack(example: Example) -> Fraction:
    """How far roundings may lead: each promise rounds by half a step, and what it pays on by as much."""
    return len(example.given) * _STEP / Fraction(example.net or ONE)


def _share(example: Example) -> Fraction:
    return sum((Fraction(each.money) for each in example.given), Fraction(0)) / Fraction(example.amount)


def test_nothing_is_given_beyond_the_bound(effort: Effort) -> None:
    def law(programs: Pair, facts: tuple[Fact, ...]) -> None:
        with exactly():
            found = sorted(meetings(programs, YEAR), key=lambda each: (len(each.unbounded), each.share), reverse=True)
            bound = bound_of(found)
            ordered = _ordered(programs, facts)
        if bound is None:
            event("not bounded")
            return
        event("given, and bounded" if ordered.given else "nothing is given")
        share = _share(ordered)
        assert share <= Fraction(bound) + len(ordered.given) * _STEP / Fraction(ordered.amount)
        if bound > 0:
            target(float(share / Fraction(bound)))

    effort.prove(law, _PAIRS, purchases(), examples=100)


def test_no_less_stays_above_cost_than_is_proved(effort: Effort) -> None:
    def law(programs: Pair, facts: tuple[Fact, ...]) -> None:
        with exactly():
            margins = [meeting.mixed.margin for meeting in meetings(programs, YEAR)]
            bound = None if None in margins else min((each for each in margins if each is not None), default=ONE)
            ordered = _ordered(programs, facts)
            left = margin_left(ordered)
        if bound is None or left is None:
            event("not bounded")
            return
        event("given, and bounded" if ordered.given else "nothing is given")
        assert Fraction(left) >= Fraction(bound) - _slack(ordered)

    effort.prove(law, _PAIRS, purchases(), examples=100)


def test_what_is_proved_of_single_lines_holds_for_every_order(effort: Effort) -> None:
    """Lowest prices, and what never comes together."""

    def law(programs: Pair, facts: tuple[Fact, ...]) -> None:
        verdicts = {(each.rule, each.name): each for each in prove(programs, YEAR)}
        ordered = _ordered(programs, facts)
        for each in programs:
            for name, reached, limit in _reached(each, ordered):
                verdict = verdicts.get(("price_floor", name))
                if verdict is not None and verdict.word == "proved":
                    event("a lowest price is proved")
                    assert reached >= Fraction(limit)
            for name, names in each.program.terms.policy.never_together.items():
                titles = never_together(each.program.id, names)
                had = {given.promise for given in ordered.given if given.money > 0} & titles
                verdict = verdicts["never_together", f"{each.program.id}.{name}"]
                event(f"never together: {verdict.word}")
                assert verdict.word != "proved" or len(had) <= 1

    effort.prove(law, _PAIRS, purchases(), examples=25)


def _reached(calculation: Calculation, ordered: Example) -> Iterator[tuple[str, Fraction, Exact]]:
    """Yield what is paid under each lowest price that holds for the goods, with the least that must be."""
    for name, floor in calculation.program.terms.policy.price_floors.items():
        if _holds(calculation, floor.on, ordered.order):
            title = f"{calculation.program.id}.{name}"
            if floor.share is not None:
                yield title, Fraction(per_unit(ordered.net, ordered.amount)), floor.share
            elif floor.price is not None and ordered.amount >= floor.price:
                yield title, Fraction(ordered.net), floor.price


def test_a_limit_just_below_what_an_order_gets_is_never_proved(effort: Effort) -> None:
    def law(program: Calculation, facts: tuple[Fact, ...]) -> None:
        given = given_for([program], facts[1:], facts[0])
        share = sum((Fraction(each.money) for each in given), Fraction(0)) / Fraction(facts[0].amount or 1)
        limit = Decimal(int(share * 10_000) - 1) / 10_000
        assume(limit > 0)
        verdict = _highest(prove([program], YEAR, limit))
        assert verdict.word != "proved"
        if verdict.word == "broken":
            assert verdict.example is not None
            assert verdict.example.reached > limit

    effort.prove(law, programs("alpha"), purchases(), examples=12)


def _highest(verdicts: tuple[Verdict, ...]) -> Verdict:
    return next(each for each in verdicts if each.rule == "highest_discount")
