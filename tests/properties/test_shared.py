"""Laws on caps that are shared: together never more than the cap, the whole cap where it cuts, else as without it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from ristorno.engine.accrual import Moment
from ristorno.engine.calculation import Calculation
from ristorno.engine.fact import Fact
from ristorno.engine.terms.reading import read_program
from strategies.effort import Effort

CAP = Decimal(50)
PROGRAM = """
program: shared
time_zone: Europe/Berlin
units: {EUR: {kind: money}}
caps: {all: 50}
clauses:
  one: {window: month, mechanic: {percent: 3.333 %}, limits: {shared: all}}
  two: {window: month, earn_on: {products: [P]}, mechanic: {per_step: {step: 100, gives: 1.07}}, limits: {shared: all}}
  three: {window: month, qualify: {measure: {count: documents}, at_least: 2}, mechanic: {percent: 1 %},
    limits: {cap: 30, shared: all}}
"""


@cache
def calculation(*, capped: bool) -> Calculation:
    return Calculation(read_program(PROGRAM if capped else PROGRAM.replace("all: 50", "all: 1_000_000")))


@st.composite
def logs(draw: st.DrawFn) -> tuple[Fact, ...]:
    """Return purchases of half a year."""
    return tuple(
        Fact(
            document=f"D{number}",
            occurred_at=date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 180))),
            member="North",
            product=draw(st.sampled_from(("P", "Q"))),
            amount=Decimal(draw(st.integers(1, 150000))).scaleb(-2),
        )
        for number in range(draw(st.integers(1, 12)))
    )


def _sums(facts: Sequence[Fact], *, capped: bool) -> Mapping[str, Decimal]:
    answer = calculation(capped=capped).answer("North", facts, Moment(date(2026, 6, 30)))
    sums: dict[str, Decimal] = {}
    for accrual in answer.accruals:
        sums[accrual.window_label] = sums.get(accrual.window_label, Decimal(0)) + accrual.amount
    return sums


def test_a_shared_cap_is_paid_whole_where_it_cuts(effort: Effort) -> None:
    def law(facts: tuple[Fact, ...]) -> None:
        alone = _sums(facts, capped=False)
        assert _sums(facts, capped=True) == {window: min(CAP, amount) for window, amount in alone.items()}

    effort.prove(law, logs(), examples=150)
