"""Laws on promises that settle others: an advance is taken off to the cent, and what others give picks a row."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from ristorno.engine.accrual import Accrual, Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.documented import accrual_record
from ristorno.engine.fact import Fact
from ristorno.engine.recompute import disagreements
from ristorno.engine.terms.reading import read_program
from strategies.effort import Effort

FIRST = date(2025, 10, 1)
DAYS = 500
_PROGRAM = """
program: advances
time_zone: Europe/Berlin
units: {EUR: {kind: money}, PTS: {kind: points}}
sets: {goods: {kinds: [purchase, return]}}
clauses:
  quarterly: {earn_on: goods, window: quarter, mechanic: {percent: 1.6 %}, reward: {unit: EUR}}
  orders: {earn_on: goods, window: document, mechanic: {percent: 0.15 %}, reward: {unit: EUR}}
  yearly:
    earn_on: goods
    window: year
    qualify: [{measure: {count: documents}, at_least: 3}]
    mechanic: {brackets: {mode: retroactive, rates: {100: 2 %, 300: 3.333 %}}}
    limits: {cap: 12}
    reward: {unit: EUR}
    LESS_BOTH
  halves:
    earn_on: goods
    window: year
    pay_every: {window: half, basis: cumulative}
    mechanic: {percent: 2 %}
    reward: {unit: EUR}
    LESS_ONE
  points: {earn_on: goods, window: month, mechanic: {per_step: {step: 25, gives: 1}}, reward: {unit: PTS}}
  by-points:
    earn_on: goods
    window: quarter
    mechanic: {brackets: {mode: retroactive, bracket_by: {result_of: [points]}, rates: {0: 1 %, 4: 2.5 %, 9: 7 %}}}
    reward: {unit: EUR}
"""
SETTLED = Calculation(
    read_program(_PROGRAM.replace("LESS_BOTH", "less: [quarterly, orders]").replace("LESS_ONE", "less: [quarterly]"))
)
WHOLE = Calculation(read_program(_PROGRAM.replace("LESS_BOTH", "").replace("LESS_ONE", "")))


@st.composite
def logs(draw: st.DrawFn) -> tuple[Fact, ...]:
    """Return purchases and returns of one member over three calendar years."""
    facts: list[Fact] = []
    for number in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from(("purchase", "purchase", "purchase", "return")))
        amount = Decimal(draw(st.integers(1, 15000))).scaleb(-2)
        facts.append(
            Fact(
                document=f"D{number}",
                kind=kind,
                occurred_at=FIRST + timedelta(days=draw(st.integers(0, DAYS))),
                member="North",
                amount=-amount if kind == "return" else amount,
            )
        )
    return tuple(facts)


moments = st.integers(0, DAYS).map(lambda days: Moment(FIRST + timedelta(days=days)))


def test_what_was_advanced_is_taken_off_to_the_cent(effort: Effort) -> None:
    def law(facts: tuple[Fact, ...], moment: Moment) -> None:
        settled, whole = (_by_year(each, facts, moment) for each in (SETTLED, WHOLE))
        given = {name: whole.get(name, {}) for name in ("quarterly", "orders", "yearly", "halves")}
        for year in given["yearly"]:
            quarterly, orders = given["quarterly"].get(year, 0), given["orders"].get(year, 0)
            assert settled["yearly"][year] == given["yearly"][year] - quarterly - orders
            assert settled["halves"][year] == given["halves"][year] - quarterly

    effort.prove(law, logs(), moments, examples=60)


def test_what_others_give_picks_the_row(effort: Effort) -> None:
    def law(facts: tuple[Fact, ...], moment: Moment) -> None:
        accruals = _accruals(SETTLED, facts, moment)
        for told in (each for each in accruals if each.clause == "by-points"):
            months = [each for each in accruals if each.clause == "points" and each.window.start in told.window]
            points = sum((month.amount for month in months), Decimal(0))
            days = (told.window.start, min(told.window.last, moment.as_of))
            own = (fact.amount for fact in facts if days[0] <= fact.occurred_at <= days[1])
            bought = sum(filter(None, own), Decimal(0))
            rate = Decimal("0.07") if points >= 9 else Decimal("0.025") if points >= 4 else Decimal("0.01")
            exact = max(bought, Decimal(0)) * rate
            assert abs(told.amount - exact) <= Decimal("0.005")

    effort.prove(law, logs(), moments, examples=60)


def test_every_amount_can_be_redone(effort: Effort) -> None:
    def law(facts: tuple[Fact, ...], moment: Moment) -> None:
        for accrual in _accruals(SETTLED, facts, moment):
            assert disagreements(accrual_record(accrual)) == ()

    effort.prove(law, logs(), moments, examples=30)


def _accruals(calculation: Calculation, facts: tuple[Fact, ...], moment: Moment) -> tuple[Accrual, ...]:
    return calculation.answer("North", facts, moment).accruals


def _by_year(calculation: Calculation, facts: tuple[Fact, ...], moment: Moment) -> Mapping[str, Mapping[int, Decimal]]:
    sums: dict[str, dict[int, Decimal]] = {}
    for accrual in _accruals(calculation, facts, moment):
        own, year = sums.setdefault(accrual.clause, {}), accrual.window.start.year
        own[year] = own.get(year, Decimal(0)) + accrual.amount
    return sums
